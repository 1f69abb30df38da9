"""A page stands in for its feed's text only where it holds more of the same article."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Entry
from qreader.sources.pages.better import MIN_GAIN, MIN_MORE_CHARACTERS, is_better

ADDRESS = "https://www.lantern.example/harbour/old-lock"
TITLE = "The old lock opens again"
SUMMARY = "The harbour of Vennmouth opens its old lock again this Sunday, after nine years."
STORY = (
    f"{SUMMARY} The gates were taken out in spring and turned on a bench as long as a tram.\n\n"
    "Divers found an anchor, two bicycles and the bell of the ferry Margarethe below them.\n\n"
    "The lock keeper, Edda Brandt, says that the first boat through will be her own.\n\n"
    "From Monday on the barges of the sugar works can save the long way round the cape."
)
OTHER = (
    "Tax returns are due in May, the treasury reminds every owner of a house with a garden.\n\n"
    "Forms may be sent by post, handed in at a counter or filled in by telephone.\n\n"
    "Who is late pays a fee of three per cent for each month that has begun."
)


def markup(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))


def page(text: str, *, title: str = TITLE, url: str | None = ADDRESS) -> Entry:
    return Entry(title, url=url, body_html=markup(text))


def feed(text: str | None = SUMMARY, *, title: str = TITLE, url: str = ADDRESS) -> Entry:
    return Entry(title, url=url, summary_html=markup(text) if text else None)


# ---- more of the same


def test_an_article_is_better_than_its_summary() -> None:
    assert is_better(page(STORY), feed())


def test_an_article_is_better_than_a_title_alone() -> None:
    assert is_better(page(STORY), feed(None))


def test_an_article_under_another_headline_is_known_by_its_words() -> None:
    assert is_better(page(STORY, title="Vennmouth: nine years of waiting end"), feed())


def test_a_summary_in_other_words_is_enough_where_the_titles_agree() -> None:
    teaser = "Edda Brandt waited long. Now her boat is first in line, and a wall is history."
    assert is_better(page(STORY), feed(teaser))


def test_a_page_that_repeats_the_summary_is_no_better() -> None:
    assert not is_better(page(SUMMARY), feed())
    assert not is_better(page(STORY), feed(STORY))


def test_a_page_that_cuts_the_feeds_text_is_no_better() -> None:
    assert not is_better(page(STORY[:300]), feed(STORY))


def test_the_gain_has_to_be_a_sentence_at_least() -> None:
    assert not is_better(page(f"{SUMMARY} It will rain."), feed())
    assert is_better(page(f"{SUMMARY} " + "It will rain on the harbour. " * 5), feed())


def test_the_feeds_full_text_counts_before_its_summary() -> None:
    stored = Entry(TITLE, url=ADDRESS, summary_html="Short.", body_html=markup(STORY))
    assert not is_better(page(STORY), stored)


def test_pictures_are_no_text_to_be_better_by() -> None:
    pictures = "<figure><img src='/a.jpg' alt='The lock'><figcaption>The old lock.</figcaption>"
    shown = Entry(TITLE, url=ADDRESS, body_html=markup(SUMMARY) + f"{pictures}</figure>" * 20)
    assert not is_better(shown, feed())


def test_another_story_is_not_better() -> None:
    assert not is_better(page(OTHER * 3, title="Tax returns are due"), feed())


def test_another_story_under_the_same_title_is_not_better() -> None:
    """What a server shows for every address that it no longer knows."""
    assert not is_better(page(OTHER * 3), feed())


# ---- walls

WALLS = [
    "Subscribe now to continue reading. Already a subscriber? Log in.",
    "Sign in to read the full article. Create a free account in one minute.",
    "You have reached your limit of free articles this month. Cancel anytime.",
    "Jetzt weiterlesen mit dem Probeabo. Bereits Abonnent? Hier anmelden.",
    "Dieser Artikel ist nur für Abonnenten. Jetzt testen und alles lesen.",
    "Cet article est réservé aux abonnés. Déjà abonné ? Connectez-vous.",
    "Contenido exclusivo para suscriptores. ¿Ya eres suscriptor? Inicia sesión.",
    "Conteúdo exclusivo para assinantes. Já é assinante? Entre aqui.",
    "Contenuto riservato agli abbonati. Sei già abbonato? Accedi.",
    "Dit artikel is alleen voor abonnees. Al abonnee? Log in om verder te lezen.",
    "Kun for abonnenter. Allerede abonnent? Logg inn for å lese saken.",
    "Artykuł tylko dla prenumeratorów. Zaloguj się, aby czytać dalej.",
    "Bu haber abonelere özel. Devamını okumak için abone ol.",
    "Статья только для подписчиков. Оформите подписку за один рубль.",
    "この記事は会員限定です。続きを読むには登録してください。",
    "订阅后继续阅读全文。登录后可以查看更多内容。",
    "구독자 전용 기사입니다. 로그인 후 이용해 주세요.",
    "هذا المقال للمشتركين فقط. سجل الدخول للمتابعة.",
    "Please enable JavaScript and cookies to continue. Are you a robot?",
    "We value your privacy. We and our 832 partners store information on a device.",
    "Wir und unsere 179 Partner verarbeiten Daten. Allen Cookies zustimmen.",
]


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_is_not_better_than_a_summary(wall: str) -> None:
    assert not is_better(page("\n\n".join([wall] * 4)), feed())


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_behind_the_summary_does_not_make_it_longer(wall: str) -> None:
    assert not is_better(page(f"{SUMMARY}\n\n{wall}\n\n{wall}\n\n{wall}\n\n{wall}"), feed())


@pytest.mark.parametrize("wall", WALLS)
def test_a_whole_article_with_a_call_to_subscribe_below_it_is_better(wall: str) -> None:
    assert is_better(page(f"{STORY}\n\n{wall}"), feed())


def test_an_article_about_walls_is_an_article() -> None:
    about = (
        "Newspapers of the coast ask their readers to subscribe to read on, a study finds, and "
        "most readers turn away. The study asked four thousand people in nine towns; it was paid "
        "for by a foundation that runs libraries, and its authors say that the answer surprised "
        "them more than it surprised the newspapers, which had counted the same thing for years."
    )
    said = "Newspapers of the coast ask their readers to subscribe, a study finds."
    found = page(f"{about}\n\n{about}\n\n{STORY * 3}", title="Readers turn away")
    assert is_better(found, feed(said, title="Readers turn away"))


# ---- errors and doors


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "404 Not Found",
        "Error 404 - The Lantern",
        "Page not found | The Lantern",
        "Not Found",
        "403 Forbidden",
        "Access Denied",
        "Just a moment...",
        "Attention Required! | Shield",
        "502 Bad Gateway",
        "Service Unavailable",
        "Log in",
        "Sign in to your account",
        "Anmelden – Laterne",
        "ログイン",
    ],
)
def test_an_error_page_is_not_better_however_long_it_is(title: str) -> None:
    assert not is_better(page(STORY, title=title), feed())


@pytest.mark.parametrize(
    "title",
    ["404 errors and how to find them", "Not found: the bell of the Margarethe", "Log in the lock"],
)
def test_an_article_that_is_titled_like_an_error_is_known_by_its_feed(title: str) -> None:
    assert is_better(page(STORY, title=title), feed(title=title))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.lantern.example/login?next=/harbour/old-lock",
        "https://accounts.lantern.example/oauth2/signin",
        "https://www.lantern.example/login.html",
        "https://consent.lantern.example/consent/collect",
        "https://www.lantern.example/404",
        "https://www.lantern.example/Subscribe/",
    ],
)
def test_an_address_that_readers_are_sent_away_to_is_not_better(url: str) -> None:
    assert not is_better(page(STORY, url=url), feed())


def test_a_door_that_the_feed_names_itself_is_none() -> None:
    url = "https://www.lantern.example/error/of-the-lock"
    assert is_better(page(STORY, url=url), feed(url=url))
    assert is_better(page(STORY, url=f"{url}/"), feed(url=url))


def test_a_page_at_another_address_is_judged_by_its_text() -> None:
    moved = "https://lantern.example/2025/old-lock-opens"
    assert is_better(page(STORY, url=moved), feed())
    assert is_better(page(STORY, url=None), feed())


# ---- whatever comes


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(shown: str, said: str, title: str, other: str) -> None:
    is_better(page(shown, title=title or "x"), feed(said, title=other or "x"))


@given(st.integers(min_value=1, max_value=40), st.integers(min_value=1, max_value=40))
def test_no_page_is_better_than_a_longer_text(shown: int, said: int) -> None:
    sentence = "The harbour of Vennmouth opens its old lock again this Sunday. "
    better = is_better(page(sentence * shown), feed(sentence * said))
    gained = len(sentence) * (shown - said)
    if better:
        assert gained >= MIN_MORE_CHARACTERS - len(sentence)
        assert shown >= MIN_GAIN * said - 1
    assert not (better and shown <= said)


@given(st.integers(min_value=1, max_value=30))
def test_what_is_better_once_is_not_better_again(sentences: int) -> None:
    """Fetched a second time, a page never replaces itself."""
    found = page("The harbour of Vennmouth opens its old lock again. " * sentences)
    stored = Entry(found.title, url=found.url, body_html=found.body_html)
    assert not is_better(found, stored)


def test_a_page_of_plain_text_needs_no_words_of_a_title_to_stand_in():
    bare = feed(None, title="Minutes, part four")

    assert is_better(page(STORY, title="The old lock"), bare, is_text=True)
    assert not is_better(page(STORY, title="The old lock"), bare)
    assert not is_better(page("Gone.", title="Gone"), bare, is_text=True)
