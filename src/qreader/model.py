"""The values that travel through qreader: frozen, slotted, in the words of the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, NewType

FeedId = NewType("FeedId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)


# ---- what comes in


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the person asked for: one feed, by address or by local path."""

    url: str
    """http(s) address of a feed or of an article page, or `file:` URL of a local file or folder."""
    title: str | None = None
    """The person's own name for it; None: the feed's."""
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server needs in order to answer that nothing changed (RFC 9110 section 13)."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the last body: the same bytes again cost no parse."""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes, and where they came from."""

    url: str
    """After redirects: the base of relative links."""
    body: bytes
    content_type: str | None = None
    """As the server said it, parameters included; None: a local file."""
    validators: Validators = Validators()
    moved_to: str | None = None
    """Where a chain of only permanent redirects led."""
    fresh_seconds: int = 0
    """How long its server vouches for it: no use in asking again before."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304, or the bytes are those of last time."""

    url: str
    validators: Validators = Validators()
    """What to keep from now on."""
    moved_to: str | None = None
    """As in a Document."""
    fresh_seconds: int = 0
    """As in a Document."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed wants to be asked, as it states itself."""

    wait_seconds: int = 0
    """Between two visits, at least; 0: it does not say."""
    quiet_hours: frozenset[int] = frozenset()
    """Hours of the day, UTC, in which it is not asked."""
    quiet_days: frozenset[int] = frozenset()
    """Days of the week, Monday is 0, UTC, on which it is not asked."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an entry points to: a podcast's episode, a video."""

    url: str
    media_type: str | None = None
    size_bytes: int | None = None


