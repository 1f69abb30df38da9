"""Decides which links of a page lead to stories, and which titles are headlines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from qreader.sources.pages.headings import heading_kind
from qreader.text import urls

MAX_TITLE_CHARACTERS = 250
"""The longest headline; a longer text is a summary."""
_MIN_WORDS = 3
_MIN_CHARACTERS = 14
_MIN_WIDE_CHARACTERS = 8
"""The shortest headline in scripts without spaces."""
_CLEAR_CHARACTERS = 25
"""A title of this length is no section's name."""
_MAX_SECTION_WORDS = 4
_MIN_SLUG_CHARACTERS = 12
"""The shortest last segment of an address that identifies a page."""
_NUMBER = re.compile(r"\d{4}|\d{2}/\d{2}/")
_SLUG_GAP = re.compile(r"[-_+ .]")

_SECTION_WORDS = """
tag tags category categories categoria topic topics author authors people profile user login signin
sign-in signup subscribe subscription newsletter newsletters search about about-us contact privacy
terms advertise feed rss account register impressum datenschutz autor autoren auteur auteurs autores
autori auteurs forfatter skribent yazar yazarlar penulis contributor contributors columnist thema
themen share print comment comments hashtag abo abonnement abonnieren abonnez-vous suscribete
suscripcion assine abbonati hub hubs tema temas
"""
_SECTION = re.compile(
    rf"/(?:{'|'.join(_SECTION_WORDS.split())})(?:\.\w+)?(?:/|$)"
    r"|^/@[^/]+/?$|/index(?:\.\w+)?/?$"  # a person, a front page
    r"|/20\d\d/\d{1,2}(?:/\d{1,2})?/?$",  # all of a month, or of a day
    re.I,
)
"""Whole path segments of addresses that are no stories."""
_ELSEWHERE_NAMES = """
facebook twitter x instagram linkedin pinterest whatsapp telegram reddit youtube google apple amazon
t wa flipboard tumblr vk addthis feedburner spotify tiktok
outbrain taboola revcontent mgid doubleclick dianomi zergnet
"""
_ELSEWHERE = re.compile(
    rf"(?:^|\.)(?:{'|'.join(_ELSEWHERE_NAMES.split())})\.(?:com|me|net|co|de|ru|co\.uk)$"
)
"""Hosts of share buttons and advertisements."""
_PAID_WORDS = """
sponsored sponsored-content sponsoredcontent sponsored-post paid-post paidpost partner-content
partnercontent partner-inhalt branded-content brandedcontent brandcontent brand-studio brandstudio
advertorial advertorials advertisement anzeige anzeigen publireportage publirreportaje patrocinado
contenido-patrocinado promoted
"""
_PAID = re.compile(rf"/(?:{'|'.join(_PAID_WORDS.split())})/", re.I)
"""Path segments of sponsored pages."""
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|zip|mp[34]|xml|rss|css|js)$", re.I)
_SEE_ALL = re.compile(
    r"(?:see|view|show|browse|read) (?:all|more)\b|alle \w+ (?:anzeigen|ansehen)"
    r"|voir (?:tous|toutes|plus)|ver (?:todos|todas|más)\b",
    re.I,
)
_LEGAL = re.compile(
    r"\b(?:privacy|cookies?|terms (?:of|&|and)|conditions of|all rights reserved|datenschutz|"
    r"impressum|nutzungsbedingungen|mentions l[ée]gales|confidentialit[ée]|aviso legal|privacidad|"
    r"privacidade|informativa|voorwaarden|creative ?commons|cc by)\b",
    re.I,
)
_MAX_LEGAL_WORDS = 5
"""The most words of a footer's link to a legal text; a headline about one has more."""
_WIDE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)


@dataclass(slots=True)
class StoryLink:
    """A link that may lead to a story."""

    number: int
    """The number of its element in the page's outline."""
    url: str
    key: str
    """The URL without the parts that may differ between two links to one page."""
    title: str = ""
    has_headline: bool = False
    """Whether the title is a headline; cached, as it is asked often."""


def leads_to_a_story(address: str, own_url: str) -> bool:
    """Whether an address may be a story's: no section, file, share button or the page itself."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    host = host_of(address)
    return (
        parts.scheme in {"http", "https"}
        and (host == host_of(own_url) or not _ELSEWHERE.search(host))
        and not _shares(parts.query, own_url)
        and not parts.fragment.lower().startswith(("comment", "respond"))
        and not _SECTION.search(path)
        and not _PAID.search(path)
        and not _FILE.search(path)
        and (len(path.strip("/")) > 3 or bool(parts.query))
        and key_of(address) != key_of(own_url)
    )


def host_of(address: str) -> str:
    """Return an address's host without www, m and amp."""
    host = urls.host(address) or ""
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def key_of(address: str) -> str:
    """Return a key that all links to one story share."""
    parts = urlsplit(address)
    path = unquote(parts.path).rstrip("/").lower()
    names_by_query = path.count("/") < 2 and parts.query  # /article?id=12
    return f"{host_of(address)}{path}" + (f"?{parts.query}" if names_by_query else "")


def is_headline(text: str) -> bool:
    """Whether a text is long enough for a headline, and is no "see all" or "read more"."""
    if len(_WIDE.findall(text)) > len(text) / 3:
        return _MIN_WIDE_CHARACTERS <= len(text) <= MAX_TITLE_CHARACTERS
    return (
        _MIN_CHARACTERS <= len(text) <= MAX_TITLE_CHARACTERS
        and len(text.split()) >= _MIN_WORDS
        and heading_kind(text) is None
        and not _SEE_ALL.match(text)
        and not (len(text.split()) <= _MAX_LEGAL_WORDS and _LEGAL.search(text))
    )


def _shares(query: str, own_url: str) -> bool:
    """Whether a query contains the page's own address, as share buttons do."""
    own = urlsplit(own_url).path.rstrip("/").rsplit("/", 1)[-1]
    return len(own) >= _MIN_SLUG_CHARACTERS and own in unquote(query)


def names_a_story(link: StoryLink) -> bool:
    """Whether title and address together are those of a story rather than a section."""
    if not link.has_headline:
        return False
    if len(link.title) >= _CLEAR_CHARACTERS or len(_WIDE.findall(link.title)) > 6:
        return True
    return has_number(link.url) or slug_words(link.url) >= _MIN_WORDS


def has_number(url: str) -> bool:
    """Whether an address holds a date or an id, as a story's on many sites does."""
    return bool(_NUMBER.search(url))


def slug_words(url: str) -> int:
    """Return the number of words in the longest path segment: a section has one or two."""
    parts = unquote(urlsplit(url).path).split("/")
    return max(len(list(filter(None, _SLUG_GAP.split(part)))) for part in parts)


def is_like_a_section(link: StoryLink) -> bool:
    """Whether an address only repeats a short title, without a date or an id, as for a section."""
    if has_number(link.url) or len(link.title.split()) > _MAX_SECTION_WORDS:
        return False
    slug = urlsplit(link.url).path.rstrip("/").rsplit("/", 1)[-1]
    return slug_words(link.url) < _MIN_WORDS or _letters(slug) == _letters(link.title)


def is_better(link: StoryLink, known: StoryLink) -> bool:
    """Whether a link to a story has a better headline than the known one."""
    is_shorter = len(link.title) < len(known.title) // 2
    return link.has_headline and (is_shorter or not known.has_headline)


def _letters(text: str) -> str:
    """Return the letters of a title, or of the address made from it."""
    parted = unicodedata.normalize("NFKD", unquote(text).casefold().replace("ı", "i"))
    return "".join(filter(str.isalnum, parted))
