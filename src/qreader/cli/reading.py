"""The verbs that print the contents of the cache."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from qreader import json_output
from qreader.cli.arguments import (
    add_format,
    add_json,
    add_limit,
    add_sort,
    chosen_order,
    positive_number,
    span,
)
from qreader.cli.exits import Exit, exit_code
from qreader.cli.parser import QUERY
from qreader.cli.verb import Verb
from qreader.errors import NotFoundError, SourceError, UsageError
from qreader.model import ArticleId, FeedId, Query, Scope

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.config.tables import PageSelectors
    from qreader.library import Library
    from qreader.model import Row

Item = TypeVar("Item")

PAGE_ROWS = 500
"""Rows a page: a list of any length starts at once and holds little memory."""


def list_articles(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the articles of a query, newest first; with words, best first."""
    feed_id = None if options.feed is None else FeedId(options.feed)
    if feed_id is not None:
        library.feeds.one(feed_id)  # raises for an unknown feed, instead of an empty list
    words, order = " ".join(options.words), chosen_order(options)
    query = Query(Scope(options.scope), feed_id, words=words, order=order)
    pages = row_pages(library, query, options.limit)
    if options.json:
        output.json_document(json_output.row_object(row) for page in pages for row in page)
        return Exit.DONE
    if options.format is not None:
        for row in (row for page in pages for row in page):
            output.text(options.format.line(row, library.now()))
        return Exit.DONE
    from qreader.cli import printing

    for page in pages:
        printing.print_rows(output, page, library.now())
    return Exit.DONE


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="*", help="words, and more: see README")
    scope = parser.add_mutually_exclusive_group()
    for name in ("unread", "starred", "later"):
        scope.add_argument(
            f"--{name}",
            dest="scope",
            action="store_const",
            const=name,
            default="all",
            help=f"only what is {'kept for later' if name == 'later' else name}",
        )
    parser.add_argument("--feed", metavar="ID", type=positive_number, help="only this feed")
    add_sort(parser)
    add_limit(parser, None)
    add_format(parser, "one JSON list")


def search(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the articles that a query finds, best first."""
    found = library.search(" ".join(options.words), options.limit, chosen_order(options))
    if options.json:
        output.json_document(json_output.found_object(row, score) for row, score in found)
        return Exit.DONE
    if options.format is not None:
        for row, score in found:
            output.text(options.format.line(row, library.now(), score))
        return Exit.DONE
    from qreader.cli import printing

    printing.print_rows(output, [row for row, _ in found], library.now())
    return Exit.DONE


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="+", help="words, and more: see README")
    add_sort(parser)
    add_limit(parser, 50)
    add_format(parser, "one JSON list, with scores")


def show(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print one article and the page's own related stories."""
    article = library.articles.one(ArticleId(options.id))
    if options.json:
        output.json_line(json_output.shown_object(article))
        return Exit.DONE
    if options.format:
        from qreader.export import WRITERS

        # bytes of a file: an HTML page declares UTF-8, whatever the terminal's charset is
        output.bytes(WRITERS[options.format](article).encode())
        return Exit.DONE
    from qreader.cli.reading_page import print_article

    print_article(output, article, library.now(), library.config.date_format)
    return Exit.DONE


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=positive_number, help="as `qreader list` shows it")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--format", choices=("md", "html", "txt"), help="print it as such a file")
    add_json(how, "one JSON object")


