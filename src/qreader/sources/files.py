"""Local files and folders, read as feeds: pages, texts, Markdown, and feed documents."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from qreader.config.tables import PageSelectors
from qreader.errors import FileError, ParseError, SourceError
from qreader.model import Document, Entry, ParsedFeed, ReadPage
from qreader.sources.dates import parse_date
from qreader.sources.decode import decode
from qreader.sources.feeds import parse
from qreader.sources.pages.saves import parse_save
from qreader.sources.pages.text_page import is_binary
from qreader.sources.statements import clean_language, clean_names, title_or_stand_in
from qreader.text import html, urls
from qreader.text.safe import safe_line

MAX_FILE_BYTES = 10_000_000
"""More than any article or saved feed has."""
MAX_FILES = 5_000
"""The most files of a folder that are read, in alphabetical order."""
MAX_DEPTH = 3
"""The most levels of folders below the given one."""
_SNIFFED_BYTES = 4096
_MAX_FRONT_MATTER_LINES = 60


class FileKind(StrEnum):
    """The format of a local file."""

    SAVE = "save"
    PAGE = "page"
    MARKDOWN = "markdown"
    FEED = "feed"


_KINDS = {
    **{".txt": FileKind.SAVE, ".text": FileKind.SAVE},
    **{".html": FileKind.PAGE, ".htm": FileKind.PAGE, ".xhtml": FileKind.PAGE},
    **{".md": FileKind.MARKDOWN, ".markdown": FileKind.MARKDOWN},
    **{".json": FileKind.FEED, ".xml": FileKind.FEED, ".rss": FileKind.FEED},
    **{".atom": FileKind.FEED, ".rdf": FileKind.FEED},
}
_OPML = re.compile(rb"<opml[\s>]", re.I)
_FENCE = re.compile(r"---[ \t]*\n")
_FENCE_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_SETTING = re.compile(r"(?P<name>[A-Za-z_-]{1,40})[ \t]*:[ \t]*(?P<value>.*)")
_LIST_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)")
_HEADING = re.compile(r"^#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)", re.M)
_NAME_SPLIT = re.compile(r"\s*(?:,|;| and | & )\s*")


def read_local(path: Path, pages: Sequence[PageSelectors] = ()) -> ParsedFeed:
    """Read a local file or folder as a feed.

    A page, a text or a Markdown file is one entry whose guid is its `file:` URL. A folder has an
    entry for each of them, and those of its feed documents. Raises FileError where nothing can be
    read, ParseError where a file does not have its format; both name the path. Costs up to 60 ms a
    page; meant for a Sandbox. pages: selectors for pages, by the address that a page states.
    """
    path = path.expanduser().absolute()
    if stat.S_ISDIR(_status(path).st_mode):
        return _read_folder(path, pages)
    return _read_file(path, pages)


def read_entry(path: Path, pages: Sequence[PageSelectors] = ()) -> ReadPage:
    """Read a file that holds exactly one article. Raises FileError, ParseError."""
    path = path.expanduser().absolute()
    if stat.S_ISDIR(_status(path).st_mode):
        missed: tuple[str, ...] = ()
        feed = _read_folder(path, pages)
    else:
        feed, missed = _read(path, pages)
    if len(feed.entries) != 1:
        raise ParseError(
            f"{_shown(path)} holds {len(feed.entries)} articles, not one", urls.file_url(path)
        )
    return ReadPage(feed.entries[0], missed=missed)


def kind_of(path: Path) -> FileKind | None:
    """Return the format by a file's name; None: its content decides."""
    return _KINDS.get(path.suffix.lower())


# ---- one file


def _read_file(path: Path, pages: Sequence[PageSelectors]) -> ParsedFeed:
    return _read(path, pages)[0]


def _read(path: Path, pages: Sequence[PageSelectors]) -> tuple[ParsedFeed, tuple[str, ...]]:
    """Return a file as a feed, and the selectors that found nothing, as in `ReadPage`."""
    url = urls.file_url(path)
    body, modified = _bytes(path)
    document = Document(url=url, body=body)
    try:
        kind = _kind(path, document)
        if kind is FileKind.FEED:
            return parse.parse_feed(document), ()
        page = _page(kind, document, pages)
    except ParseError as error:
        # parsers do not know the file; the message has to name it
        raise ParseError(f"{_shown(path)} {error}", url) from error
    entry = replace(page.entry, guid=url, updated=page.entry.updated or modified)
    # the feed has the name of the file: the article has a title of its own
    return ParsedFeed(safe_line(path.name), entry.url, entry.language, (entry,)), page.missed


def _kind(path: Path, document: Document) -> FileKind:
    found = kind_of(path)
    if found is not None and found is not FileKind.FEED:
        return found
    content = parse.kind(document)
    if _OPML.search(document.body[:_SNIFFED_BYTES]):
        raise ParseError("is a list of feeds (OPML): `qreader import FILE` takes it", document.url)
    if found is FileKind.FEED:
        # a page named .xml is XHTML; other JSON is refused by the parser
        return FileKind.PAGE if content is parse.Kind.PAGE else FileKind.FEED
    if content is parse.Kind.PAGE:
        return FileKind.PAGE
    if content is parse.Kind.XML_FEED or (content is parse.Kind.JSON and _is_json(document)):
        return FileKind.FEED
    return FileKind.SAVE


def _is_json(document: Document) -> bool:
    return document.body.rstrip().endswith((b"}", b"]"))


def _page(kind: FileKind, document: Document, pages: Sequence[PageSelectors]) -> ReadPage:
    if kind is FileKind.PAGE:
        from qreader.sources.pages.article import read_page

        return read_page(document, pages)
    text = decode(document).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ParseError("is empty", document.url)
    entry = _markdown(text) if kind is FileKind.MARKDOWN else parse_save(text)
    title = title_or_stand_in(entry.title, entry.body_html, document.url)
    return ReadPage(replace(entry, title=title))


