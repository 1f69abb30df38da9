"""Parses a sync server's answers. All of it is foreign data: bounded, cleaned or refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qreader.errors import ParseError
from qreader.model import Document, Entry, Item, Remote
from qreader.sources.dates import parse_date
from qreader.sources.statements import (
    body_and_summary,
    clean_enclosures,
    clean_names,
    clean_title,
    title_or_stand_in,
    web_url,
)
from qreader.text.safe import safe_line

READ = "user/-/state/com.google/read"
STARRED = "user/-/state/com.google/starred"
READING_LIST = "user/-/state/com.google/reading-list"
LABEL = "user/-/label/"

_LONG = "tag:google.com,2005:reader/item/"
_DECIMAL = re.compile(r"-?[0-9]{1,20}", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]{1,16}")
_OTHER = re.compile(r"[0-9A-Za-z_.:-]{1,100}")
_SECRET = re.compile(r"[\x21-\x7e]{1,2000}")
_LABEL = re.compile(r"user/[^/]+/label/(.+)", re.DOTALL)
_MAX_STREAM_CHARACTERS = 2_000
_MAX_FOLDER_CHARACTERS = 200
_MAX_REASON_CHARACTERS = 200

_Object = Mapping[str, Any]


# ---- numbers of articles


def item_number(stated: str) -> str | None:
    """Return the canonical form of an article's number; None: it is not one.

    Servers state it as `tag:google.com,2005:reader/item/` and 16 hexadecimal digits, or as a signed
    decimal. The Old Reader has 24 hexadecimal digits, with and without the prefix.
    """
    tail = stated.removeprefix(_LONG)
    if tail != stated and _HEX.fullmatch(tail):
        return str(_signed(int(tail, 16)))
    if tail == stated and _DECIMAL.fullmatch(stated):
        return str(_signed(int(stated)))
    return tail if _OTHER.fullmatch(tail) else None


def long_form(number: str) -> str:
    """Return an article's number in the form that every server accepts: old ones need hex."""
    if _DECIMAL.fullmatch(number):
        return f"{_LONG}{int(number) % 2**64:016x}"
    return _LONG + number


def _signed(number: int) -> int:
    number %= 2**64
    return number - 2**64 if number >= 2**63 else number


# ---- full-width characters of FreshRSS


_BACK = str.maketrans("＆＜＞", "&<>")
_BACK_IN_FEED_TITLES = str.maketrans("＆＜＞？＼／，；", "&<>?\\/,;")
_FULL_WIDTH_SCRIPTS = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def half_width(text: str, document: Document, *, of_feed: bool = False) -> str:
    """Return a text with the characters that FreshRSS replaced by full-width ones.

    FreshRSS replaces `& < >` in all titles and names, and `?`, `/`, `,`, `;` and the backslash in
    titles of feeds. Chinese, Japanese and Korean feed titles have full-width punctuation of their
    own, which stays.
    """
    if "greader.php" not in document.url:
        return text
    is_own_punctuation = not of_feed or _FULL_WIDTH_SCRIPTS.search(text)
    return text.translate(_BACK if is_own_punctuation else _BACK_IN_FEED_TITLES)


# ---- answers


def read_auth(document: Document) -> str:
    """Return the token of a ClientLogin. Raises ParseError."""
    for line in document.body[:10_000].decode("utf-8", "replace").splitlines():
        name, _, value = line.partition("=")
        if name == "Auth" and _SECRET.fullmatch(value):
            return value
    raise ParseError("answers as no server of the Google Reader API does", document.url)


def read_token(document: Document) -> str:
    """Return the token that every change must carry. Raises ParseError."""
    token = document.body[:4_000].decode("utf-8", "replace").strip()
    if not _SECRET.fullmatch(token):
        raise ParseError("grants no token to change anything", document.url)
    return token


def read_done(document: Document) -> None:
    """Check that a change was confirmed. Raises ParseError where the answer is not `OK`."""
    if document.body[:100].decode("utf-8", "replace").strip().upper() != "OK":
        raise ParseError("did not confirm a change; it is sent again", document.url)


@dataclass(frozen=True, slots=True)
class NumbersPage:
    """One page of a list of article numbers."""

    items: tuple[str, ...]
    continuation: str | None
    """The token for the next page; None: this is the last."""


def read_page(document: Document) -> NumbersPage:
    """Parse a page of numbers. Raises ParseError: a partial list would unmark missing articles."""
    answer = _object(document)
    stated = answer.get("itemRefs")
    if not isinstance(stated, list) and answer:  # Google answered {} for an empty list
        raise ParseError("sends no list of articles", document.url)
    numbers = []
    for one in stated or ():
        number = item_number(_text(one, "id")) if isinstance(one, dict) else None
        if number is None:
            raise ParseError("sends articles without a number", document.url)
        numbers.append(number)
    continuation = _text(answer, "continuation")
    return NumbersPage(tuple(numbers), continuation if continuation not in {"", "0"} else None)


