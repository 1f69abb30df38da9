"""Decides whether a page's text is more of the article than the feed's."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from qreader.model import Entry
from qreader.text import html, plain, words

MIN_GAIN = 1.2
"""How many times longer the page's text must be than the feed's."""
MIN_MORE_CHARACTERS = 100
"""How much longer it must be at least: about a sentence."""
MIN_SHARED = 0.4
"""The share of the feed's distinct words that the page must have; else it is another article."""
MIN_SHARED_UNDER_ONE_TITLE = 0.15
"""The same share where the titles agree: a paywall has the article's title, but not its words."""
_SHORT_CHARACTERS = 1_500
"""The longest text that may be a paywall; a longer one is an article."""
_MAX_WALL_SHARE = 0.5
"""The largest share of a short text that may be the paywall's sentences."""
_MAX_WALL_PARAGRAPH_CHARACTERS = 400
_SAID_CHARACTERS = 600
"""The part of the feed's text whose words are compared."""

_WALL = re.compile(
    # sentences of paywalls, of missing pages, and of consent and login forms
    r"subscribe (?:now |today )?(?:to|for) (?:continue|read|unlock|unlimited|full|access)|"
    r"(?:for|to) (?:our )?(?:paying )?subscribers only|subscriber[- ]only|already a (?:subscriber|"
    r"member)|(?:log|sign) in (?:or (?:register|subscribe|sign up) )?to (?:continue|read|view)|"
    r"create (?:a free|an|your) account|register (?:for free )?to (?:continue|read)|"
    r"(?:free articles?|your) (?:limit|remaining)|cancel (?:at )?any ?time|"
    r"enable (?:javascript|cookies|js)|javascript is (?:disabled|required)|"
    r"accept (?:all )?(?:cookies|and continue)|we value your privacy|we and our (?:\d+ )?partners|"
    r"(?:are|you(?:'re| are)) (?:not )?a (?:ro)?bot|verify (?:that )?you are (?:a )?human|"
    r"checking your browser|unusual traffic|ray id|"
    r"page (?:not found|you (?:requested|are looking for))|access (?:to this page )?(?:is |has "
    r"been )?denied|"
    r"jetzt (?:weiterlesen|abonnieren|testen|registrieren)|mit (?:einem )?\S*abo\b|"
    r"(?:bereits|schon) (?:\S+-)?(?:abonnent|kunde|registriert)|(?:nur )?für abonnent|"
    r"um (?:diesen artikel|weiter)\S* zu lesen|seite (?:wurde )?nicht gefunden|"
    r"wir und unsere (?:\d+ )?partner|(?:allen? )?cookies (?:zustimmen|akzeptieren)|"
    r"réservée? (?:aux|à nos) abonnés|déjà abonnée?|abonnez-vous|pour lire la suite|"
    r"page (?:introuvable|non trouvée)|nous et nos (?:\d+ )?partenaires|accepter les cookies|"
    r"exclusivo para (?:suscriptores|assinantes)|(?:ya eres|hazte) suscriptor|"
    r"suscríbete (?:para|y)|para (?:seguir|continuar) leyendo|página no encontrada|"
    r"(?:já é|seja) assinante|assine (?:para|e)|para continuar lendo|página não encontrada|"
    r"riservato agli abbonati|(?:sei )?già abbonato|abbonati (?:per|ora)|pagina non trovata|"
    r"alleen voor abonnees|al abonnee|log in om (?:verder )?te lezen|pagina niet gevonden|"
    r"(?:kun|bare|endast|enbart) for abonnent|för prenumeranter|redan prenumerant|"
    r"allerede abonnent|logg inn for å lese|sidan hittades inte|siden (?:blev|ble) ikke funnet|"
    r"tylko dla (?:prenumeratorów|subskrybentów)|zaloguj się|nie znaleziono strony|"
    r"abone(?:ler| ol)|devamını okumak için|sayfa bulunamadı|"
    r"только для подписчиков|оформите подписку|страница не найдена|лише для передплатників|"
    r"للمشتركين فقط|سجل الدخول|الصفحة غير موجودة|"
    r"この記事は(?:有料|会員)|会員限定|続きを読むには|ページが見つかりません|"
    r"订阅后|登录后(?:继续|阅读)|登入後|會員專屬|页面不存在|找不到(?:页面|頁面)|"
    r"구독자 전용|로그인 후|페이지를 찾을 수 없습니다",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"(?:error )?(?:40[0134]|410|429|50[0234])\b.*|(?:page )?not found\b.*|forbidden|"
    r"(?:access|permission) denied\b.*|just a moment\b.*|attention required\b.*|"
    r"(?:service|temporarily) unavailable\b.*|bad gateway|gateway time-?out|are you a robot\b.*|"
    r"(?:log|sign)[ -]?in\b.*|anmelden|einloggen|connexion|se connecter|iniciar sesión|entrar|"
    r"accedi|inloggen|logga in|logg inn|zaloguj się|giriş yap|вход|войти|ログイン|登录|登入|로그인|"
    r"before you continue\b.*|(?:your )?privacy (?:choices|settings)|cookie consent\b.*",
    re.IGNORECASE,
)
_DOOR_WORDS = """
login log-in signin sign-in logon auth oauth oauth2 sso register signup sign-up subscribe
subscription paywall consent cookie-consent captcha challenge error 404 anmelden connexion
connection acceso iniciar-sesion inloggen logga-in giris
"""
_DOORS = frozenset(_DOOR_WORDS.split())
"""Path segments of the addresses that readers without a login are redirected to."""


