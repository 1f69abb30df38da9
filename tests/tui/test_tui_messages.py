"""Messages: whatever a concern tells or asks is heard by one route, and said by somebody."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from textual.message import Message

from qreader.tui import messages
from qreader.tui.reader import Reader
from qreader.tui.routes import Routes
from qreader.tui.widgets.article_view import ArticleView

OURS = [
    one
    for _, one in inspect.getmembers(messages, inspect.isclass)
    if issubclass(one, Message) and one is not Message
]


def _all_of(kind: type[Message]) -> Iterator[type[Message]]:
    for one in kind.__subclasses__():
        yield one
        yield from _all_of(one)


def test_every_message_has_a_route() -> None:
    lost = [one.__name__ for one in OURS if one.handler_name not in vars(Routes)]
    assert OURS
    assert lost == []


def test_no_message_is_heard_by_two_classes_of_the_screen() -> None:
    assert [one.__name__ for one in OURS if one.handler_name in vars(Reader)] == []


def test_every_route_is_of_a_message_that_there_is() -> None:
    known = {one.handler_name for one in _all_of(Message)}
    assert ArticleView.LinkClicked.handler_name in known
    for screen in (Routes, Reader):
        routes = {name for name in vars(screen) if name.startswith("on_")}
        assert routes <= known


def test_every_message_is_posted_by_somebody() -> None:
    sources = (path.read_text() for path in Path(messages.__file__).parent.rglob("*.py"))
    posted = set(re.findall(r"post_message\(\s*(\w+)\(", "".join(sources)))
    assert [one.__name__ for one in OURS if one.__name__ not in posted] == []
