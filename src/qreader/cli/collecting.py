"""The verbs that change the cache: subscriptions, refresh, marks."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from qreader import json_output
from qreader.cli import recipes
from qreader.cli.arguments import add_json, add_quiet, positive_number
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.reading import for_each
from qreader.cli.upkeep import group_new_articles, keep_up
from qreader.cli.verb import Verb
from qreader.errors import NotFoundError, SourceError, UsageError
from qreader.model import ArticleId, FeedId, Query
from qreader.validation import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qreader.cli.output import Output
    from qreader.library import Library
    from qreader.model import Added, CameAlong, Imported, Offer

LISTED: Final = 0
"""What `--feed list` asks for, instead of a number."""


def add(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Add each target: a source is read now, those of a list at the next refresh."""
    return _bring_in(library, options, output, rather_list=False)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets",
        metavar="TARGET",
        nargs="+",
        help="an address, a file, a folder or a mailbox; a list of feeds, or newsboat's cache.db",
    )
    recipes.add_parts(parser)
    parser.add_argument("--read", action="store_true", help="mark its present articles read")
    parser.add_argument("--folder", metavar="NAME", help="the folder of the feed list to put it in")
    parser.add_argument(
        "--feed",
        metavar="N|list",
        type=_feed_number,
        help="which feed of a site that has several (default: the first); list: only list them",
    )
    parser.add_argument(
        "--update", action="store_true", help="rename and move feeds that are there before, too"
    )
    add_quiet(parser)
    add_json(parser, "a line of JSON for each target")