def is_better(page: Entry, feed: Entry, *, is_text: bool = False) -> bool:
    """Whether the page's text may replace the feed's.

    It must be longer by a margin, without the sentences of a paywall, be the same article, and be
    no login, consent or error page. A page of plain text need not share words with the feed:
    servers send such pages as HTML. Costs about a millisecond for 10 kB.
    """
    if is_another_page(page, feed):
        return False
    shown = _text(page)
    walls = sum(len(paragraph) for paragraph in shown.split("\n\n") if _is_wall(paragraph))
    if len(shown) < _SHORT_CHARACTERS and walls > _MAX_WALL_SHARE * len(shown):
        return False
    said = _text(feed)
    enough = max(len(said) * MIN_GAIN, len(said) + MIN_MORE_CHARACTERS)
    return len(shown) - walls >= enough and (is_text or _tells_of(shown, said, page, feed))


def is_another_page(page: Entry, feed: Entry) -> bool:
    """Whether the page is a login, consent or error page in place of the article's."""
    return _is_door(page, feed) or _is_error(page, feed)


def _is_door(page: Entry, feed: Entry) -> bool:
    """Whether the page's address is one of a login, consent or error page."""
    if page.url is None or page.url == feed.url:
        return False
    wanted, found = (_path_words(address or "") for address in (feed.url, page.url))
    return bool((found - wanted) & _DOORS)


def _path_words(address: str) -> frozenset[str]:
    parts = urlsplit(address).path.lower().split("/")
    return frozenset(part.partition(".")[0] for part in parts if part)


def _is_error(page: Entry, feed: Entry) -> bool:
    """Whether the page's title is that of an error; an article about a 404 has it in its feed."""
    title = re.split(r"\s[|·–—-]\s", page.title.strip(" .!…"))[0]
    return bool(_ERROR_TITLE.fullmatch(title)) and not _is_same_title(page, feed)


def _is_wall(paragraph: str) -> bool:
    return len(paragraph) <= _MAX_WALL_PARAGRAPH_CHARACTERS and bool(_WALL.search(paragraph))


def _text(entry: Entry) -> str:
    return plain.plain_text(html.entry_blocks(entry))


def _is_same_title(page: Entry, feed: Entry) -> bool:
    return words.tokens(page.title) == words.tokens(feed.title)


def _tells_of(shown: str, said: str, page: Entry, feed: Entry) -> bool:
    """Whether the page has enough of the feed's words to be the same article."""
    wanted = _distinct_words(f"{feed.title} {said[:_SAID_CHARACTERS]}")
    least = MIN_SHARED_UNDER_ONE_TITLE if _is_same_title(page, feed) else MIN_SHARED
    return not wanted or len(wanted & _distinct_words(shown)) >= least * len(wanted)


def _distinct_words(text: str) -> set[str]:
    return {words.stem(token) for token in words.tokens(text)} - words.STOP_WORDS