def read_subscriptions(document: Document) -> list[Remote]:
    """Parse the subscriptions, without those that have no web address. Raises ParseError."""
    answer = _object(document)
    if not isinstance(answer.get("subscriptions"), list):
        raise ParseError("sends no list of subscriptions", document.url)
    found = (_remote(one, document) for one in _list_of(answer, "subscriptions"))
    return [remote for remote in found if remote is not None]


@dataclass(frozen=True, slots=True)
class SubscribeAnswer:
    """The answer to a request to subscribe to a feed."""

    stream: str | None
    """The server's name for it; None: the server refused it."""
    reason: str = ""
    """The server's reason for a refusal, cleaned; empty where it states none."""


def read_added(document: Document) -> SubscribeAnswer:
    """Parse the answer to a request to subscribe. Raises ParseError.

    It is a refusal if `numResults` is 0 or there is an `error`.
    """
    answer = _object(document)
    stream = _text(answer, "streamId")
    if _is_stream(stream):
        return SubscribeAnswer(stream)
    if "numResults" not in answer and "error" not in answer:
        raise ParseError("does not say whether it took a feed", document.url)
    return SubscribeAnswer(None, safe_line(_text(answer, "error"), _MAX_REASON_CHARACTERS))


def read_labels(document: Document) -> list[str]:
    """Return the labels of articles, without the folders, which look alike.

    Raises ParseError.
    """
    answer = _object(document)
    if not isinstance(answer.get("tags"), list):
        raise ParseError("sends no list of labels", document.url)
    stated = (
        _LABEL.fullmatch(_text(one, "id"))
        for one in _list_of(answer, "tags")
        if _text(one, "type") == "tag"
    )
    return list(dict.fromkeys(label[1] for label in stated if label))


def read_items(document: Document) -> list[Item]:
    """Parse articles with their bodies. Raises ParseError."""
    answer = _object(document)
    if not isinstance(answer.get("items"), list):
        raise ParseError("sends no articles", document.url)
    found = (_item(one, document) for one in _list_of(answer, "items"))
    return [item for item in found if item is not None]


def _remote(stated: _Object, document: Document) -> Remote | None:
    stream = _text(stated, "id")
    url = web_url(None, _text(stated, "url")) or web_url(None, stream.removeprefix("feed/"))
    if url is None or not _is_stream(stream):
        return None
    labels = (_LABEL.fullmatch(_text(one, "id")) for one in _list_of(stated, "categories"))
    folders = (safe_line(label[1], _MAX_FOLDER_CHARACTERS) for label in labels if label)
    return Remote(
        stream,
        url,
        half_width(clean_title(_text(stated, "title")), document, of_feed=True) or None,
        web_url(None, _text(stated, "htmlUrl")),
        tuple(dict.fromkeys(folder for folder in folders if folder)),
    )


def _item(stated: _Object, document: Document) -> Item | None:
    number = item_number(_text(stated, "id"))
    origin = stated.get("origin")
    stream = _text(origin, "streamId") if isinstance(origin, dict) else ""
    if number is None or not _is_stream(stream):
        return None
    categories = [one for one in _list(stated, "categories") if isinstance(one, str)]
    return Item(number, stream, _entry(stated, number, categories, document))


def _entry(stated: _Object, number: str, categories: list[str], document: Document) -> Entry:
    hrefs = [
        _text(one, "href") for key in ("canonical", "alternate") for one in _list_of(stated, key)
    ]
    url = next((found for href in hrefs if (found := web_url(None, href))), None)
    texts = [stated.get(key) for key in ("content", "summary")]
    body, summary = body_and_summary(*(_text(t, "content") for t in texts if isinstance(t, dict)))
    title = half_width(clean_title(_text(stated, "title")), document)
    published, updated = _date(stated, "published"), _date(stated, "updated")
    return Entry(
        title=title or title_or_stand_in("", body or summary, url),
        # the server does not state the feed's guid; this number is permanent
        guid=long_form(number),
        url=url,
        authors=clean_names([half_width(_text(stated, "author"), document)]),
        published=published or updated,
        updated=updated,
        summary_html=summary,
        body_html=body,
        base_url=url,
        tags=clean_names(one for one in categories if not one.startswith("user/")),
        enclosures=clean_enclosures(url, _enclosures(stated)),
    )


def _enclosures(stated: _Object) -> Iterator[tuple[str, str, str]]:
    for one in _list_of(stated, "enclosure"):
        yield _text(one, "href"), _text(one, "type"), _text(one, "length")


def _is_stream(stream: str) -> bool:
    return stream.startswith("feed/") and 5 < len(stream) < _MAX_STREAM_CHARACTERS


def _date(stated: _Object, key: str) -> Any:
    return parse_date(_text(stated, key))


# ---- JSON


def _object(document: Document) -> _Object:
    try:
        answer = json.loads(document.body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError("answers in what is no JSON", document.url) from error
    if not isinstance(answer, dict):
        raise ParseError("answers as no server of the Google Reader API does", document.url)
    return answer


def _text(thing: _Object, key: str) -> str:
    value = thing.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _list(thing: _Object, key: str) -> list[Any]:
    value = thing.get(key)
    return value if isinstance(value, list) else []


def _list_of(thing: _Object, key: str) -> list[_Object]:
    return [one for one in _list(thing, key) if isinstance(one, dict)]
