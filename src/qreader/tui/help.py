"""Help: the actions in sections, those of this pane first, and as choices of a box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from qreader.tui.action_search import found
from qreader.tui.actions import GROUPS, Action, Where
from qreader.tui.keys import keys_in, show_keys
from qreader.tui.widgets.lookup import Choice

_PANES: Final = {
    "TODAY": ("On Today", "on Today", ("Stories", "Read")),
    "FEEDS": ("Among the feeds", "among the feeds", ("Feeds", "Read")),
    "LIST": ("In the list", "in the list", ("Read", "Mark")),
    "ARTICLE": ("In the article", "in an article", ("Read", "Mark")),
    "RELATED": ("On a related story", "on a related story", ("Stories", "Read")),
    "WELCOME": ("At the starter packs", "at the starter packs", ("Feeds",)),
    "FINDING": ("While you find", "while a find is open", ("Read",)),
    "SELECTING": ("While you select lines", "while lines are selected", ("Share",)),
    "FOLDED": ("On a folder", "on a folded folder", ()),
    "UNFOLDED": ("On a folder", "on an unfolded folder", ()),
}
"""By pane: its heading, its place in a sentence, and the groups that it is most about."""
ELSEWHERE: Final = "In other panes"
USED_LAST: Final = "Used last"


def sections(actions: Sequence[Action], where: Where) -> list[tuple[str, list[Action]]]:
    """Return headings with their actions: those of the pane first, motion and other panes last."""
    here = [action for action in actions if where & action.where]
    heading, _, groups = _pane(where)
    hinted = [action for action in here if where & action.hinted]
    own = [action for group in groups for action in here if action.group == group]
    first = [*hinted, *(action for action in own if action not in hinted)]
    parts = [(heading, first)]
    rest = [action for action in here if action not in first]
    parts += [(one, [a for a in rest if a.group == one]) for one in _headings(rest)]
    parts.append((ELSEWHERE, [action for action in actions if not where & action.where]))
    return [(one, some) for one, some in parts if some]


def _headings(actions: Iterable[Action]) -> list[str]:
    """Return the groups of these actions; those of the person, the macros, before motion."""
    present = dict.fromkeys(action.group for action in actions)
    own = [group for group in present if group not in GROUPS]
    return [*(group for group in GROUPS[:-1] if group in present), *own, *GROUPS[-1:]]


def _pane(where: Where) -> tuple[str, str, tuple[str, ...]]:
    panes = [_PANES[one.name] for one in where if one.name in _PANES]
    return panes[0] if panes else ("Here", "here", ())


def places(where: Where) -> str:
    """Return the panes of an action in words: `in the list and in an article`."""
    named = dict.fromkeys(_PANES[one.name][1] for one in where if one.name in _PANES)
    words = [one for one in named if one != _PANES["RELATED"][1] or len(named) == 1]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def key_choices(actions: Sequence[Action], where: Where) -> list[tuple[str, list[Choice]]]:
    """Return the sections of the help as choices."""
    return [
        (heading, [choice_of(action, where) for action in some])
        for heading, some in sections(actions, where)
    ]


def palette_choices(
    actions: Sequence[Action], where: Where, recent: Sequence[str]
) -> list[tuple[str, list[Choice]]]:
    """Return the sections of the palette before anything is typed: what was used last on top."""
    by_name = {action.name: action for action in actions if where & action.where}
    used = [choice_of(by_name[name], where) for name in recent if name in by_name]
    rest = [
        (heading, [one for one in some if one.value not in recent])
        for heading, some in key_choices(actions, where)
    ]
    return [(heading, some) for heading, some in [(USED_LAST, used), *rest] if some]


def found_choices(
    typed: str, actions: Sequence[Action], where: Where, recent: Sequence[str] = ()
) -> list[Choice]:
    """Return the actions that typed words find, as choices."""
    return [choice_of(action, where) for action in found(typed, actions, where, recent)]


def choice_of(action: Action, where: Where) -> Choice:
    """Return the choice of an action; it can be run where it applies."""
    is_here = bool(where & action.where)
    keys = keys_in(action, where) if is_here else action.keys
    return Choice(
        "  ".join(_shown(keys)) or f":{action.command}",
        action.text,
        action.name,
        command=action.command,
        short=action.word or action.text,
        is_here=is_here,
        detail=f"{action.text} · {_said(action, is_here)}",
    )


def _said(action: Action, is_here: bool) -> str:
    return f":{action.command}" if is_here else places(action.where)


def _shown(keys: Iterable[str]) -> Iterator[str]:
    yield from map(show_keys, keys)