def related(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print for each article its related ones, and why they are."""
    with_titles = len(options.ids) > 1

    def print_one(article_id: ArticleId) -> None:
        if options.json:
            found = library.related(article_id, options.limit, options.threshold)
            output.json_line(json_output.related_object(article_id, found, explain=options.explain))
            return
        from qreader.cli import printing

        title = library.articles.one(article_id).row.title if with_titles else None
        found = library.related(article_id, options.limit, options.threshold)
        printing.print_related(output, title, found, library.now(), explain=options.explain)

    return for_each((ArticleId(number) for number in options.ids), print_one, output)


def _related_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", type=positive_number, nargs="+", help="of an article")
    parser.add_argument(
        "--threshold",
        metavar="SCORE",
        type=_score,
        help="the least score, 0 to 1: below the default, less certain ones are shown",
    )
    parser.add_argument("--explain", action="store_true", help="say what each score is made of")
    add_limit(parser, 10)
    add_json(parser, "a line of JSON for each ID")


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 1, not {text!r}")
    return score


def topics(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the trending topics ("front of mind")."""
    found = library.topics(options.limit)
    if options.json:
        output.json_document(json_output.topic_object(topic) for topic in found)
        return Exit.DONE
    from qreader.cli import printing

    printing.print_topics(output, found, library.now())
    return Exit.DONE


def _topics_arguments(parser: argparse.ArgumentParser) -> None:
    add_limit(parser, 10)
    add_json(parser, "one JSON list")


def changes(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the changes of an article since it was read, else since its text before."""
    article_id = ArticleId(options.id)
    found = library.changes(article_id)
    if options.json:
        output.json_line(json_output.changes_object(article_id, found))
        return Exit.DONE
    from qreader.cli.reading_page import print_changes

    print_changes(output, found, library.now())
    return Exit.DONE


def _changes_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=positive_number, help="of an article")
    add_json(parser, "one JSON object")


def extract(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the article of each page, fetched or saved, or text; store nothing."""
    selectors = _selectors(options)

    def print_one(target: str) -> None:
        page = library.extract(target, selectors)
        if options.json:
            output.json_line(json_output.extract_object(target, page))
            return
        from qreader.cli.reading_page import print_entry

        print_entry(output, page.entry)
        for name in page.missed:
            output.complain(f"{target}: the selector `{name}` found nothing")

    return for_each(options.targets, print_one, output)


def _extract_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets", metavar="TARGET", nargs="+", help="a saved page, a text, or a page's address"
    )
    add, by = parser.add_argument, "SELECTOR"
    add("--article", metavar=by, type=_selector, help="its article, as CSS selects it")
    add("--remove", metavar=by, type=_selector, action="append", help="what is no part of it")
    add("--title", metavar=by, type=_selector, help="its title")
    add_json(parser, "a line of JSON for each TARGET")


def _selector(text: str) -> str:
    from qreader.config.selectors import flaw

    wrong = flaw(text)
    if wrong is not None:
        raise argparse.ArgumentTypeError(wrong)
    return text


def _selectors(options: argparse.Namespace) -> PageSelectors | None:
    """Return the typed selectors, for any page; None: those of the configuration hold."""
    if not (options.article or options.remove or options.title):
        return None
    from qreader.config.tables import PageSelectors

    removed = tuple(options.remove or ())
    return PageSelectors("", options.article or "", removed, options.title or "")


def feeds(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the feeds with their counts and errors."""
    found = library.feeds.all()
    activity = library.activity.of_feeds() if options.json or options.idle is not None else {}
    if activity:
        since = library.now() - options.idle if options.idle is not None else None
        known = ((feed, activity.get(feed.id)) for feed in found)  # one may just be removed
        found = [f for f, does in known if does and (not since or does.is_silent_since(since))]
    if options.json:
        sizes = library.pruning.sizes_of_feeds()
        output.json_document(
            json_output.feed_object(feed)
            | json_output.activity_object(activity[feed.id])
            | {"bytes": sizes.get(feed.id, 0)}
            for feed in found
        )
        return Exit.DONE
    from qreader.cli import printing

    printing.print_feeds(output, found, library.now(), activity)
    return Exit.DONE


def _feeds_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--idle",
        metavar="SPAN",
        type=span,
        help="only those that brought nothing for so long, such as 90d (h, d, w, m or y)",
    )
    add_json(parser, "one JSON list")


def row_pages(library: Library, query: Query, limit: int | None) -> Iterator[list[Row]]:
    """Yield the articles of a query, a page at a time. Raises QueryError."""
    if query.words:  # a search is ranked as a whole, without pages
        ids = library.lists.ids(query, limit=limit)
        for start in range(0, len(ids), PAGE_ROWS):
            yield library.articles.rows(ids[start : start + PAGE_ROWS])
        return
    left, after = limit, None
    while left is None or left > 0:
        ids = library.lists.ids(query, after=after, limit=min(left or PAGE_ROWS, PAGE_ROWS))
        if not ids:
            return
        yield library.articles.rows(ids)
        after = ids[-1]
        left = None if left is None else left - len(ids)


def for_each(items: Iterable[Item], do: Callable[[Item], None], output: Output) -> Exit:
    """Call `do` for each item; report a failure and go on. Return the worst exit code."""
    worst = Exit.DONE
    for item in items:
        try:
            do(item)
        except (SourceError, NotFoundError, UsageError) as error:
            output.complain(error)
            worst = max(worst, exit_code(error))
    return worst


def stats(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print what was read on each day, and the feeds that are not needed."""
    found = library.activity.statistics(library.feeds.all())
    if options.json:
        output.json_line(json_output.statistics_object(found))
        return Exit.DONE
    from qreader.cli import printing

    printing.print_statistics(output, found, library.now())
    return Exit.DONE


def _stats_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser, "one JSON object")


VERBS = (
    Verb(
        "list",
        "[QUERY...]",
        "read",
        "articles, newest first; with words, best first",
        _list_arguments,
        list_articles,
        "Before a title: N is new, * starred, L kept for later.",
    ),
    Verb(
        "search",
        "QUERY...",
        "read",
        "articles that a query finds, best first",
        _search_arguments,
        search,
        "Quote what the shell would read: 'age:<2d', '(moon OR mars) -base'.",
    ),
    Verb(
        "show",
        "ID",
        "read",
        "an article, then the page's own related stories",
        _show_arguments,
        show,
        "Leaves it as it is, read or unread.",
    ),
    Verb(
        "related",
        "ID...",
        "read",
        "the articles related to one, and why",
        _related_arguments,
        related,
    ),
    Verb(
        "changes",
        "ID",
        "read",
        "what changed in an article since it was read",
        _changes_arguments,
        changes,
        "Of an article that was never read: what changed last.",
    ),
    Verb(
        "topics",
        "",
        "read",
        "front of mind: stories of many sources, rising terms",
        _topics_arguments,
        topics,
        "Terms are compared with the month before, so they rise only in a cache of some days.",
    ),
    Verb(
        "extract",
        "TARGET...",
        "read",
        "the article of a page or a saved text, not stored",
        _extract_arguments,
        extract,
        "`--article`, `--remove` and `--title` try selectors for `[[page]]` of the configuration.",
    ),
    Verb(
        "feeds",
        "",
        "read",
        "the feeds, their counts and their errors",
        _feeds_arguments,
        feeds,
    ),
    Verb(
        "stats",
        "",
        "read",
        "what you read by day, feeds never opened, silent feeds",
        _stats_arguments,
        stats,
        "An article counts on the day on which it was opened last.",
    ),
)
