"""A page's metadata: from JSON-LD, then OpenGraph and meta tags, then microformats."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qreader.sources.dates import parse_date
from qreader.sources.pages.markup import document_base
from qreader.sources.pages.shown_date import date_in, is_own, shown_date
from qreader.sources.statements import clean_language, web_url
from qreader.text.safe import safe_line

JsonObject = dict[str, object]

_ARTICLE_TYPES = (
    "newsarticle",
    "article",
    "blogposting",
    "liveblogposting",
    "report",
    "review",
    "socialmediaposting",
    "techarticle",
)
_MAX_SCRIPTS = 40
_MAX_SCRIPT_CHARACTERS = 2_000_000
_MAX_NODES = 5_000
"""The most objects that are read in a page's JSON-LD; only a catalogue has more."""
_MAX_MARKED = 5
"""The most elements marked as a date; a page with more is a list of articles."""
_MAX_AUTHORS = 12
_MAX_AUTHOR_CHARACTERS = 80
_MAX_PARTICLE_CHARACTERS = 3
"""The longest particle of a name: de, van, bin."""
_AUTHOR_SPLIT = re.compile(r"\s*(?:;|,|\||•| and | und | et | y | & )\s*")
_BY = re.compile(
    r"^(?:(?:view )?(?:all )?posts by|(?:written|article) by|author|by|von|par|por|di|door|"
    r"av)[:\s]+",
    re.I,
)
_SITE_SEPARATOR = re.compile(r"\s+(?:[|•·»–—:-]|::|//)\s+|\s*[|｜ㅣ丨│]\s*")
_URL_DATE = re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
_TITLES = ("headline", "og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_DATES = """
article:published_time og:published_time datepublished date dc.date dc.date.issued dcterms.created
parsely-pub-date sailthru.date pubdate publishdate publish-date publication_date article.published
cxenseparse:recs:publishtime citation_publication_date og:article:published_time
"""
_UPDATES = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_AUTHORS = """
author article:author parsely-author sailthru.author dc.creator byl citation_author
twitter:creator
"""
_AUTHOR_MARKS = (
    "[rel~=author], [itemprop~=author] [itemprop~=name], [itemprop~=author], "
    ".byline a, .author-name, .author a, .byline-name, .author"
)
_OF_PROSE = frozenset({"p", "li", "td", "dd", "blockquote", "figcaption"})
_MAX_WORDS_BESIDE_DATE = 8
"""The most words beside a date: `Published by the news desk, last updated on` has seven."""
_DATE_MARKS = "time[itemprop=datePublished], time[pubdate], [itemprop=datePublished]"


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a page."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    site: str | None = None
    description: str | None = None
    is_article: bool = False
    """Whether the page calls itself an article, rather than a front page or a list."""
    article_body: str | None = None
    """The whole text in JSON-LD, plain or HTML."""


def page_metadata(tree: LexborHTMLParser, url: str | None) -> Metadata:
    """Return a page's metadata. url: the page's address; None for a saved file."""
    meta = _meta_tags(tree)
    article = _article(tree)
    base = document_base(tree, url)
    canonical = _canonical(tree, meta, article, base)
    address = canonical or url
    site = meta.get("og:site_name") or _name(article.get("publisher"))
    title = _title(tree, meta, article, site)
    return Metadata(
        title=title,
        authors=_authors(tree, meta, article, site),
        published=_published(tree, meta, article, address, title),
        updated=_first_date([_text(article.get("dateModified")), *_values(meta, _UPDATES)]),
        language=_language(tree, meta, article),
        image=_image(tree, meta, article, base or address),
        canonical_url=canonical,
        site=safe_line(site or "") or None,
        description=meta.get("og:description") or meta.get("description"),
        is_article=_is_article(meta, article, address),
        article_body=_text(article.get("articleBody")),
    )


def _is_article(meta: dict[str, str], article: JsonObject, url: str | None) -> bool:
    """Whether it is an article; a front page may have its top story's JSON-LD at the root path."""
    if url is not None and urlsplit(url).path in {"", "/"}:
        return False
    return meta.get("og:type", "").lower() == "article" or "datePublished" in article


# ---- sources


def _meta_tags(tree: LexborHTMLParser) -> dict[str, str]:
    """Return the first value of each named meta tag, names in lower case."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        value = (attributes.get("content") or "").strip()
        if name and value:
            found.setdefault(name.strip().lower(), value)
    return found


def _values(meta: dict[str, str], names: Iterable[str]) -> Iterator[str]:
    return (meta[name] for name in names if name in meta)


def _article(tree: LexborHTMLParser) -> JsonObject:
    """Return the JSON-LD object of the article, {} where there is none."""
    best: JsonObject = {}
    best_rank = len(_ARTICLE_TYPES) + 1
    for node in json_ld(tree):
        rank = _article_rank(node)
        if rank < best_rank:
            best, best_rank = node, rank
    return best


def json_ld(tree: LexborHTMLParser) -> Iterator[JsonObject]:
    """Yield the objects of a page's JSON-LD, also those within a graph."""
    for script in tree.css('script[type="application/ld+json"]')[:_MAX_SCRIPTS]:
        yield from _json_objects(script.text(deep=True))


def _json_objects(text: str) -> Iterator[JsonObject]:
    """Yield every object in a JSON text, outer ones first; nothing where it is not JSON."""
    if len(text) > _MAX_SCRIPT_CHARACTERS:
        return
    try:
        # control characters in strings are common and harmless: they are removed later
        todo: list[object] = [json.loads(text.strip().rstrip(";"), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_NODES):
        if not todo:
            return
        node = todo.pop(0)
        if isinstance(node, list):
            todo[:0] = node[:200]
        elif isinstance(node, dict):
            yield node
            todo.extend(
                node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node
            )


def _article_rank(node: JsonObject) -> int:
    """Return how certainly it is the page's article: 0 is best, a large number means it is not."""
    stated = node.get("@type")
    types = stated if isinstance(stated, list) else [stated]
    names = {str(name).lower().rsplit("/", 1)[-1] for name in types}
    for rank, name in enumerate(_ARTICLE_TYPES):
        if name in names:
            return rank
    if any(name.endswith("article") for name in names):
        return 1
    return len(_ARTICLE_TYPES) if "webpage" in names and "headline" in node else 99


# ---- titles


def _title(
    tree: LexborHTMLParser, meta: dict[str, str], article: JsonObject, site: str | None
) -> str | None:
    stated = [
        _text(article.get("headline")),
        *_values(meta, _TITLES),
        _node_text(tree.css_first("title")),
    ]
    titles = [without_site(title, site) for title in map(_clean, stated) if title]
    headings = [text for text in map(_node_text, tree.css("h1")[:10]) if text]
    for heading in headings:
        # the visible heading wins, where another source states nearly the same
        if any(_is_alike(heading, part) for title in titles for part in _first_parts(title)):
            return heading
    return titles[0] if titles else next(iter(headings), None)


def without_site(title: str, site: str | None) -> str:
    """Return a page's title without the name of its site at the end or the start."""
    parts = _SITE_SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    if site:
        known = _letters(site)
        if _letters(parts[-1]) == known:
            return title[: title.rindex(parts[-1])].rstrip(" |•·»–—:-/")
        if _letters(parts[0]) == known:
            return title[len(parts[0]) :].lstrip(" |•·»–—:-/")
    return title


def _first_parts(title: str) -> tuple[str, str]:
    """Return a title, and the title without its last part, which may be an unknown site's name."""
    return title, _SITE_SEPARATOR.split(title)[0]


def _is_alike(heading: str, title: str) -> bool:
    short, long = sorted((_letters(heading), _letters(title)), key=len)
    return bool(short) and short in long and len(short) > 0.6 * len(long)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


# ---- people and dates


def _authors(
    tree: LexborHTMLParser, meta: dict[str, str], article: JsonObject, site: str | None
) -> tuple[str, ...]:
    candidates: list[list[str]] = [
        list(_names(article.get("author") or article.get("creator"))),
        *([value] for value in _values(meta, _AUTHORS.split())),
        [_node_text(node) or "" for node in tree.css(_AUTHOR_MARKS)[:4]],
    ]
    for stated in candidates:
        names = dict.fromkeys(name for value in stated for name in people(value))
        if site:
            others = [name for name in names if _letters(name) != _letters(site)]
            names = dict.fromkeys(others or names)
        if names:
            return tuple(names)[:_MAX_AUTHORS]
    return ()


def people(stated: str | None) -> tuple[str, ...]:
    """Return the names in a by-line, without "By"."""
    parts = _AUTHOR_SPLIT.split(stated or "")
    return tuple(dict.fromkeys(name for part in parts if (name := _person(part))))


def _person(stated: str) -> str | None:
    name = _BY.sub("", _clean(stated)).strip(" ,.;:|")
    is_name = 1 < len(name) <= _MAX_AUTHOR_CHARACTERS and "://" not in name and "@" not in name[:1]
    return name if is_name and len(name.split()) <= 7 else None


def reads_as_name(name: str) -> bool:
    """Whether the words in the place of a by-line are a name, not a sentence."""
    words = re.findall(r"[^\W\d_]+", name)
    lower = [word for word in words if word.islower() and len(word) > _MAX_PARTICLE_CHARACTERS]
    return not lower and not name.endswith(("!", "?"))


def _names(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = _name(one)
        if name:
            yield name


def _name(value: object) -> str | None:
    if isinstance(value, dict):
        name = value.get("name")
        return _name(name[0] if isinstance(name, list) and name else name)
    return _text(value)


def _published(
    tree: LexborHTMLParser,
    meta: dict[str, str],
    article: JsonObject,
    url: str | None,
    title: str | None,
) -> datetime | None:
    """Return the date of publication that the page states; it is never guessed from its text."""
    stated = [_text(article.get("datePublished")), _text(article.get("dateCreated"))]
    return (
        _first_date([*stated, *_values(meta, _DATES.split()), *_marked(tree, _DATE_MARKS)])
        or shown_date(tree, title)
        or _first_date(_marked(tree, "article time[datetime]", alone=True))
        or _first_date(_marked(tree, "time[datetime]", alone=True))
        or _date_in_address(url)
    )


def _date_in_address(url: str | None) -> datetime | None:
    found = _URL_DATE.search(url or "")
    return parse_date("-".join(f"{int(part):02}" for part in found.groups())) if found else None


def _marked(tree: LexborHTMLParser, marks: str, *, alone: bool = False) -> Iterator[str | None]:
    """Yield the dates of elements marked as the page's date.

    alone: leaves out those in a sentence, which may be another date.
    """
    for node in tree.css(marks)[:_MAX_MARKED]:
        if is_own(node) and not (alone and _is_in_sentence(node)):
            stated = node.attributes.get("datetime") or node.attributes.get("content")
            yield stated or _node_text(node)


def _is_in_sentence(node: LexborNode) -> bool:
    """Whether an element stands among more words than a date line has."""
    parent = node.parent
    if parent is None or parent.tag not in _OF_PROSE:
        return False
    words = len((_node_text(parent) or "").split()) - len((_node_text(node) or "").split())
    return words > _MAX_WORDS_BESIDE_DATE


def _first_date(stated: Iterable[str | None]) -> datetime | None:
    """Return the first valid date; some are written in words."""
    return next(
        (date for text in stated if text and (date := parse_date(text) or date_in(text))), None
    )


# ---- language, image, address


def _language(tree: LexborHTMLParser, meta: dict[str, str], article: JsonObject) -> str | None:
    root = tree.root
    stated = [
        root.attributes.get("lang") if root is not None else None,
        _name(article.get("inLanguage")),
        meta.get("og:locale"),
        meta.get("content-language"),
    ]
    return next((tag for one in stated if (tag := clean_language(one))), None)


def _image(
    tree: LexborHTMLParser, meta: dict[str, str], article: JsonObject, base: str | None
) -> str | None:
    in_json = article.get("image")
    first = in_json[0] if isinstance(in_json, list) and in_json else in_json
    if isinstance(first, dict):
        first = first.get("url") or first.get("contentUrl")
    link = tree.css_first("link[rel=image_src]")
    stated = [
        *_values(
            meta,
            (
                "og:image",
                "og:image:url",
                "og:image:secure_url",
                "twitter:image",
                "twitter:image:src",
            ),
        ),
        _text(first),
        link.attributes.get("href") if link is not None else None,
    ]
    return next((url for one in stated if one and (url := web_url(base, one))), None)


def _canonical(
    tree: LexborHTMLParser, meta: dict[str, str], article: JsonObject, url: str | None
) -> str | None:
    link = tree.css_first("link[rel~=canonical][href]")
    main = article.get("mainEntityOfPage")
    stated = [
        link.attributes.get("href") if link is not None else None,
        meta.get("og:url"),
        _text(article.get("url")),
        _text(main.get("@id")) if isinstance(main, dict) else _text(main),
    ]
    found = (address for one in stated if one and (address := web_url(url, one)))
    # some templates state the front page on every page, which would make all articles one
    return next((address for address in found if urlsplit(address).path.strip("/")), None)


# ---- text


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _clean(text: str | None) -> str:
    # doubly escaped text is common in JSON-LD
    return safe_line(unescape(text)) if text else ""


def _node_text(node: LexborNode | None) -> str | None:
    return _clean(node.text(deep=True, separator=" ")) or None if node is not None else None