class LinkKind(StrEnum):
    """What a page's own block of links says of itself."""

    RELATED = "related"
    SAME_SITE = "same-site"
    POPULAR = "popular"
    LATEST = "latest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """One item of a page's own related block."""

    title: str
    url: str | None = None
    """None in a page saved as text."""
    caption: str | None = None
    """Of its image."""
    article_id: ArticleId | None = None
    """The article in the cache that it leads to, known only once stored."""


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """The page's own related stories under the heading that the site gave them."""

    heading: str
    kind: LinkKind
    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as its source states it (Atom's word). Text fields are cleaned, bodies are not."""

    title: str
    """One line, never empty: where the source gives none, the start of the text."""
    guid: str | None = None
    """As the source states it, unchanged; never an identity alone."""
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    """Aware UTC, as stated; may lie in the future."""
    updated: datetime | None = None
    summary_html: str | None = None
    """The short text, where the source has one beside the body."""
    body_html: str | None = None
    """The longest text there is, as HTML; hostile until `text.html` has read it."""
    base_url: str | None = None
    """What relative links of the body are relative to; None: `url`."""
    language: str | None = None
    """BCP 47, lower case."""
    image: str | None = None
    """Address of the lead image."""
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    own_related: tuple[LinkBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a source says, all of it."""

    title: str | None
    site_url: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    pace: Pace = Pace()


# ---- what is kept


@dataclass(frozen=True, slots=True)
class Move:
    """Where a feed says to have moved for good."""

    url: str
    since: datetime
    """When it said so first, of the visits in a row at which it did."""
    is_settled: bool = False
    """It has said so for long enough to be asked there from now on."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription with what is known of it."""

    id: FeedId
    url: str
    title: str
    """The person's name for it, else the feed's own, else its address."""
    folder: str | None = None
    site_url: str | None = None
    articles: int = 0
    unread: int = 0
    checked: datetime | None = None
    next_check: datetime | None = None
    """Not asked again before; None: at the next refresh."""
    error: str | None = None
    """The sentence of the last failure; None after a success."""
    failures: int = 0
    """In a row."""
    is_page: bool = False
    """One article page rather than a feed: it is read again for what changed in it."""
    full_text: FullText | None = None
    """For which of its articles the page is fetched; None: as the configuration says."""
    signal_only: bool = False
    """Its articles count for what is front of mind, and are not listed."""
    validators: Validators = Validators()
    pace: Pace = Pace()
    gone: bool = False
    """Its server said that it is gone for good (410): not asked any more unless it is named."""
    paused_until: datetime | None = None
    """Its server asked to be left alone until then."""
    move: Move | None = None
    typed_url: str | None = None
    """What the person subscribed to, where it moved since; None: url itself."""

    @property
    def is_local(self) -> bool:
        """Whether it is a file or a folder rather than an address."""
        return self.url.startswith("file:")


@dataclass(frozen=True, slots=True)
class Status:
    """What the person did with an article; outlives a pruned article."""

    read: bool = False
    starred: bool = False
    later: bool = False
    hidden: bool = False
    """No list shows it."""
    tags: tuple[str, ...] = ()
    """The person's own, by name; `Row.tags` are its source's."""


class Attention(StrEnum):
    """What the person wants of a story from now on."""

    FOLLOW = "follow"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of an article; never holds a body."""

    id: ArticleId
    feed_id: FeedId
    feed: str
    """The feed's title."""
    title: str
    dated: datetime
    """What lists sort by: published where that is believable, else arrived."""
    status: Status = Status()
    excerpt: str = ""
    changed: bool = False
    """Its text changed since it was read."""
    guid: str | None = None
    feed_url: str = ""
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    arrived: datetime | None = None
    tags: tuple[str, ...] = ()
    story: StoryId | None = None
    """Which articles of other sources report the same event."""
    copy_of: ArticleId | None = None
    """The article of its story whose text it repeats."""
    other_sources: int = 0
    """Of its story."""
    attention: Attention | None = None
    """Whether the person follows its story, or wants no more of it."""


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known of an article's page, whose text may stand in for the feed's."""

    wanted: bool = False
    """It is fetched at the next refresh."""
    fetched: datetime | None = None
    """When its text became the article's; None: the text is the feed's."""
    error: str | None = None
    """Why it could not be had, last time."""


class Place(NamedTuple):
    """Where in an article's text somebody reads: it outlives a change of width."""

    block: int
    part: float
    """How far into the block, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Article:
    """What is stored and read: an entry, its row and its place in the cache."""

    row: Row
    entry: Entry
    """With the page's own links resolved to the articles of the cache."""
    minutes: int = 1
    """To read it."""
    page: PageState = PageState()
    place: Place | None = None
    """Where it was left; None: at its top, or at its end."""

    @property
    def id(self) -> ArticleId:
        """Its number in the cache."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that an article had until another took its place."""

    replaced: datetime
    title: str
    was_read: bool = False
    """It had been read by then: what comes after it is news to the person."""


# ---- what is asked and answered


class Scope(StrEnum):
    """Which articles, by what the person did with them."""

    ALL = "all"
    UNREAD = "unread"
    STARRED = "starred"
    LATER = "later"
    HISTORY = "history"
    """What was opened, the last one first."""
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Query:
    """Which articles; newest first, or best first where there are words."""

    scope: Scope = Scope.ALL
    feed_id: FeedId | None = None
    folder: str | None = None
    words: str = ""
    tag: str | None = None
    """One of the person's own."""
    story: StoryId | None = None
    """Of one story, oldest first: who reported when."""
    by_story: bool = False
    """Of each story only the newest article that the rest of the query finds."""
    minutes: int | None = None
    """Of the last week's stories one article each, the largest first, as many as can be read."""


@dataclass(frozen=True, slots=True)
class Search:
    """A query that the person saved under a name."""

    name: str
    query: str
    """As it is typed: see `text.query`."""
    unread: int | None = None
    """Of what it finds; None: that would take long to count."""


class Act(StrEnum):
    """What a rule does with an article; a tag's name follows TAG."""

    MARK_READ = "mark-read"
    STAR = "star"
    LATER = "later"
    HIDE = "hide"
    TAG = "tag:"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with articles that a query finds, as soon as they arrive."""

    name: str
    query: str
    act: Act
    tag: str | None = None
    """With Act.TAG: which."""

    @property
    def action(self) -> str:
        """The act as it is typed: `star`, `tag:space`."""
        return f"{self.act}{self.tag or ''}"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An article that is to be held against others, and has no signature yet."""

    id: ArticleId
    feed_id: FeedId
    title: str
    text: str
    """The start of its plain text."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What is known of an article where it is held against others."""

    id: ArticleId
    feed_id: FeedId
    dated: datetime
    published: datetime | None
    """As its source states it: what arrived without a date may be of any day."""
    terms: bytes
    """Its signature: see `related.signature`."""
    story: StoryId | None = None
    copy_of: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the person says that an article belongs to another, and the story that it is in."""

    related: bool | None = None
    """None: nothing was said."""
    story: StoryId | None = None


class Relation(StrEnum):
    """How an article belongs to another; the best come first."""

    STORY = "story"
    """It reports the same event."""
    EARLIER = "earlier"
    """It says how it came to that."""
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Related:
    """An article of the cache that belongs beside another, and why."""

    row: Row
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """The terms both share, as the article writes them, strongest first."""
    relation: Relation = Relation.RELATED
    pinned: bool = False
    """The person said so."""
    parts: tuple[tuple[str, float], ...] = ()
    """What the score is made of, largest first: the terms both share, then what scales them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is front of mind: a story that many sources tell, or a term that rises."""

    label: str
    score: float
    sources: int
    """Independent of each other."""
    articles: tuple[Row, ...]
    """The newest of the last day, one of each source first."""
    terms: tuple[str, ...]
    trend: tuple[int, ...]
    """Articles a day, the last is today's."""
    story: StoryId | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What is computed from an entry once, where it can be killed, before it is stored."""

    text: str
    """The body as plain text: what is searched, compared and ranked."""
    excerpt: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the cache found and did."""

    feeds: int
    articles: int
    mended: tuple[str, ...] = ()
    """What was out of step and has been built anew; nothing was lost by it."""
    lost: tuple[str, ...] = ()
    """What a damaged file did not give back."""
    kept_as: str | None = None
    """The path of the damaged file, where it was replaced."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the cache knows of an entry that a source states again."""

    id: ArticleId
    source_hash: bytes
    """Of the entry as its source states it: equal means nothing to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article of a feed, as far as it can be known again by other marks than its identity."""

    id: ArticleId
    identity: bytes
    guid: str | None
    title: str
    url: str | None
    published: datetime | None
    source_hash: bytes = b""
    texts: tuple[str, ...] = ()
    """Its texts as its feed stated them, markup and all."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """An article that its feed now states under another identity."""

    id: ArticleId
    identity: bytes
    guid: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry that is to be stored."""

    identity: bytes
    """The article's identity within its feed."""
    source_hash: bytes
    entry: Entry
    known: ArticleId | None = None
    """The article that it may change; None: a new one."""
    dated: datetime | None = None
    """What lists sort by; None: the time of arrival."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one feed in a refresh."""

    feed_id: FeedId
    feed: str
    """Its title."""
    url: str
    new: int = 0
    changed: int = 0
    error: str | None = None


class FullText(StrEnum):
    """For which articles of a feed the page is fetched at a refresh."""

    AUTO = "auto"
    """Those of which the feed has a summary only."""
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that is to be fetched, and the article that it is of."""

    article_id: ArticleId
    title: str
    url: str
    feed_url: str
    """What the person subscribed to: only its host may lie in a private network."""


@dataclass(frozen=True, slots=True)
class Paged:
    """What became of one wanted page."""

    article_id: ArticleId
    title: str
    url: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one thing that the person asked to add."""

    feed_id: FeedId
    feed: str
    new: int
    """Articles stored by it."""
    already: bool = False
    """It was there before."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of subscriptions."""

    added: tuple[Added, ...]
    skipped: tuple[str, ...]
    """What of the list cannot be taken: lines as they stand."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A starter pack: real feeds on one topic."""

    name: str
    subscriptions: tuple[Subscription, ...]