def _bytes(path: Path) -> tuple[bytes, datetime]:
    """Return a file's bytes and when it was last written."""
    status = _status(path)
    url = urls.file_url(path)
    if not stat.S_ISREG(status.st_mode):
        # a pipe or a device may never end
        raise FileError(f"{_shown(path)} is no regular file", url)
    if status.st_size > MAX_FILE_BYTES:
        raise FileError(f"{_shown(path)} is larger than 10 MB", url)
    try:
        with path.open("rb") as stream:
            body = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise FileError(f"{_shown(path)} cannot be read: {error.strerror}", url) from error
    if not body.strip():
        raise FileError(f"{_shown(path)} is empty", url)
    if is_binary(body[:_SNIFFED_BYTES]):
        raise FileError(f"{_shown(path)} is no text: it holds binary data", url)
    return body, datetime.fromtimestamp(status.st_mtime, UTC)


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except FileNotFoundError as error:
        raise FileError(f"{_shown(path)} does not exist", urls.file_url(path)) from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise FileError(f"{_shown(path)} cannot be read: {why}", urls.file_url(path)) from error


def _shown(path: Path) -> str:
    return safe_line(str(path), 300)


# ---- Markdown


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    """The metadata at the top of a Markdown file."""

    settings: dict[str, list[str]]
    text: str
    """The text below it."""

    def first(self, *names: str) -> str:
        return next((self.settings[name][0] for name in names if self.settings.get(name)), "")


def _markdown(text: str) -> Entry:
    front = _front_matter(text.lstrip("\ufeff"))
    body = front.text.lstrip("\n")
    before_code = re.split(r"^(?:```|~~~|    )", body, maxsplit=1, flags=re.M)[0]
    heading = _HEADING.search(before_code)  # in code, "# " is a comment
    stated = front.first("title")
    title = stated or (heading["title"] if heading else "")
    if heading and heading.start() == 0 and _plain(heading["title"]) == _plain(title):
        body = body[heading.end() :]  # it is the title
    authors = front.settings.get("authors") or _NAME_SPLIT.split(front.first("author"))
    return Entry(
        title=_plain(title),
        authors=clean_names(authors),
        published=parse_date(front.first("date", "published")),
        updated=parse_date(front.first("updated", "lastmod")),
        body_html=html.markdown_html(body) or None,
        language=clean_language(front.first("language", "lang")),
        tags=clean_names(front.settings.get("tags", [])),
    )


def _plain(title: str) -> str:
    return safe_line(html.inline_text(html.markdown_html(title)))


def _front_matter(text: str) -> _FrontMatter:
    """Parse the subset of YAML that front matter uses: names, values, lists."""
    opening = _FENCE.match(text)
    if opening is None:
        return _FrontMatter({}, text)
    settings: dict[str, list[str]] = {}
    values: list[str] = []
    position = opening.end()
    for line in text[position:].split("\n", _MAX_FRONT_MATTER_LINES)[:_MAX_FRONT_MATTER_LINES]:
        position += len(line) + 1
        if _FENCE_END.fullmatch(line):
            return _FrontMatter(settings, text[position:])
        setting, item = _SETTING.match(line), _LIST_ITEM.match(line)
        if item:
            values.append(_unquoted(item["value"]))
        elif setting:
            values = settings.setdefault(setting["name"].lower(), [])
            values += _values(setting["value"])
    return _FrontMatter({}, text)  # it has no end: it is a rule at the top of the text


def _values(stated: str) -> list[str]:
    stated = stated.strip()
    if stated.startswith("[") and stated.endswith("]"):
        return [value for part in stated[1:-1].split(",") if (value := _unquoted(part))]
    value = _unquoted(stated)
    return [value] if value else []


def _unquoted(stated: str) -> str:
    stated = stated.strip()
    if len(stated) > 1 and stated[0] == stated[-1] and stated[0] in "\"'":
        return stated[1:-1]
    return stated


# ---- folders


def _read_folder(folder: Path, pages: Sequence[PageSelectors]) -> ParsedFeed:
    entries: list[Entry] = []
    failure: SourceError | None = None
    for path in _files(folder):
        try:
            entries += _read_file(path, pages).entries
        except SourceError as error:
            failure = failure or error  # the other files are still read
    if not entries:
        why = f": {failure}" if failure else ""
        raise FileError(f"no articles in {_shown(folder)}{why}", urls.file_url(folder)) from failure
    return ParsedFeed(title=safe_line(folder.name) or _shown(folder), entries=tuple(entries))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that may be articles, by name, before those of its subfolders.

    Raises FileError where the folder itself cannot be listed.
    """
    inside = folder.resolve()
    left = MAX_FILES
    waiting = [(folder, 0)]
    while waiting:
        current, depth = waiting.pop(0)
        try:
            names = sorted(current.iterdir())
        except OSError as error:
            if current == folder:
                message = f"{_shown(folder)} cannot be read: {error.strerror}"
                raise FileError(message, urls.file_url(folder)) from error
            continue
        for path in names:
            if path.name.startswith(".") or (path.is_symlink() and not _stays(path, inside)):
                continue
            if path.is_dir():
                # a link to an inner folder would list its articles twice
                if depth < MAX_DEPTH and not path.is_symlink():
                    waiting.append((path, depth + 1))
            elif kind_of(path) is not None:
                if left == 0:
                    return
                left -= 1
                yield path


def _stays(link: Path, inside: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(inside)
    except (OSError, RuntimeError):  # a broken link, or a circle of links
        return False
