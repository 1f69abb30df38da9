"""The schema, as migrations that are only ever appended to.

`status` is the ledger of everything that was ever seen: it holds an article's number, its identity
within its feed and what the person did with it, and outlives the article itself (`dated` is then
NULL). Lists are read from its indexes alone. `article` holds what a list shows, `body` what only
reading needs, compressed. `search` keeps no copy of the text (content = ''): taking an article out
needs the very text that was put in, so `body.text` keeps that; a change to `words.index_text`
therefore needs a migration that fills `search` anew, as `search.fold_some` does.
"""

from __future__ import annotations

APPLICATION_ID = 0x71726472
"""`qrdr`: tells a cache of qreader from any other SQLite file."""

PAGE_BYTES = 8192
"""Bodies, of 1 to 2 kB, leave less of such a page empty than of one of SQLite's own size."""

_FIRST = (
    """
    CREATE TABLE feed (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        own_title TEXT,           -- the person's
        title TEXT,               -- the source's
        folder TEXT,
        site_url TEXT,
        is_page INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL,
        checked INTEGER,
        next_check INTEGER,
        error TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        etag TEXT,
        last_modified TEXT,
        body_hash TEXT,
        articles INTEGER NOT NULL DEFAULT 0,   -- kept by the triggers below
        unread INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE status (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
        identity BLOB NOT NULL,
        arrived INTEGER NOT NULL,
        dated INTEGER,            -- what lists sort by; NULL: the article was pruned
        read INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        later INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,    -- its text changed since it was read
        UNIQUE (feed_id, identity)
    ) STRICT
    """,
    "CREATE INDEX status_dated ON status (dated)",
    "CREATE INDEX status_feed_dated ON status (feed_id, dated)",
    "CREATE INDEX status_unread ON status (dated) WHERE read = 0",
    "CREATE INDEX status_feed_unread ON status (feed_id, dated) WHERE read = 0",
    "CREATE INDEX status_starred ON status (dated) WHERE starred = 1",
    "CREATE INDEX status_later ON status (dated) WHERE later = 1",
    """
    CREATE TABLE article (
        id INTEGER PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
        guid TEXT,
        title TEXT NOT NULL,
        url TEXT,
        url_key INTEGER,          -- hash of the canonical address
        title_key INTEGER,        -- hash of the title's words
        authors TEXT,             -- JSON list; NULL: none
        tags TEXT,
        published INTEGER,
        updated INTEGER,
        language TEXT,
        image TEXT,
        excerpt TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        source_hash BLOB NOT NULL,
        text_hash BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX article_url_key ON article (url_key) WHERE url_key IS NOT NULL",
    "CREATE INDEX article_title_key ON article (title_key) WHERE title_key IS NOT NULL",
    """
    CREATE TABLE body (
        id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        html BLOB,                -- zlib, as the source states it
        summary BLOB,             -- zlib
        text BLOB NOT NULL,       -- zlib, plain: what `search` was given
        base_url TEXT,
        enclosures TEXT           -- JSON list of [url, media type, bytes]; NULL: none
    ) STRICT
    """,
    """
    CREATE TABLE revision (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        replaced INTEGER NOT NULL,
        title TEXT NOT NULL,
        html BLOB,
        text BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX revision_article ON revision (article_id)",
    """
    CREATE TABLE link (
        article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        block INTEGER NOT NULL,   -- which of the article's blocks, from 0
        position INTEGER NOT NULL,
        heading TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT,
        caption TEXT,
        url_key INTEGER,
        title_key INTEGER,
        PRIMARY KEY (article_id, block, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIRTUAL TABLE search USING fts5 (
        title, text, content = '', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    "CREATE VIRTUAL TABLE search_term USING fts5vocab ('search', 'row')",
    """
    CREATE TRIGGER status_added AFTER INSERT ON status WHEN NEW.dated IS NOT NULL BEGIN
        UPDATE feed SET articles = articles + 1, unread = unread + (NEW.read = 0)
        WHERE id = NEW.feed_id;
    END
    """,
    """
    CREATE TRIGGER status_changed AFTER UPDATE OF read, dated ON status
    WHEN NEW.read <> OLD.read OR (NEW.dated IS NULL) <> (OLD.dated IS NULL) BEGIN
        UPDATE feed SET
            articles = articles + (NEW.dated IS NOT NULL) - (OLD.dated IS NOT NULL),
            unread = unread + (NEW.dated IS NOT NULL AND NEW.read = 0)
                            - (OLD.dated IS NOT NULL AND OLD.read = 0)
        WHERE id = NEW.feed_id;
    END
    """,
    """
    CREATE TRIGGER status_removed AFTER DELETE ON status WHEN OLD.dated IS NOT NULL BEGIN
        UPDATE feed SET articles = articles - 1, unread = unread - (OLD.read = 0)
        WHERE id = OLD.feed_id;
    END
    """,
)

_PAGES = (
    # what full text is wanted for a feed's articles; NULL: as the configuration says
    "ALTER TABLE feed ADD COLUMN full_text TEXT",
    """
    CREATE TABLE page (
        id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        wanted INTEGER NOT NULL,  -- fetched at the next refresh
        fetched INTEGER,          -- when its text became the article's; NULL: never
        error TEXT                -- the last failure
    ) STRICT
    """,
    "CREATE INDEX page_wanted ON page (id) WHERE wanted = 1",
)

_PLACES = (
    """
    CREATE TABLE place (
        id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        block INTEGER NOT NULL,   -- where its reading was left
        part REAL NOT NULL
    ) STRICT
    """,
)

_STORIES = (
    # what relates articles; made from their words after they are stored, so that storing is fast
    """
    CREATE TABLE signature (
        id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        terms BLOB,               -- its best terms with their weights; NULL: not made yet
        pending INTEGER NOT NULL DEFAULT 1     -- not yet held against the others
    ) STRICT
    """,
    "CREATE INDEX signature_pending ON signature (id) WHERE pending = 1",
    "INSERT INTO signature (id) SELECT id FROM article",
    # which articles have a term among their best; those that are gone stand in it unharmed
    """
    CREATE VIRTUAL TABLE posting USING fts5 (
        terms, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
    )
    """,
    # how many articles have a term, in a table over hashes: one row
    "CREATE TABLE frequency (id INTEGER PRIMARY KEY CHECK (id = 1), counts BLOB NOT NULL) STRICT",
    """
    CREATE TABLE story (
        id INTEGER PRIMARY KEY,
        attention TEXT,           -- 'follow' or 'mute'; NULL: neither
        until INTEGER             -- when that ends
    ) STRICT
    """,
    """
    CREATE TABLE story_article (
        article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
        copy_of INTEGER           -- the article whose text it repeats
    ) STRICT
    """,
    "CREATE INDEX story_article_story ON story_article (story_id)",
    "CREATE INDEX story_attention ON story (id) WHERE attention IS NOT NULL",
    "DROP TABLE search_term",  # `frequency` answers instead
    # what the person said of two articles, the one with the lower number first
    """
    CREATE TABLE judgement (
        one INTEGER NOT NULL REFERENCES status (id) ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES status (id) ON DELETE CASCADE,
        related INTEGER NOT NULL,
        made INTEGER NOT NULL,
        PRIMARY KEY (one, other)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX judgement_other ON judgement (other)",
    # its articles count for what is front of mind, and are not listed
    "ALTER TABLE feed ADD COLUMN signal_only INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX feed_signal_only ON feed (id) WHERE signal_only = 1",
)

_REVISIONS = (
    # it had been read when it was replaced: what comes after it is news to the person
    "ALTER TABLE revision ADD COLUMN was_read INTEGER NOT NULL DEFAULT 0",
    # it was the page's text, not the feed's
    "ALTER TABLE revision ADD COLUMN of_page INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE revision SET of_page = 1
    WHERE EXISTS (SELECT 1 FROM page WHERE page.id = article_id AND fetched <= replaced)
    """,
)

_ACTING = (
    # what lists sort a hidden article by once it is shown again; NULL: it is not hidden
    "ALTER TABLE status ADD COLUMN hidden_dated INTEGER",
    # the person's own words for articles
    """
    CREATE TABLE tag (
        name TEXT NOT NULL,
        article_id INTEGER NOT NULL REFERENCES status (id) ON DELETE CASCADE,
        PRIMARY KEY (name, article_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tag_article ON tag (article_id)",
    # when an article was opened last
    """
    CREATE TABLE visit (
        id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX visit_at ON visit (at)",
)

_POLITENESS = (
    # how often the feed wants to be asked, as it states; bits of hours and of days of the week
    "ALTER TABLE feed ADD COLUMN wait_seconds INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feed ADD COLUMN quiet_hours INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feed ADD COLUMN quiet_days INTEGER NOT NULL DEFAULT 0",
    # what its server asked for: never again (410), or not before then
    "ALTER TABLE feed ADD COLUMN gone INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feed ADD COLUMN paused_until INTEGER",
    # where it says to have moved for good, since when; the person's address once it has moved
    "ALTER TABLE feed ADD COLUMN moved_to TEXT",
    "ALTER TABLE feed ADD COLUMN moved_since INTEGER",
    "ALTER TABLE feed ADD COLUMN typed_url TEXT",
)

_QUERIES = (
    """
    CREATE TABLE search_saved (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        query TEXT NOT NULL,      -- as it is typed
        position INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE rule (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        query TEXT NOT NULL,
        act TEXT NOT NULL,
        tag TEXT,
        position INTEGER NOT NULL    -- the first is applied first
    ) STRICT
    """,
    "CREATE INDEX body_enclosures ON body (id) WHERE enclosures IS NOT NULL",
    "CREATE INDEX status_changed ON status (dated) WHERE changed = 1",
)

_REMEMBERED = (
    "CREATE TABLE remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

_POSTED = (
    # the terms that it stands in `posting` under, which has to be told them to let go of it; since
    # _BESIDE NULL: the first of its terms
    "ALTER TABLE signature ADD COLUMN posted TEXT",
)

_OUTLINES = (
    # what else an OPML list said of a feed: a JSON list of pairs; NULL: nothing
    "ALTER TABLE feed ADD COLUMN outline TEXT",
)

_SYNC = (
    # a feed as the sync server was last known to have it
    """
    CREATE TABLE sync_feed (
        feed_id INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
        stream TEXT UNIQUE,       -- its name there; NULL: the server does not have it
        folder TEXT,              -- its folder there
        refused INTEGER           -- when the server would not take it
    ) STRICT
    """,
    # an article as the server was last known to have it: what the ledger says otherwise was
    # changed here since
    """
    CREATE TABLE sync_item (
        item TEXT PRIMARY KEY,    -- the server's number for it
        article_id INTEGER REFERENCES status (id) ON DELETE CASCADE,   -- NULL: of no feed here
        read INTEGER NOT NULL,
        starred INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX sync_item_article ON sync_item (article_id)",
    # what was unsubscribed from here, and the server is yet to be told
    "CREATE TABLE sync_gone (stream TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """
    CREATE TRIGGER sync_feed_removed AFTER DELETE ON sync_feed WHEN OLD.stream IS NOT NULL BEGIN
        INSERT OR IGNORE INTO sync_gone (stream) VALUES (OLD.stream);
    END
    """,
)

# `body.html`, `body.summary` and `revision.html` are packed beside `text` from here, which qreaders
# before cannot read: no statement, for what was packed alone stays so
_BESIDE: tuple[str, ...] = ()

_HIDDEN = (
    # what is hidden is looked for among few, not among all that was ever seen
    "CREATE INDEX status_hidden ON status (hidden_dated) WHERE hidden_dated IS NOT NULL",
)

_PRINTS = (
    # the entries that a feed stated last, as its document had them, each beside the identity of
    # its article: what is stated again in the same characters need not be read
    """
    CREATE TABLE stated (
        feed_id INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
        prints BLOB NOT NULL      -- 12 bytes of the print, 12 of the identity, for each
    ) STRICT
    """,
)

_TRUTH = (
    # the highest number that an article or a feed had that is gone: none is given again, for
    # scripts, hooks and what can be undone know them by it
    "CREATE TABLE given (kind TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TRIGGER status_given AFTER DELETE ON status BEGIN
        INSERT INTO given (kind, number) VALUES ('article', OLD.id)
        ON CONFLICT (kind) DO UPDATE SET number = excluded.number
        WHERE excluded.number > given.number;
    END
    """,
    """
    CREATE TRIGGER feed_given AFTER DELETE ON feed BEGIN
        INSERT INTO given (kind, number) VALUES ('feed', OLD.id)
        ON CONFLICT (kind) DO UPDATE SET number = excluded.number
        WHERE excluded.number > given.number;
    END
    """,
    # a hook may have been told of numbers that were given back before
    """
    INSERT INTO given (kind, number)
    SELECT 'article', CAST(value AS INTEGER) FROM remembered WHERE name = 'told-to'
    """,
    # articles that were indexed before every script was folded: see `search`
    """
    INSERT INTO remembered (name, value)
    SELECT 'search-unfolded-to', max(id) FROM article HAVING max(id) IS NOT NULL
    """,
    # whose text changed was taken for a copy of itself
    "UPDATE story_article SET copy_of = NULL WHERE copy_of = article_id",
    # when the person unsubscribed from a feed; NULL: subscribed to
    "ALTER TABLE feed ADD COLUMN removed INTEGER",
    # articles of removed feeds, which are in no list, with what brings each back into its lists;
    # what the person kept of such a feed stays in its own
    """
    CREATE TABLE set_aside (
        id INTEGER PRIMARY KEY REFERENCES status (id) ON DELETE CASCADE,
        dated INTEGER,
        hidden_dated INTEGER
    ) STRICT
    """,
    # of what the server is to be told: whose it was, and the folder that both had it in, should
    # the feed come back before that
    "ALTER TABLE sync_gone ADD COLUMN feed_id INTEGER",
    "ALTER TABLE sync_gone ADD COLUMN folder TEXT",
    "DROP TRIGGER sync_feed_removed",
    """
    CREATE TRIGGER sync_feed_removed AFTER DELETE ON sync_feed WHEN OLD.stream IS NOT NULL BEGIN
        INSERT OR REPLACE INTO sync_gone (stream, feed_id, folder)
        VALUES (OLD.stream, OLD.feed_id, OLD.folder);
    END
    """,
    # of what a feed states of an article besides its words; empty: not known
    "ALTER TABLE article ADD COLUMN details_hash BLOB NOT NULL DEFAULT x''",
    # the address of the page on which it is discussed
    "ALTER TABLE article ADD COLUMN comments TEXT",
)

_SYNC_TRUST = (
    # what a tie was made by, and what both sides had when they were last compared
    "ALTER TABLE sync_feed ADD COLUMN url TEXT",
    "ALTER TABLE sync_feed ADD COLUMN title TEXT",
    "ALTER TABLE sync_feed ADD COLUMN folder_there TEXT",
    "ALTER TABLE sync_feed ADD COLUMN folder_known INTEGER NOT NULL DEFAULT 1",
    "UPDATE sync_feed SET folder_there = folder",
    # since when answers leave an article out; NULL: never, or it is of no feed here
    "ALTER TABLE sync_item ADD COLUMN missed INTEGER",
    "CREATE INDEX sync_item_missed ON sync_item (missed) WHERE missed IS NOT NULL",
    # labels that articles had on both sides when they were last compared
    """
    CREATE TABLE sync_label (
        item TEXT NOT NULL REFERENCES sync_item (item) ON DELETE CASCADE,
        label TEXT NOT NULL,
        PRIMARY KEY (item, label)
    ) STRICT, WITHOUT ROWID
    """,
    # numbers that were passed over before may have been so by mistake
    "DELETE FROM sync_item WHERE article_id IS NULL",
    # a feed that is to be unsubscribed from is known by its address, since names may be given anew
    "ALTER TABLE sync_gone ADD COLUMN url TEXT",
    "ALTER TABLE sync_gone ADD COLUMN title TEXT",
    "ALTER TABLE sync_gone ADD COLUMN folder_there TEXT",
    "ALTER TABLE sync_gone ADD COLUMN folder_known INTEGER NOT NULL DEFAULT 0",
    "DROP TRIGGER sync_feed_removed",
    """
    CREATE TRIGGER sync_feed_removed AFTER DELETE ON sync_feed WHEN OLD.stream IS NOT NULL BEGIN
        INSERT OR REPLACE INTO sync_gone
            (stream, feed_id, folder, url, title, folder_there, folder_known)
        VALUES (OLD.stream, OLD.feed_id, OLD.folder, OLD.url, OLD.title, OLD.folder_there,
                OLD.folder_known);
    END
    """,
    "UPDATE sync_feed SET url = (SELECT feed.url FROM feed WHERE feed.id = feed_id)",
)

_UNDO = (
    # what the person did in the reader and can take back: see `undoing`
    """
    CREATE TABLE undoable_action (
        id INTEGER PRIMARY KEY,
        label TEXT NOT NULL,      -- what it did, as the reader said it
        done INTEGER NOT NULL,    -- when
        change BLOB NOT NULL      -- what it changed, and to what: JSON, packed
    ) STRICT
    """,
)

_KEEP = (
    # how much of a feed is kept; NULL: as the configuration says, 0: all of it
    "ALTER TABLE feed ADD COLUMN keep_days INTEGER",
    "ALTER TABLE feed ADD COLUMN keep_articles INTEGER",
)

_ORDERS = (
    # what lists by title sort by: see `orders`
    "ALTER TABLE article ADD COLUMN title_sort TEXT NOT NULL DEFAULT ''",
    "UPDATE article SET title_sort = title_sort_of(title)",
    "CREATE INDEX article_title_sort ON article (title_sort)",
    "CREATE INDEX article_minutes ON article (minutes)",
    # how many articles a story has, kept by the triggers below
    "ALTER TABLE story ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE story SET size = (SELECT count(*) FROM story_article WHERE story_id = story.id)
    """,
    "CREATE INDEX story_size ON story (size) WHERE size > 1",
    """
    CREATE TRIGGER story_joined AFTER INSERT ON story_article BEGIN
        UPDATE story SET size = size + 1 WHERE id = NEW.story_id;
    END
    """,
    """
    CREATE TRIGGER story_left AFTER DELETE ON story_article BEGIN
        UPDATE story SET size = size - 1 WHERE id = OLD.story_id;
    END
    """,
    """
    CREATE TRIGGER story_changed AFTER UPDATE OF story_id ON story_article
    WHEN OLD.story_id <> NEW.story_id BEGIN
        UPDATE story SET size = size - 1 WHERE id = OLD.story_id;
        UPDATE story SET size = size + 1 WHERE id = NEW.story_id;
    END
    """,
)

_TAGS_OF_RULES = (
    # whether a rule gave the tag: what the person did not mark is not kept for it
    "ALTER TABLE tag ADD COLUMN by_rule INTEGER NOT NULL DEFAULT 0",
    "UPDATE tag SET by_rule = 1 WHERE name IN (SELECT tag FROM rule WHERE tag IS NOT NULL)",
)

_SHOWN_SIZES = (
    # a story is as large as lists show it, without hidden articles and those of removed feeds
    "DROP TRIGGER story_joined",
    "DROP TRIGGER story_left",
    "DROP TRIGGER story_changed",
    """
    UPDATE story SET size = (
        SELECT count(dated) FROM story_article JOIN status ON status.id = article_id
        WHERE story_id = story.id)
    """,
    """
    CREATE TRIGGER story_joined AFTER INSERT ON story_article BEGIN
        UPDATE story SET size = size + 1 WHERE id = NEW.story_id
        AND EXISTS (SELECT 1 FROM status WHERE id = NEW.article_id AND dated IS NOT NULL);
    END
    """,
    """
    CREATE TRIGGER story_left AFTER DELETE ON story_article BEGIN
        UPDATE story SET size = size - 1 WHERE id = OLD.story_id
        AND EXISTS (SELECT 1 FROM status WHERE id = OLD.article_id AND dated IS NOT NULL);
    END
    """,
    """
    CREATE TRIGGER story_changed AFTER UPDATE OF story_id ON story_article
    WHEN OLD.story_id <> NEW.story_id
    AND EXISTS (SELECT 1 FROM status WHERE id = NEW.article_id AND dated IS NOT NULL) BEGIN
        UPDATE story SET size = size - 1 WHERE id = OLD.story_id;
        UPDATE story SET size = size + 1 WHERE id = NEW.story_id;
    END
    """,
    """
    CREATE TRIGGER story_shown AFTER UPDATE OF dated ON status
    WHEN (NEW.dated IS NULL) <> (OLD.dated IS NULL) BEGIN
        UPDATE story SET size = size + (NEW.dated IS NOT NULL) - (OLD.dated IS NOT NULL)
        WHERE id = (SELECT story_id FROM story_article WHERE article_id = NEW.id);
    END
    """,
    # BEFORE: its place in the story goes with it
    """
    CREATE TRIGGER story_lost BEFORE DELETE ON status WHEN OLD.dated IS NOT NULL BEGIN
        UPDATE story SET size = size - 1
        WHERE id = (SELECT story_id FROM story_article WHERE article_id = OLD.id);
    END
    """,
)

_SELECTORS = (
    # the pages in a row in which the person's selectors found nothing
    "ALTER TABLE feed ADD COLUMN missed_pages INTEGER NOT NULL DEFAULT 0",
)

_QUEUE = (
    # what the person wants to hear or see: see `queue`
    """
    CREATE TABLE queue (
        article_id INTEGER NOT NULL REFERENCES status (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,  -- of the enclosure, from 1
        place INTEGER NOT NULL,   -- the order
        added INTEGER NOT NULL,
        removed INTEGER,          -- when it was taken off; NULL: it is on the queue
        position INTEGER,         -- seconds, where a player stopped
        played INTEGER,           -- when it was played to its end
        file TEXT,                -- the name of the downloaded file
        error TEXT,               -- why the last download failed
        PRIMARY KEY (article_id, number)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX queue_place ON queue (place)",
)

_RECIPES = (
    # where the stories of a page without a feed are on it, as JSON; NULL: it is a feed
    "ALTER TABLE feed ADD COLUMN recipe TEXT",
    # when the recipe last found a story
    "ALTER TABLE feed ADD COLUMN found INTEGER",
)

_ANSWERS = (
    # what programs of the person answered when they were sent an article: see `answers`
    """
    CREATE TABLE answer (
        article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        name TEXT NOT NULL,       -- of the program
        made INTEGER NOT NULL,
        text BLOB NOT NULL,       -- zlib, plain
        html BLOB NOT NULL,       -- zlib
        PRIMARY KEY (article_id, name)
    ) STRICT
    """,
    # new articles that are to be sent to such a program
    """
    CREATE TABLE asked (
        article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        failed INTEGER,           -- when it failed; NULL: it waits
        error TEXT,               -- why
        PRIMARY KEY (article_id, name)
    ) STRICT
    """,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    _PAGES,
    _PLACES,
    _STORIES,
    _REVISIONS,
    _ACTING,
    _POLITENESS,
    _QUERIES,
    _REMEMBERED,
    _POSTED,
    _OUTLINES,
    _SYNC,
    _BESIDE,
    _HIDDEN,
    _PRINTS,
    _TRUTH,
    _SYNC_TRUST,
    _UNDO,
    _KEEP,
    _ORDERS,
    _TAGS_OF_RULES,
    _SHOWN_SIZES,
    _SELECTORS,
    _QUEUE,
    _RECIPES,
    _ANSWERS,
)
"""One tuple of statements a version; `user_version` counts those that a file has had."""
