"""Addresses that people have become the feeds of their sites, on copies of the sites."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from loopback import Loopback, Reply
from qreader.collect.subscribe import Source, find, offers
from qreader.errors import FetchError
from qreader.model import Document, Offer
from qreader.process.sandbox import Sandbox
from qreader.sources.web.fetch import Fetcher

CHANNEL = "HS55yDvORmCpbM_3vNQQsQ"
VIDEOS = "https://www.youtube.com/feeds/videos.xml"
OF_CHANNEL = f"{VIDEOS}?channel_id=UC{CHANNEL}"
VIDEO = "dQw4w9WgXcQ"
VIDEO_PAGE = f"https://www.youtube.com/watch?v={VIDEO}"
FLICKR = "https://www.flickr.com/services/feeds/photos_public.gne"
APPLE = "https://itunes.apple.com/lookup?id=1234567&entity=podcast"

ADDRESSES = (
    # YouTube
    (f"https://www.youtube.com/channel/UC{CHANNEL}", OF_CHANNEL),
    (f"HTTPS://M.YOUTUBE.COM/channel/UC{CHANNEL}/videos?view=0&utm_source=x", OF_CHANNEL),
    (f"youtube.com/channel/UC{CHANNEL}/", OF_CHANNEL),
    ("https://www.youtube.com/@Lanterns", OF_CHANNEL),
    ("youtube.com/@Lanterns/videos", OF_CHANNEL),
    ("www.youtube.com/@Lanterns).", OF_CHANNEL),
    ("https://www.youtube.com/c/Lanterns?app=desktop", OF_CHANNEL),
    ("https://www.youtube.com/user/lanterns", f"{VIDEOS}?user=lanterns"),
    ("https://www.youtube.com/playlist?list=PLabc_1-2&si=q", f"{VIDEOS}?playlist_id=PLabc_1-2"),
    (f"https://www.youtube.com/watch?v={VIDEO}&t=42s", OF_CHANNEL),
    (f"https://youtu.be/{VIDEO}?si=tracking", OF_CHANNEL),
    (f"https://youtube.com/shorts/{VIDEO}", OF_CHANNEL),
    # Reddit
    ("https://www.reddit.com/r/quays/", "https://www.reddit.com/r/quays/.rss"),
    ("old.reddit.com/r/quays", "https://www.reddit.com/r/quays/.rss"),
    ("r/quays", "https://www.reddit.com/r/quays/.rss"),
    ("https://reddit.com/r/quays+lamps", "https://www.reddit.com/r/quays+lamps/.rss"),
    ("https://www.reddit.com/r/quays/top/?t=month",
     "https://www.reddit.com/r/quays/top/.rss?t=month"),
    ("https://www.reddit.com/user/Keeper_1/", "https://www.reddit.com/user/Keeper_1/submitted/.rss"),
    ("u/Keeper_1", "https://www.reddit.com/user/Keeper_1/submitted/.rss"),
    ("https://www.reddit.com/r/quays/search?q=gas+lamp&restrict_sr=1",
     "https://www.reddit.com/r/quays/search.rss?q=gas%20lamp&restrict_sr=on&sort=new"),
    ("https://www.reddit.com/user/Keeper_1/m/harbours/",
     "https://www.reddit.com/user/Keeper_1/m/harbours/.rss"),
    ("https://www.reddit.com", "https://www.reddit.com/.rss"),
    ("https://www.reddit.com/r/quays/comments/1a2b3c/a_post/?context=3",
     "https://www.reddit.com/r/quays/comments/1a2b3c/.rss"),
    ("https://www.reddit.com/domain/quay.example/",
     "https://www.reddit.com/domain/quay.example/.rss"),
    # Mastodon and Bluesky
    ("@keeper@quay.example", "https://quay.example/@keeper.rss"),
    ("https://quay.example/@keeper/", "https://quay.example/@keeper.rss"),
    ("https://mastodon.social/@keeper@quay.example", "https://quay.example/@keeper.rss"),
    ("https://mastodon.social/tags/Lamps", "https://mastodon.social/tags/Lamps.rss"),
    ("@keeper@münchen.example", "https://xn--mnchen-3ya.example/@keeper.rss"),
    ("https://bsky.app/profile/keeper.example", "https://bsky.app/profile/keeper.example/rss"),
    ("@keeper.bsky.social", "https://bsky.app/profile/keeper.bsky.social/rss"),
    # code
    ("https://github.com/quay/lamps", "https://github.com/quay/lamps/releases.atom"),
    ("git" "hub.com/quay/lamps.git", "https://github.com/quay/lamps/releases.atom"),
    ("https://github.com/quay/lamps/commits/main/",
     "https://github.com/quay/lamps/commits/main.atom"),
    ("https://github.com/quay/lamps/tags", "https://github.com/quay/lamps/tags.atom"),
    ("https://github.com/quay", "https://github.com/quay.atom"),
    ("https://gitlab.com/quay/harbour/lamps", "https://gitlab.com/quay/harbour/lamps/-/releases.atom"),
    ("https://codeberg.org/quay/lamps", "https://codeberg.org/quay/lamps/releases.rss"),
    ("https://pypi.org/project/lamps/#history", "https://pypi.org/rss/project/lamps/releases.xml"),
    ("https://codeberg.org/quay/lamps/src/branch/main",
     "https://codeberg.org/quay/lamps/rss/branch/main"),
    ("https://gist.github.com/quay", "https://gist.github.com/quay.atom"),
    # questions and papers
    ("https://stackoverflow.com/questions/tagged/c%2b%2b",
     "https://stackoverflow.com/feeds/tag?tagnames=c%2B%2B&sort=newest"),
    ("https://unix.stackexchange.com/questions/42/how-to-light-a-lamp",
     "https://unix.stackexchange.com/feeds/question/42"),
    ("https://stackoverflow.com/users/7/keeper", "https://stackoverflow.com/feeds/user/7"),
    ("https://arxiv.org/list/cs.CL/recent", "https://rss.arxiv.org/rss/cs.CL"),
    ("https://arxiv.org/search/?query=gas+lamps&searchtype=all",
     "https://export.arxiv.org/api/query?search_query=all:%22gas%20lamps%22"
     "&sortBy=submittedDate&sortOrder=descending&max_results=50"),
    ("https://lobste.rs/t/unix,c", "https://lobste.rs/t/unix,c.rss"),
    ("https://lobste.rs/~keeper", "https://lobste.rs/~keeper/stories.rss"),
    ("https://news.ycombinator.com/", "https://news.ycombinator.com/rss"),
    ("https://news.ycombinator.com/user?id=keeper", "https://hnrss.org/submitted?id=keeper"),
    ("https://hn.algolia.com/?q=gas+lamps", "https://hnrss.org/newest?q=gas%20lamps"),
    ("https://lobste.rs/top", "https://lobste.rs/top/rss"),
    # texts
    ("https://lamps.substack.com/?utm_campaign=x", "https://lamps.substack.com/feed"),
    ("https://open.substack.com/pub/lamps/p/a-post", "https://lamps.substack.com/feed"),
    ("https://medium.com/@keeper", "https://medium.com/feed/@keeper"),
    ("https://medium.com/the-quay", "https://medium.com/feed/the-quay"),
    ("https://medium.com/the-quay/tagged/lamps", "https://medium.com/feed/the-quay/tagged/lamps"),
    ("https://keeper.medium.com/", "https://keeper.medium.com/feed"),
    ("https://www.tumblr.com/keeper", "https://keeper.tumblr.com/rss"),
    ("https://keeper.tumblr.com/tagged/gas%20lamps", "https://keeper.tumblr.com/tagged/gas%20lamps/rss"),
    ("https://keeper.blogspot.co.uk/?m=1", "https://keeper.blogspot.com/feeds/posts/default"),
    ("keeper.wordpress.com", "https://keeper.wordpress.com/feed/"),
    ("https://keeper.wordpress.com/category/lamps/",
     "https://keeper.wordpress.com/category/lamps/feed/"),
    # sound, pictures, games
    ("https://podcasts.apple.com/us/podcast/lamps/id1234567?i=10001", "https://pods.example/lamps.xml"),
    ("https://store.steampowered.com/app/440/Lamps/",
     "https://store.steampowered.com/feeds/news/app/440/"),
    ("https://vimeo.com/keeper", "https://vimeo.com/keeper/videos/rss"),
    ("https://vimeo.com/channels/lamps", "https://vimeo.com/channels/lamps/videos/rss"),
    ("https://www.flickr.com/photos/keeper/", f"{FLICKR}?id=123@N04&format=atom"),
    ("https://soundcloud.com/keeper",
     "https://feeds.soundcloud.com/users/soundcloud:users:99/sounds.rss"),
    ("https://odysee.com/@keeper:a", "https://odysee.com/$/rss/@keeper:a"),
)  # fmt: skip
"""What is typed, and the feed that is meant."""

KINDS = {
    "youtube": "YouTube", "youtu": "YouTube", "reddit": "Reddit", "hnrss": "Hacker News",
    "ycombinator": "Hacker News",
}  # fmt: skip


def page(head: str) -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><p>Hello</p></body></html>".encode()


PAGES = {
    **dict.fromkeys(
        ("https://www.youtube.com/@Lanterns", "https://www.youtube.com/c/Lanterns"),
        page(
            f'<link rel="canonical" href="https://www.youtube.com/channel/UC{CHANNEL}">'
            '<script>var ytInitialData = {"featured":{"channelId":"UC' + "x" * 22 + '"}};</script>'
        ),
    ),
    VIDEO_PAGE: page(
        f'<link rel="canonical" href="{VIDEO_PAGE}"><script>var ytInitialPlayerResponse = '
        f'{{"videoDetails":{{"videoId":"{VIDEO}","title":"A {{lamp}}","channelId":"UC{CHANNEL}"}},'
        '"related":[{"channelId":"UC' + "x" * 22 + '"}]};</script>'
    ),
    APPLE: json.dumps(
        {"resultCount": 1, "results": [{"kind": "podcast", "feedUrl": "https://pods.example/lamps.xml"}]}
    ).replace("/", "\\/").encode(),
    "https://www.flickr.com/photos/keeper/": page(
        '<link rel="alternate" type="application/rss+xml"'
        ' href="https://api.flickr.com/services/feeds/photos_public.gne?id=123%40N04&amp;lang=en">'
    ),
    "https://soundcloud.com/keeper": page(
        '<meta property="al:ios:url" content="soundcloud://users:99">'
    ),
}  # fmt: skip
"""What the sites say where an address does not say all."""


def rss(title: str, *items: str) -> bytes:
    entries = "".join(
        f"<item><title>{one}</title><guid>{one}</guid><link>https://quay.example/{one}</link></item>"
        for one in items
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>".encode()


def atom(title: str, *entries: str) -> bytes:
    said = "".join(
        f"<entry><id>tag:{one}</id><title>{one}</title><updated>2026-01-02T03:04:05Z</updated>"
        f'<link rel="alternate" href="https://quay.example/{one}"/></entry>'
        for one in entries
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title>{said}</feed>'.encode()


def feed_of(url: str) -> bytes:
    """Return a feed in the format of its site."""
    title = quote(url, safe="")
    is_atom = "atom" in url or any(
        one in url for one in ("youtube", "reddit", "/feeds/", "api/query", "posts/default")
    )
    return (atom if is_atom and "steam" not in url else rss)(title, "one", "two")


class Copies(Fetcher):
    """Asks copies of the sites on this machine."""

    def __init__(self, server: Loopback, **named: Any) -> None:
        super().__init__(seconds=10, **named)
        self.server = server
        self.asked: list[str] = []
        self.typed: set[str | None] = set()
        self.sent_to: dict[str, str] = {}
        """Where redirects lead."""

    def serve(self, url: str, body: bytes | Reply) -> None:
        self.server.serve("/" + quote(url, safe=""), body)

    def fetch(self, url: str, *_: object, typed_url: str | None = None, **__: object) -> Document:
        self.asked.append(url)
        self.typed.add(typed_url)
        url = self.sent_to.get(url, url)
        answer = super().fetch(self.server.url("/" + quote(url, safe="")))
        assert isinstance(answer, Document)
        return replace(answer, url=url)


@pytest.fixture
def copies(loopback: Loopback) -> Iterator[Copies]:
    with Copies(loopback) as fetcher:
        yield fetcher


Find = Callable[..., Source]


@pytest.fixture
def found(copies: Copies, sandbox: Sandbox) -> Find:
    def looked(target: str, offer: Offer | None = None) -> Source:
        source = find(target, None, copies, sandbox, offer=offer)
        assert isinstance(source, Source)
        return source

    return looked


@pytest.fixture
def sites(copies: Copies) -> Copies:
    """Copies of all sites."""
    for url, body in PAGES.items():
        copies.serve(url, body)
    for _, url in ADDRESSES:
        copies.serve(url, feed_of(url))
    return copies


def test_the_addresses_that_people_have_become_the_right_feeds(
    sites: Copies, found: Find, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = []
    for typed, url in ADDRESSES:
        try:
            source = found(typed)
        except FetchError as error:
            wrong.append(f"{typed}: {error}")
            continue
        title = source.parsed.title
        if (source.subscription.url, title, len(source.parsed.entries)) != (
            url,
            quote(url, safe=""),
            2,
        ):
            wrong.append(f"{typed}: {source.subscription.url}")
    kinds = {kind_of(url) for _, url in ADDRESSES}
    right = len(ADDRESSES) - len(wrong)
    print(f"{right} of {len(ADDRESSES)} addresses of {len(kinds)} sites: the right feed")  # -s
    assert not wrong
    assert len(ADDRESSES) >= 60
    assert len(kinds) >= 20


def kind_of(url: str) -> str:
    host = (urlsplit(url).hostname or "").split(".")
    name = host[-2] if host[-2] != "co" else host[-3]
    return KINDS.get(name, name)


# ---- several feeds


def test_what_a_repository_has_is_offered_best_first(copies: Copies, sandbox: Sandbox) -> None:
    offered = offers("https://github.com/quay/lamps", copies, sandbox)
    assert [(one.number, one.what) for one in offered] == [
        (1, "releases"),
        (2, "commits"),
        (3, "tags"),
    ]
    assert copies.asked == [], "the address says all"


def test_of_a_channel_the_videos_without_shorts_are_the_second_choice(
    sites: Copies, sandbox: Sandbox
) -> None:
    offered = offers("youtube.com/@Lanterns", sites, sandbox)
    assert offered[1] == Offer(f"{VIDEOS}?playlist_id=UULF{CHANNEL}", "without shorts", 2)
    assert sites.asked == ["https://www.youtube.com/@Lanterns"]


def test_a_playlist_that_a_video_is_in_is_offered_last(sites: Copies, sandbox: Sandbox) -> None:
    typed = f"https://www.youtube.com/watch?v={VIDEO}&list=PLabc"
    assert offers(typed, sites, sandbox)[-1].url == f"{VIDEOS}?playlist_id=PLabc"


def test_the_feed_that_was_chosen_is_the_only_one_asked_for(copies: Copies, found: Find) -> None:
    url = f"{VIDEOS}?playlist_id=UULF{CHANNEL}"
    copies.serve(url, atom("Without shorts", "one"))
    typed = f"https://www.youtube.com/channel/UC{CHANNEL}"
    source = found(typed, Offer(url, "without shorts", 2))
    assert (source.subscription.url, copies.asked) == (url, [url])
    assert source.others == (), "the person has seen them"
    assert copies.typed == {url}, "the person's headers for that host are sent"


def test_a_repository_without_releases_becomes_the_feed_of_its_commits(
    copies: Copies, found: Find
) -> None:
    copies.serve("https://github.com/quay/lamps/releases.atom", atom("Releases"))
    commits = "https://github.com/quay/lamps/commits.atom"
    copies.serve(commits, atom("Commits", "one"))
    source = found("https://github.com/quay/lamps")
    assert source.subscription.url == commits
    assert [one.what for one in source.others] == ["releases", "tags"]


def test_a_site_whose_feeds_are_all_empty_becomes_its_first(copies: Copies, found: Find) -> None:
    for name in ("releases", "commits", "tags"):
        copies.serve(f"https://github.com/quay/lamps/{name}.atom", atom(name))
    assert found("github.com/quay/lamps").parsed.title == "releases"


def test_nothing_is_offered_where_there_is_no_site_of_that_kind(
    copies: Copies, sandbox: Sandbox, tmp_path
) -> None:
    for target in ("https://quay.example/lamps", str(tmp_path), "", "quay.example"):
        assert offers(target, copies, sandbox) == ()
    assert copies.asked == []


def test_what_may_be_of_another_site_is_not_asked_about_before_it_is_found(
    copies: Copies, sandbox: Sandbox
) -> None:
    assert len(offers("https://quay.example/@keeper", copies, sandbox)) == 3
    assert offers("https://quay.example/@keeper", copies, sandbox, certain=True) == ()
    assert len(offers("https://mastodon.social/@keeper", copies, sandbox, certain=True)) == 3


def test_a_feed_that_was_chosen_and_is_not_there_is_told(copies: Copies, found: Find) -> None:
    with pytest.raises(FetchError, match="no such feed"):
        found(
            "https://quay.example/@keeper", Offer("https://quay.example/@keeper/media.rss", "", 3)
        )


# ---- what a site refuses


def test_a_page_that_wants_consent_first_is_told_in_one_sentence(
    copies: Copies, found: Find
) -> None:
    typed = "https://www.youtube.com/@Lanterns"
    copies.serve(typed, page("<title>Before you continue to YouTube</title>"))
    with pytest.raises(FetchError, match=r"does not say the channel's number.*/channel/UC") as why:
        found(typed)
    assert str(why.value).startswith(typed)
    assert copies.asked == [typed]


def test_a_private_playlist_is_told_in_one_sentence(copies: Copies, found: Find) -> None:
    with pytest.raises(FetchError, match="has no feed of it: it is private, empty or gone"):
        found("https://www.youtube.com/playlist?list=PLsecret")
    assert copies.asked == [f"{VIDEOS}?playlist_id=PLsecret"]


def test_a_page_in_the_place_of_a_feed_is_no_feed(copies: Copies, found: Find) -> None:
    for url in ("https://gitlab.com/quay.atom",):
        copies.serve(url, page("<title>Sign in</title>"))
    with pytest.raises(FetchError, match="no such feed: is the address right"):
        found("https://gitlab.com/quay")


def test_a_site_that_wants_a_pause_is_not_asked_for_its_other_feeds(
    copies: Copies, found: Find
) -> None:
    copies.serve("https://www.reddit.com/r/quays/.rss", Reply(429))
    with pytest.raises(FetchError) as why:
        found("r/quays")
    assert why.value.status == 429
    assert len(copies.asked) == 1


def test_a_podcast_without_a_feed_is_told_in_one_sentence(copies: Copies, found: Find) -> None:
    copies.serve(APPLE, b'{"resultCount": 1, "results": [{"kind": "podcast"}]}')
    with pytest.raises(FetchError, match="Apple names no feed of it"):
        found("https://podcasts.apple.com/us/podcast/lamps/id1234567")


def test_a_host_that_a_lookup_answers_may_not_be_in_a_private_network(
    sites: Copies, found: Find
) -> None:
    typed = "https://podcasts.apple.com/us/podcast/lamps/id1234567"
    found(typed)
    assert sites.typed == {APPLE, typed}
    sites.typed.clear()
    typed = "https://mastodon.social/@keeper@quay.example"
    found(typed)
    assert sites.typed == {typed}


@pytest.mark.parametrize("stated", ["file:///etc/passwd", "javascript:alert(1)", "x", "", "//"])
def test_what_a_lookup_answers_is_asked_for_only_where_it_is_of_the_web(
    copies: Copies, found: Find, stated: str
) -> None:
    copies.serve(APPLE, json.dumps({"results": [{"feedUrl": stated}]}).encode())
    with pytest.raises(FetchError):
        found("https://podcasts.apple.com/us/podcast/lamps/id1234567")
    assert copies.asked == [APPLE]


# ---- what only looks like it


def test_another_site_with_such_an_address_is_a_page_like_any_other(
    copies: Copies, found: Find
) -> None:
    typed = "https://quay.example/@keeper"
    declared = '<link rel="alternate" type="application/rss+xml" href="/keeper.xml">'
    copies.serve(typed, page(declared))
    copies.serve("https://quay.example/keeper.xml", rss("Keeper", "one"))
    source = found("quay.example/@keeper")
    assert source.subscription.url == "https://quay.example/keeper.xml"
    assert copies.asked[-2:] == [typed, "https://quay.example/keeper.xml"]


def test_a_short_address_that_leads_to_a_known_site_is_taken_for_it(
    copies: Copies, found: Find
) -> None:
    copies.sent_to["https://short.example/x"] = "https://github.com/quay/lamps"
    copies.serve("https://github.com/quay/lamps", page(""))
    copies.serve("https://github.com/quay/lamps/releases.atom", atom("Releases", "one"))
    assert found("short.example/x").parsed.title == "Releases"
