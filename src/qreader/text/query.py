"""Queries: parses what a person types to find articles into a tree of conditions.

All words must match; `OR` stands between alternatives and binds weakest, so `a b OR c` is
`(a b) OR c`. Parsing the `str` of a tree gives the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from qreader.errors import QueryError
from qreader.model.queries import Order
from qreader.suggestion import did_you_mean, nearest
from qreader.text.safe import safe_line
from qreader.text.words import search_term

MAX_CHARACTERS: Final = 4_000
"""The longest query; a longer one was pasted by mistake."""
MAX_PARTS: Final = 200
"""The most parts of a query; SQLite takes a thousand conditions."""
MAX_DEPTH: Final = 10
"""The deepest nesting of parentheses; the parser of FTS5 gives up at some sixteen."""


class Named(StrEnum):
    """The fields of an article that hold a name."""

    FEED = "feed"
    TAG = "tag"
    AUTHOR = "author"
    LANGUAGE = "lang"
    FOLDER = "folder"


class Mark(StrEnum):
    """The states for `is:`."""

    UNREAD = "unread"
    READ = "read"
    STARRED = "starred"
    LATER = "later"
    CHANGED = "changed"
    COPY = "copy"


class Part(StrEnum):
    """The extras for `has:`."""

    FULL = "full"
    LINKS = "links"
    ENCLOSURE = "enclosure"
    VIDEO = "video"
    AUDIO = "audio"
    CHANGES = "changes"


UNITS: Final = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Words:
    """One word, or words in a row."""

    text: str
    phrase: bool = False
    """It was typed in quotes."""
    prefix: bool = False
    """It is the start of a word."""
    in_title: bool = False

    def __str__(self) -> str:
        name = "title:" if self.in_title else ""
        return f"{name}{_quoted(self.text, self.phrase)}{'*' if self.prefix else ''}"


@dataclass(frozen=True, slots=True)
class Name:
    """A feed, a tag, an author, a language or a folder by its name."""

    of: Named
    text: str
    prefix: bool = False

    def __str__(self) -> str:
        needs_quotes = not _BARE_VALUE.fullmatch(self.text) or self.text.endswith("*")
        return f"{self.of}:{_quoted(self.text, needs_quotes)}{'*' if self.prefix else ''}"


@dataclass(frozen=True, slots=True)
class Is:
    """A state of the article."""

    mark: Mark

    def __str__(self) -> str:
        return f"is:{self.mark}"


@dataclass(frozen=True, slots=True)
class Has:
    """Something that comes with the article."""

    part: Part

    def __str__(self) -> str:
        return f"has:{self.part}"


@dataclass(frozen=True, slots=True)
class OfStory:
    """An article of a story, by its number."""

    number: int

    def __str__(self) -> str:
        return f"story:{self.number}"


@dataclass(frozen=True, slots=True)
class Dated:
    """Dated on a day or later, or before it; days are those of the person's clock."""

    day: date
    before: bool

    def __str__(self) -> str:
        return f"{'before' if self.before else 'after'}:{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Age:
    """Younger or older than a number of hours, days, weeks, months or years."""

    count: int
    unit: str
    """One of UNITS."""
    older: bool

    @property
    def span(self) -> timedelta:
        """How long ago that is."""
        return self.count * UNITS[self.unit]

    def __str__(self) -> str:
        return f"age:{'>' if self.older else '<'}{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that must not hold."""

    part: Tree

    def __str__(self) -> str:
        group = isinstance(self.part, And | Or)
        return f"-({self.part})" if group else f"-{self.part}"


