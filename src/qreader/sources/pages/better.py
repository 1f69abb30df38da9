"""Whether what a page shows is more of the article than its feed says already."""

from __future__ import annotations

import re

from qreader.model import Entry
from qreader.text import html, plain, words

MIN_GAIN = 1.2
"""How many times the feed's text the page's must be: a summary comes back with a margin."""
MIN_SHARED = 0.3
"""Of the feed's distinct words, how many the page must hold: else it tells another story."""
WALL_CHARACTERS = 1_500
"""A wall says little more than that it is one; a longer text is an article that mentions it."""

_WALL = re.compile(
    r"subscribe (?:now |today )?to (?:continue|read|unlock)|already a (?:subscriber|member)|"
    r"(?:log|sign) in to (?:continue|read)|create (?:a free|an) account to|"
    r"enable (?:javascript|cookies)|accept (?:all )?cookies to|are you a robot|"
    r"page (?:not found|you requested)|access (?:to this page )?(?:is |has been )?denied|"
    r"jetzt (?:weiterlesen|abonnieren)|mit einem abo|bereits abonnent|seite nicht gefunden|"
    r"réservé aux abonnés|déjà abonné|page introuvable|"
    r"(?:contenido|artículo) exclusivo para|ya eres suscriptor|página no encontrada|"
    r"conteúdo exclusivo para|já é assinante|riservato agli abbonati|sei già abbonato|"
    r"この記事は(?:有料|会員)|会員限定|订阅后(?:继续|阅读)",
    re.IGNORECASE,
)


def is_better(page: Entry, feed: Entry) -> bool:
    """Whether the page's text may stand in for the feed's.

    It is longer by a margin, tells the same story, and is no paywall, login or error page.
    """
    shown = _text(page)
    said = _text(feed)
    if len(shown) < WALL_CHARACTERS and _WALL.search(f"{page.title}\n{shown}"):
        return False
    return len(shown) >= MIN_GAIN * len(said) and _tells_of(shown, page.title, said, feed.title)


def _text(entry: Entry) -> str:
    source = entry.body_html or entry.summary_html or ""
    return plain.plain_text(html.blocks(source, entry.base_url or entry.url))


def _tells_of(shown: str, page_title: str, said: str, feed_title: str) -> bool:
    """Whether two texts share enough: the title, or the words that the feed has of the story."""
    if words.tokens(page_title) == words.tokens(feed_title):
        return True
    wanted = _telling(f"{feed_title} {said[:600]}")
    return not wanted or len(wanted & _telling(shown)) >= MIN_SHARED * len(wanted)


def _telling(text: str) -> set[str]:
    return {words.stem(token) for token in words.tokens(text)} - words.STOP_WORDS