def import_(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Do the same as `add`, but take a file of lines for a list of feeds."""
    return _bring_in(library, options, output, rather_list=True)


def _bring_in(
    library: Library, options: argparse.Namespace, output: Output, *, rather_list: bool
) -> Exit:
    from qreader.tui import from_newsboat

    if options.feed is not None and len(options.targets) > 1:
        raise UsageError("--feed is for one address at a time")
    if options.feed == LISTED:
        return _list_offers(library, options, output)
    targets = [part for one in options.targets for part in from_newsboat.parts(one)]
    listed = {*targets} - {*options.targets}
    worst = Exit.DONE
    recipe = recipes.stated(options)
    folder = None if options.folder is None else folder_of(options.folder)

    def bring_in(target: str) -> None:
        nonlocal worst
        try:
            imported = from_newsboat.bring_in(
                library,
                target,
                folder,
                rather_list=target in listed or rather_list,
                update=options.update,
                offer=None if options.feed is None else _offer(library, target, options.feed),
                recipe=recipe,
            )
        except SourceError as error:  # its message names the target
            if target in str(error):
                raise
            raise SourceError(f"{target}: {error}", error.url) from error
        if (
            imported.page_offers
            or imported.skipped
            or not all(one.now for one in imported.settings)
        ):
            worst = Exit.IN_PART
        if options.json:
            _tell_as_json(imported, output)
        elif not options.quiet:
            for line in _came(imported):
                output.text(line)
        if not options.json:
            for line in _differently(imported):
                output.complain(line)
            for offer in imported.page_offers:
                recipes.print_offer(offer, output)
            if imported.programs:
                words = "only config.toml names a program; to have these as feeds, copy into it:"
                output.complain(words, imported.programs)
        if options.read:
            _mark_read(library, imported)

    done = for_each(targets, bring_in, output)
    group_new_articles(library, output, quiet=options.quiet or options.json)
    return max(done, worst)


def _feed_number(text: str) -> int:
    """Return the number of a feed, `LISTED` for `list`. Raises ArgumentTypeError for all else."""
    return LISTED if text == "list" else positive_number(text)


def _offer(library: Library, target: str, number: int) -> Offer:
    """Return a feed of a site by its number. Raises UsageError where it has no such feed."""
    offers = library.offers(target)
    if not offers:
        raise UsageError(f"{target}: is of no site that qreader knows: leave out --feed")
    if number > len(offers):
        raise UsageError(f"{target}: there are {len(offers)}; `--feed list` lists them")
    return offers[number - 1]


def _list_offers(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the feeds of a site, each with its number; nothing is added."""
    (target,) = options.targets
    offers = library.offers(target)
    if options.json:
        output.json_document(json_output.offer_object(one) for one in offers)
        return Exit.DONE
    for one in offers:
        output.text(f"{one.number}  {one.what}: {one.url}")
    if not offers:
        output.text(f"{target}: is of no site that qreader knows; `qreader add` looks for its feed")
    return Exit.DONE


def _mark_read(library: Library, imported: Imported) -> None:
    """Mark the present articles of a source read, without those that were stored before."""
    if not imported.is_source:
        raise UsageError("--read is for what is fetched now: of a list nothing is yet")
    for added in imported.added:
        if not added.already and not added.back:
            feed = library.feeds.one(added.feed_id)
            for one in library.feeds.all():
                # a mailbox's newsletters have feeds of their own
                if one == feed or (feed.is_local and one.url.startswith(f"{feed.url}#")):
                    library.mark(library.lists.all_ids(Query(feed_id=one.id)), read=True)


def _tell_as_json(imported: Imported, output: Output) -> None:
    if not imported.is_source:
        output.json_line(json_output.imported_object(imported))
        return
    for added in imported.added:
        output.json_line(json_output.added_object(added))
    for offer in imported.page_offers:
        output.json_line({"offer": json_output.page_offer_object(offer)})


def refresh(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Fetch feeds, and print the results."""
    chosen = [FeedId(number) for number in options.ids]
    for feed_id in chosen:
        library.feeds.one(feed_id)  # an unknown number must fail before anything is fetched
    total = len(chosen) if chosen else len(library.feeds.all())
    if options.json:
        return _refresh_as_json(library, chosen, output, only_due=options.due)
    from qreader.cli.progress import Progress

    skipped = "" if chosen else library.skipped(only_due=options.due)
    feeds = new = changed = failed = 0
    with Progress(output, "feeds", total, quiet=options.quiet) as progress:
        for refreshed in library.refresh(chosen or None, only_due=options.due):
            progress.advance(refreshed.feed, refreshed.error)
            feeds += 1
            new += refreshed.new
            changed += refreshed.changed
            failed += refreshed.error is not None
    is_offline = feeds and not chosen and library.refreshes.freshness().offline_since is not None
    pages = pictures = 0
    if is_offline:
        output.complain("no network: the feeds wait, and the cache is as it was")
    else:
        pages, _ = _fetch_pages(library, None, output, quiet=options.quiet, say_failures=False)
        pictures = library.fetch_pictures()
    _tell_news(library, output)
    group_new_articles(library, output, quiet=options.quiet)
    keep_up(library, output, quiet=options.quiet)
    if not options.quiet:
        came = f", {counted(pages, 'full text')}" if pages else ""
        came += f", {counted(pictures, 'picture')}" if pictures else ""
        not_asked = f"; not asked: {skipped}" if skipped else ""
        output.text(
            f"{counted(feeds, 'feed')}: {new} new, {changed} changed, {failed} failed"
            f"{came}{not_asked}"
        )
    _answer_news(library, output, quiet=options.quiet)
    return Exit.IN_PART if failed else Exit.DONE


def _refresh_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ids", metavar="FEED_ID", type=positive_number, nargs="*", help="else all feeds"
    )
    parser.add_argument("--due", action="store_true", help="only those that are due: for a timer")
    add_quiet(parser)
    add_json(parser, "a line of JSON for each feed as it is stored")


def fetch(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Fetch the pages of articles, or those on the want list."""
    if bool(options.ids) == options.want:
        raise UsageError("say which articles: their numbers, or --want for all that are wanted")
    failed_links = 0
    if options.want:
        links = [feed.id for feed in library.wanted_links()]
        for refreshed in library.refresh(links) if links else ():
            if refreshed.error is not None:
                output.complain(f"{refreshed.feed}: {refreshed.error}")
                failed_links += 1
    ids = [ArticleId(number) for number in options.ids] if options.ids else None
    if options.json:
        failed = 0
        for paged in library.fetch_pages(ids):
            output.json_line(json_output.paged_object(paged))
            failed += paged.error is not None
        group_new_articles(library, output, quiet=True)
        return Exit.IN_PART if failed or failed_links else Exit.DONE
    fetched, failed = _fetch_pages(library, ids, output, quiet=options.quiet, say_failures=True)
    group_new_articles(library, output, quiet=options.quiet)
    if not options.quiet:
        output.text(f"{counted(fetched, 'full text')}, {failed + failed_links} failed")
    return Exit.IN_PART if failed or failed_links else Exit.DONE


def _fetch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", type=positive_number, nargs="*", help="of an article")
    parser.add_argument("--want", action="store_true", help="all that are on the want list")
    add_quiet(parser)
    add_json(parser, "a line of JSON for each page")


def _fetch_pages(
    library: Library,
    ids: list[ArticleId] | None,
    output: Output,
    *,
    quiet: bool,
    say_failures: bool,
) -> tuple[int, int]:
    """Fetch pages; return how many replaced an article's text, and how many failed."""
    from qreader.cli.progress import Progress

    fetched = failed = 0
    total = len(library.wanted()) if ids is None else len(ids)
    if not total:
        return 0, 0
    with Progress(output, "pages", total, quiet=quiet) as progress:
        for paged in library.fetch_pages(ids):
            progress.advance(paged.title, paged.error if say_failures else None)
            failed += paged.error is not None
            fetched += paged.error is None
    return fetched, failed


def _refresh_as_json(
    library: Library, chosen: list[FeedId], output: Output, *, only_due: bool
) -> Exit:
    worst = Exit.DONE
    for refreshed in library.refresh(chosen or None, only_due=only_due):
        output.json_line(json_output.refreshed_object(refreshed))
        if refreshed.error is not None:
            worst = Exit.IN_PART
    if chosen or library.refreshes.freshness().offline_since is None:
        _fetch_pages(library, None, output, quiet=True, say_failures=False)
        library.fetch_pictures()
    _tell_news(library, output)
    group_new_articles(library, output, quiet=True)
    keep_up(library, output, quiet=True)
    _answer_news(library, output, quiet=True)
    return worst


def _tell_news(library: Library, output: Output) -> None:
    """Run the hooks; a failed one is reported, and is no failure of the refresh."""
    for failure in library.tell_news().failures:
        output.complain(failure)


def _answer_news(library: Library, output: Output, *, quiet: bool) -> None:
    """Have the programs of hooks answer to new articles: last, for it may take long."""
    if not any(hook.send for hook in library.config.hook):
        return
    from qreader import asking
    from qreader.cli.progress import Progress

    failures = []
    with Progress(output, "answers", 0, quiet=quiet) as progress:
        for at, done in enumerate(asking.answer_news(library), start=1):
            progress.show(at, at + done.left)
            failures += [done.failure] if done.failure else []
    for failure in failures:
        output.complain(failure)


def mark(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Set or clear the marks of the options on each article."""
    wishes = {name: getattr(options, name) for name in ("read", "starred", "later", "hidden")}
    tags = options.tags or options.untags
    if all(wish is None for wish in wishes.values()) and not tags:
        raise UsageError(
            "nothing to mark with: say --read, --star, --later, --hide, their opposites, or --tag"
        )
    known = {row.id for row in library.articles.rows([ArticleId(number) for number in options.ids])}

    def check(number: int) -> None:
        if number not in known:
            raise NotFoundError(f"no article has the number {number}", number)

    changed = {*library.mark(sorted(known), **wishes)}
    if tags:
        changed |= {*library.tag(sorted(known), options.tags, options.untags)}
    if options.json:
        output.json_line({"changed": tuple(sorted(changed))})
    else:
        output.text(f"{counted(len(changed), 'article')} changed")
    return for_each(options.ids, check, output)


def _mark_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", type=positive_number, nargs="+", help="of an article")
    for name, yes, no in (
        ("read", "--read", "--unread"),
        ("starred", "--star", "--unstar"),
        ("later", "--later", "--not-later"),
        ("hidden", "--hide", "--show"),
    ):
        either = parser.add_mutually_exclusive_group()
        either.add_argument(yes, dest=name, action="store_const", const=True)
        either.add_argument(no, dest=name, action="store_const", const=False)
    for name, option, does in (("tags", "--tag", "give it"), ("untags", "--untag", "take away")):
        parser.add_argument(
            option, dest=name, metavar="NAME", action="append", default=[], help=f"{does} a tag"
        )
    add_json(parser, "one JSON object")


def undo(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Undo the last action in the reader, and print what it was."""
    undone = library.undo()
    if options.json:
        output.json_line(json_output.undone_object(undone))
    elif undone is None:
        output.text("nothing to undo")
    else:
        from qreader.render.undone import undone_line  # imports all of rendering

        output.text(undone_line(undone, library.now()))
    return Exit.DONE


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser, "one JSON object")


def _came(imported: Imported) -> Iterator[str]:
    """Yield the lines that report an import, one for each kind of result."""
    if imported.is_source:
        for added in imported.added:
            yield from _source_came(added)
        return
    if imported.settings:
        yield from _settings_came(imported.settings)
        return
    before = sum(one.already for one in imported.added)
    there = f", {before} there before" if before else ""
    if imported.added:
        new = counted(len(imported.added) - before, "feed")
        yield f"{new} added{there}; `qreader refresh` brings the articles"
        if imported.updated:
            yield f"{counted(imported.updated, 'feed')} renamed or moved as the list has it"
    else:
        came = counted(imported.articles, "article")
        yield f"{came} came along; {imported.read} marked read, {imported.starred} starred"
    if imported.searches:
        saved = "1 search" if imported.searches == 1 else f"{imported.searches} searches"
        yield f"{saved} saved from query feeds; `qreader searches` shows them"
    if imported.rules:
        yield f"{counted(imported.rules, 'rule')} for tags; `qreader rules` shows them"


def _differently(imported: Imported) -> Iterator[str]:
    """Yield a line for each part that did not come along as it was."""
    for line in imported.skipped:
        yield f"left out: {line}"
    for line in imported.otherwise:
        yield f"not the same here: {line}"
    yield from imported.differs
    if imported.differs:
        yield "`--update` makes it as the list has it"
    for one in imported.settings:
        if not one.now:
            yield f"left out: {one.line} ({one.place}): {one.said}"


def _settings_came(settings: Sequence[CameAlong]) -> Iterator[str]:
    came = [one for one in settings if one.now]
    new = sum(one.is_new for one in came)
    yield f"{len(came)} of {counted(len(settings), 'line')} came along, {new} of them new here:"
    for one in came:
        differs = f" ({one.said})" if one.said else ""
        yield f"  {one.line}: {one.now}{differs}"


def _source_came(added: Added) -> Iterator[str]:
    before = ", there before" if added.already else ""
    before += f", back with {counted(added.back, 'article')}" if added.back else ""
    yield f"{added.feed}: {counted(added.new, 'new article')}{before} (feed {added.feed_id})"
    if added.others:
        others = (
            f"{one.what} (--feed {one.number})" if one.number else one.url for one in added.others
        )
        yield f"also there: {', '.join(others)}"


VERBS = (
    Verb(
        "add",
        "TARGET...",
        "collect",
        "a feed, a site, an article, a file or a folder",
        _add_arguments,
        add,
        "A site is asked for its feed; a list of feeds is taken as `import` takes it. Addresses of"
        " channels, profiles, repositories and the like are known; where one has several feeds,"
        " --feed chooses.",
    ),
    Verb(
        "refresh",
        "[FEED_ID...]",
        "collect",
        "fetch the feeds, many at once",
        _refresh_arguments,
        refresh,
        "Feeds that are gone (410) or rate-limited by their server are fetched only if you name"
        " them. Ends with 1 if any failed.",
    ),
    Verb(
        "fetch",
        "[ID...]",
        "collect",
        "fetch the full text of articles from their pages",
        _fetch_arguments,
        fetch,
        "A page that shows no more than the feed changes nothing.",
    ),
    Verb(
        "mark",
        "ID...",
        "collect",
        "set or clear read, star, later",
        _mark_arguments,
        mark,
    ),
    Verb(
        "undo",
        "",
        "collect",
        "undo the last action in the reader, as u does",
        _undo_arguments,
        undo,
        "The last hundred actions are kept: marks, tags, changes of feeds, followed or muted"
        " stories, judgements. What changed since stays as it is. Commands are not undone.",
    ),
    Verb(
        "import",
        "TARGET...",
        "collect",
        "import from another reader: OPML, newsboat's files",
        _add_arguments,
        import_,
        "Takes OPML, newsboat's urls, then its cache.db (articles, read, flagged) and its config,"
        " or its folder for all three, newsraft's feeds, and Org files of elfeed-org; lists also at"
        " an address. `qreader refresh` fetches what they list. Everything else is added as"
        " by `add`.",
    ),
)