@dataclass(frozen=True, slots=True)
class And:
    """Conditions that must all hold: two parts or more, none of which is another And."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return " ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Conditions of which one must hold: two parts or more, none of which is another Or."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return " OR ".join(map(str, self.parts))


EVERYTHING: Final = And(())
"""What a query of nothing but `sort:` asks for."""
Leaf = Words | Name | Is | Has | OfStory | Dated | Age
Tree = Leaf | Not | And | Or


def read_query(text: str) -> Tree:
    """Parse what a person typed. Raises QueryError, and nothing else, on every input."""
    clean = safe_line(text, MAX_CHARACTERS)
    if len(text) > MAX_CHARACTERS:
        raise QueryError(f"the search is longer than {MAX_CHARACTERS} characters", clean, 0)
    return _Reader(clean).read()


def order_of(text: str) -> Order | None:
    """Return the order that a query states last, with `sort:`. Raises QueryError."""
    if "sort:" not in text.lower():
        return None
    reader = _Reader(safe_line(text, MAX_CHARACTERS))
    reader.read()
    return reader.order


def words_to_show(tree: Tree) -> list[Words]:
    """Return the words to highlight in a found article: not those that it must not hold."""
    if isinstance(tree, Words):
        return [tree]
    if isinstance(tree, And | Or):
        return [words for part in tree.parts for words in words_to_show(part)]
    return []


# ---- reading

_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"([A-Za-z]+):(?=[^\s/:])")
"""A field's name, a colon and something right behind it; `https://` and `std::` are plain words."""
_PHRASE = re.compile(r'"([^"]*)"?(\*?)')
_WORD = re.compile(r'(?:[^\s"()]+(?:\([^\s"()]*\))?)+')
"""A word; parentheses inside it belong to it: `f(x)`."""
_VALUE = re.compile(r'[^\s"()]+')
_BARE_VALUE = _VALUE
_KNOWN_NAME = re.compile(r"([A-Za-z]+):")
_AGE = re.compile(r"([<>])([0-9]{1,4})([hdwmy])", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_STORY = re.compile(r"[0-9]{1,18}")


class _Reader:
    """Reads one query from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.parts_read = 0
        self.order: Order | None = None
        """As the last `sort:` says."""

    def read(self) -> Tree:
        if not self.text:
            raise self._error("the search is empty: type a word", 0)
        tree = self._alternatives(0)
        if self.at < len(self.text):
            raise self._error("this parenthesis was never opened", self.at)
        if tree is None and self.order is not None:
            return EVERYTHING
        if tree is None:
            raise self._error("the search has no letters or digits: add a word", 0)
        if _only_leaves_out(tree):
            raise self._error("the search only says what to leave out: add a word", 0)
        return tree

    def _alternatives(self, depth: int) -> Tree | None:
        """Read parts with OR between them, up to the end or a parenthesis that closes."""
        found = [self._all_of(depth)]
        while self._next_word() == "OR":
            at = self.at
            if found[-1] is None:
                raise self._error(self._lonely_or(), at, 2)
            self.at += 2
            found.append(self._all_of(depth))
            if found[-1] is None:
                raise self._error(self._lonely_or(), at, 2)
        return _joined(Or, found)

    def _lonely_or(self) -> str:
        if self.order is not None:
            return "sort: orders all that is found, so it stands before or behind the whole"
        return 'OR needs something to its left and right; the word itself is "OR", in quotes'

    def _all_of(self, depth: int) -> Tree | None:
        found: list[Tree | None] = []
        while True:
            word = self._next_word()
            if self.at >= len(self.text) or self.text[self.at] == ")" or word == "OR":
                return _joined(And, found)
            if word == "AND" and found and self._goes_on_behind_and():
                self.at += 3
                continue
            found.append(self._part(depth))

    def _goes_on_behind_and(self) -> bool:
        """Whether AND joins two parts; else it is a plain word."""
        rest = self.text[self.at + 3 :].lstrip()
        return bool(rest) and not rest.startswith(")") and rest.split()[0] != "OR"

    def _next_word(self) -> str:
        """Skip spaces; return the next word without consuming it."""
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        word = _WORD.match(self.text, self.at)
        return word[0] if word else ""

    def _part(self, depth: int) -> Tree | None:
        at = self.at
        self.parts_read += 1
        if self.parts_read > MAX_PARTS:
            raise self._error(f"the search has more than {MAX_PARTS} parts", at)
        excluded = self.text[at] == "-" and self.text[at + 1 : at + 2].strip(") ") != ""
        self.at += excluded
        if self.text[self.at] == "(":
            part = self._group(depth)
        elif self.text[self.at] == '"':
            part = self._phrase(in_title=False)
        elif field := _FIELD.match(self.text, self.at):
            if excluded and field[1].lower() == "sort":
                raise self._error("sort: orders the list, and leaves nothing out", at, 6)
            part = self._field(field)
        else:
            part = self._word()
        if part is None or not excluded:
            return part
        return part.part if isinstance(part, Not) else Not(part)

    def _group(self, depth: int) -> Tree | None:
        opened = self.at
        if depth >= MAX_DEPTH:
            raise self._error(f"parentheses stand more than {MAX_DEPTH} deep", opened)
        self.at += 1
        tree = self._alternatives(depth + 1)
        if self.at >= len(self.text):
            raise self._error("this parenthesis is not closed: add `)`", opened)
        self.at += 1
        return tree

    def _phrase(self, *, in_title: bool) -> Words | None:
        found = _PHRASE.match(self.text, self.at)
        assert found is not None  # noqa: S101 - the caller saw the quote
        self.at = found.end()
        text = found[1].strip()
        if search_term(text) is None:
            return None
        return Words(text, phrase=True, prefix=bool(found[2]), in_title=in_title)

    def _word(self) -> Words | None:
        found = _WORD.match(self.text, self.at)
        assert found is not None  # noqa: S101 - what starts no word was handled by the caller
        at, self.at = self.at, found.end()
        name = _KNOWN_NAME.fullmatch(found[0])
        if name and name[1].lower() in FIELDS:
            raise self._error(f"{name[0]} needs something right behind it", at, len(name[0]))
        return _words(found[0], in_title=False)

    # ---- name:value

    def _field(self, field: re.Match[str]) -> Tree | None:
        start, name = self.at, field[1].lower()
        if name not in FIELDS:
            near = nearest(name, FIELDS, cutoff=0.5)
            hint = did_you_mean(
                near and f"`{near}:`", "put it in quotes to look for it as it is written"
            )
            raise self._error(f"there is no `{field[0]}`{hint}", start, len(field[0]))
        self.at = at = field.end()
        if self.text[at] == '"':
            words = _PHRASE.match(self.text, at)
            assert words is not None  # noqa: S101 - the quote was seen
            value, is_prefix = words[1].strip(), bool(words[2])
            self.at = words.end()
        else:
            bare = _VALUE.match(self.text, at)
            if bare is None:
                raise self._error(
                    f'{name}: takes one word, or "several" in quotes; '
                    f"parentheses go around the whole: ({name}:a OR {name}:b)",
                    at,
                )
            value, is_prefix = bare[0].rstrip("*"), bare[0].endswith("*")
            self.at = bare.end()
        try:
            if name == "sort":
                self.order = Order(_one_of(name, value, Order))
                return None
            if name == "title":
                return self._title(value, is_prefix, is_phrase=self.text[at] == '"')
            return FIELDS[name](value + "*" * (is_prefix and name in _NO_PREFIX), is_prefix)
        except ValueError as error:
            raise self._error(str(error), at, self.at - at) from None

    def _title(self, value: str, is_prefix: bool, *, is_phrase: bool) -> Words:
        if search_term(value) is None:
            raise ValueError("title: needs a word with letters or digits")
        return Words(value, phrase=is_phrase, prefix=is_prefix, in_title=True)

    def _error(self, message: str, position: int, length: int = 1) -> QueryError:
        return QueryError(message, self.text, position, length)


def _joined(kind: type[And] | type[Or], found: Iterable[Tree | None]) -> Tree | None:
    """Join parsed parts: nested ones of the same kind are merged, and duplicates dropped."""
    parts: dict[Tree, None] = {}
    for part in found:
        if part is not None:
            parts.update(dict.fromkeys(part.parts if isinstance(part, kind) else (part,)))
    return kind(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def _words(text: str, *, in_title: bool) -> Words | None:
    bare = text.rstrip("*")
    if search_term(bare) is None:
        return None
    return Words(bare, prefix=bare != text, in_title=in_title)


def _only_leaves_out(tree: Tree) -> bool:
    """Whether a query only excludes words."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    return all(isinstance(part, Not) and _is_of_words(part.part) for part in parts)


def _is_of_words(tree: Tree) -> bool:
    if isinstance(tree, And | Or):
        return all(map(_is_of_words, tree.parts))
    return isinstance(tree, Words) or (isinstance(tree, Not) and _is_of_words(tree.part))


# ---- the fields: each parses its value, or raises ValueError with the reason


def _named(of: Named) -> Callable[[str, bool], Tree]:
    def read(value: str, is_prefix: bool) -> Tree:
        if not value:
            raise ValueError(f"{of}: needs a name")
        return Name(of, value, is_prefix)

    return read


def _mark(value: str, _: bool) -> Tree:
    return Is(Mark(_one_of("is", value, Mark)))


def _has(value: str, _: bool) -> Tree:
    return Has(Part(_one_of("has", value, Part)))


def _one_of(name: str, value: str, known: Iterable[str]) -> str:
    names = [str(one) for one in known]
    if value.lower() in names:
        return value.lower()
    near = nearest(value.lower(), names, cutoff=0.5)
    hint = did_you_mean(near and f"`{name}:{near}`", f"there are {', '.join(names)}")
    raise ValueError(f"there is no `{name}:{value}`{hint}")


def _dated(*, before: bool) -> Callable[[str, bool], Tree]:
    name = "before" if before else "after"

    def read(value: str, _: bool) -> Tree:
        day = _day(value)
        if day is None:
            raise ValueError(f"`{value}` is no day; write {name}:2026-01-31")
        return Dated(day, before)

    return read


def _day(text: str) -> date | None:
    """Return a day; of a month or a year alone, the first."""
    found = _DAY.fullmatch(text)
    try:
        return found and date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def _age(value: str, _: bool) -> Tree:
    found = _AGE.fullmatch(value)
    if found is not None:
        return Age(int(found[2]), found[3].lower(), found[1] == ">")
    if re.fullmatch(r"[0-9]{1,4}[hdwmy]", value):
        raise ValueError(f"younger or older? write age:<{value} or age:>{value}")
    raise ValueError("an age is written age:<2d or age:>3w, in h, d, w, m or y")


def _story(value: str, _: bool) -> Tree:
    if not _STORY.fullmatch(value):
        raise ValueError("story: takes the number of a story, as `list --json` says it")
    return OfStory(int(value))


def _by_the_reader(_value: str, _prefix: bool) -> Tree:
    raise AssertionError("title: and sort: are read by the reader itself")


FIELDS: Final[dict[str, Callable[[str, bool], Tree]]] = {
    "title": _by_the_reader,
    **{of.value: _named(of) for of in Named},
    "is": _mark,
    "has": _has,
    "after": _dated(before=False),
    "before": _dated(before=True),
    "age": _age,
    "story": _story,
    "sort": _by_the_reader,
}
"""The names that may stand before a colon, with their parsers."""
_NO_PREFIX: Final = FIELDS.keys() - {"title", *(of.value for of in Named)}


def _quoted(text: str, quotes: bool) -> str:
    return f'"{text}"' if quotes else text


EXAMPLES: Final = (
    ("moon base", "both words, in the title or the text"),
    ('"moon base"', "the words in a row"),
    ("lun*", "a word that starts so"),
    ("moon -base", "without that word; `-` goes before anything below, too"),
    ("moon OR mars", "either; `moon base OR mars` is `(moon base) OR mars`"),
    ("(moon OR mars) -base", "parentheses"),
    ("title:moon", 'in the title; `title:"moon base"`, `title:lun*`'),
    ("feed:guardian", "of feeds whose name or address holds that"),
    ("folder:news", "of feeds in that folder, and in those inside it"),
    ("tag:space", "with that tag, yours or the source's; `tag:spa*`"),
    ("author:smith", "by an author whose name holds that"),
    ("lang:de", "in that language, as the source says"),
    ("is:unread", "also `is:read`, `is:starred`, `is:later`, `is:changed`, `is:copy`"),
    ("has:full", "the page's full text was fetched; also `has:links` (the page's own related "
     "stories), `has:enclosure` (something to hear or see), `has:video`, `has:audio`,"
     " `has:changes` (earlier texts)"),
    ("after:2026-01-01", "dated that day or later, by your clock; `before:2026-01-01`: earlier"),
    ("age:<2d", "younger than two days; `age:>3w`: older. `h` `d` `w` `m` `y`"),
    ("story:7", "of that story"),
    ("sort:oldest", "all of it, the oldest first; also `newest`, `feed`, `title`, `length`, `story`"
     " (the largest first), `arrived`; the last one counts"),
)  # fmt: skip
"""What can be typed and what it finds: the table in README."""
