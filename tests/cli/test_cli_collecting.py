"""The verbs that change the cache: add, refresh, mark, remove, import, export."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from gazette import BREAD, MOON, MOON_AGAIN, Item, Run, id_of, rss

from loopback import Loopback, Reply


def test_add_says_what_came_in(run: Run, feed_file: Path) -> None:
    result = run("add", str(feed_file))
    assert (result.code, result.err) == (0, "")
    assert result.out == "Tarnholt Gazette: 3 new articles (feed 1)\n"


def test_adding_twice_says_so_and_stores_nothing_twice(filled: Run, feed_file: Path) -> None:
    result = filled("add", str(feed_file))
    assert result.out == "Tarnholt Gazette: 0 new articles, there before (feed 1)\n"
    assert len(filled("list", "--json").document) == 3


def test_what_a_new_feed_has_by_now_can_begin_as_read(run: Run, feed_file: Path) -> None:
    assert run("add", str(feed_file), "--read").out == "Tarnholt Gazette: 3 new articles (feed 1)\n"
    assert run("list", "is:unread", "--json").document == []
    number = str(id_of(run, "moon-1"))
    run("mark", number, "--unread")
    run("add", str(feed_file), "--read")
    assert len(run("list", "is:unread", "--json").document) == 1, "it was there before"


def test_of_a_list_nothing_can_begin_as_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.opml").write_text(OPML)
    result = run("add", str(tmp_path / "a.opml"), "--read")
    assert (result.code, result.out[:13]) == (2, "2 feeds added")
    assert "--read is for what is fetched now" in result.err


def test_add_can_be_quiet(run: Run, feed_file: Path) -> None:
    result = run("add", "--quiet", str(feed_file))
    assert (result.code, result.out, result.err) == (0, "", "")


def test_add_puts_a_feed_in_a_folder(run: Run, feed_file: Path) -> None:
    run("add", str(feed_file), "--folder", "World")
    assert run("feeds", "--json").document[0]["folder"] == "World"


def test_a_source_that_fails_stops_no_other(run: Run, feed_file: Path, tmp_path: Path) -> None:
    result = run("add", str(tmp_path / "gone.xml"), str(feed_file))
    assert result.code == 1
    assert "3 new articles" in result.out
    assert result.err.startswith("qreader: ")
    assert "gone.xml" in result.err
    assert result.err.count("\n") == 1


def test_refresh_says_the_sum(filled: Run, feed_file: Path) -> None:
    feed_file.write_text(
        rss(
            "Tarnholt Gazette",
            Item("new-1", "A new thing"),
            MOON,
            Item("moon-2", MOON_AGAIN.title, "<p>Another text altogether.</p>"),
            BREAD,
        ),
        encoding="utf-8",
    )
    result = filled("refresh")
    assert (result.code, result.err) == (0, "")
    assert result.out == "1 feed: 1 new, 1 changed, 0 failed\n"


def test_refresh_as_json_has_a_line_for_each_feed(filled: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text(rss("Other", BREAD), encoding="utf-8")
    filled("add", str(other))
    result = filled("refresh", "--json")
    assert result.code == 0
    assert sorted(result.documents, key=lambda line: line["feed"]) == [
        {"feed": "Other", "new": 0, "changed": 0, "error": None},
        {"feed": "Tarnholt Gazette", "new": 0, "changed": 0, "error": None},
    ]


def test_a_feed_that_fails_is_one_line_and_exit_code_1(filled: Run, feed_file: Path) -> None:
    feed_file.unlink()
    result = filled("refresh")
    assert result.code == 1
    assert result.out == "1 feed: 0 new, 0 changed, 1 failed\n"
    assert result.err.startswith("qreader: Tarnholt Gazette: ")
    assert result.err.count("\n") == 1
    assert len(filled("list", "--json").document) == 3


def test_a_failed_feed_in_json_carries_its_error(filled: Run, feed_file: Path) -> None:
    feed_file.unlink()
    result = filled("refresh", "--json")
    assert (result.code, result.err) == (1, "")
    assert "gazette.xml" in result.documents[0]["error"]
    assert filled("feeds", "--json").document[0]["error"] == result.documents[0]["error"]
    assert "gazette.xml" in filled("feeds").out.splitlines()[2]


def test_a_quiet_refresh_prints_failures_only(filled: Run, feed_file: Path) -> None:
    assert filled("refresh", "-q").out == ""
    feed_file.unlink()
    result = filled("refresh", "-q")
    assert (result.code, result.out) == (1, "")
    assert "gazette.xml" in result.err


def test_refresh_of_chosen_feeds_leaves_the_others_alone(filled: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text(rss("Other", BREAD), encoding="utf-8")
    filled("add", str(other))
    number = next(f["id"] for f in filled("feeds", "--json").document if f["title"] == "Other")
    assert [line["feed"] for line in filled("refresh", str(number), "--json").documents] == [
        "Other"
    ]


def test_refresh_of_an_unknown_feed_is_refused_before_any_work(filled: Run) -> None:
    result = filled("refresh", "1", "4711")
    assert (result.code, result.out) == (2, "")
    assert "4711" in result.err


def test_refresh_without_feeds_says_so(run: Run) -> None:
    result = run("refresh")
    assert result.code == 0
    assert result.out == "0 feeds: 0 new, 0 changed, 0 failed\n"


def test_marks_are_set_and_cleared(filled: Run) -> None:
    number = str(id_of(filled, "bread-1"))
    assert filled("mark", number, "--read", "--star", "--later").out == "1 article changed\n"
    row = next(r for r in filled("list", "--json").document if r["guid"] == "bread-1")
    assert (row["read"], row["starred"], row["later"]) == (True, True, True)
    filled("mark", number, "--unread", "--unstar", "--not-later")
    row = next(r for r in filled("list", "--json").document if r["guid"] == "bread-1")
    assert (row["read"], row["starred"], row["later"]) == (False, False, False)


def test_a_mark_that_changes_nothing_says_so(filled: Run) -> None:
    assert filled("mark", str(id_of(filled, "bread-1")), "--unread").out == "0 articles changed\n"


def test_a_mark_leaves_the_other_marks_alone(filled: Run) -> None:
    number = str(id_of(filled, "bread-1"))
    filled("mark", number, "--star")
    filled("mark", number, "--read")
    row = next(r for r in filled("list", "--json").document if r["guid"] == "bread-1")
    assert (row["read"], row["starred"]) == (True, True)


def test_articles_are_hidden_and_tagged(filled: Run) -> None:
    first, second, *_ = (str(row["id"]) for row in filled("list", "--json").document)
    assert filled("mark", first, "--hide").out == "1 article changed\n"
    assert first not in [str(row["id"]) for row in filled("list", "--json").document]
    filled("mark", first, "--show")
    out = filled("mark", first, second, "--tag", "sea", "--tag", "boats").out
    assert out == "2 articles changed\n"
    rows = filled("list", "--json").document
    assert [row["own_tags"] for row in rows[:2]] == [["boats", "sea"]] * 2
    filled("mark", second, "--untag", "sea", "--read")
    assert filled("list", "--json").document[1]["own_tags"] == ["boats"]


def test_a_tag_that_is_none_is_refused(filled: Run) -> None:
    first = str(filled("list", "--json").document[0]["id"])
    result = filled("mark", first, "--tag", "two words")
    assert result.code == 2
    assert "a tag is one word" in result.err


def test_a_mark_without_a_wish_is_refused(filled: Run) -> None:
    result = filled("mark", "1")
    assert result.code == 2
    assert "--read" in result.err


def test_an_unknown_article_is_named_and_the_others_are_marked(filled: Run) -> None:
    number = str(id_of(filled, "bread-1"))
    result = filled("mark", "4711", number, "--star")
    assert (result.code, result.out) == (2, "1 article changed\n")
    assert "4711" in result.err


def test_remove_says_how_the_feed_comes_back_and_restore_does_it(filled: Run) -> None:
    before = filled("list", "--json").document
    result = filled("remove", "1")
    first, how = result.out.splitlines()
    assert (result.code, first) == (0, "Tarnholt Gazette: removed with 3 articles")
    assert how.startswith("`qreader restore 1` brings it back, until 20")
    assert filled("feeds", "--json").document == []
    assert filled("list", "--json").document == []
    assert "Tarnholt Gazette  (3 articles, until" in filled("restore").out
    assert [one["id"] for one in filled("restore", "--json").document] == [1]

    assert filled("restore", "1").out == "Tarnholt Gazette: back with 3 articles\n"

    assert filled("list", "--json").document == before
    assert filled("restore").out == "no feed was removed lately\n"
    assert filled("restore", "1").code == 2


def test_remove_keeps_what_is_marked_and_says_so(filled: Run) -> None:
    filled("mark", "1", "--star")
    filled("mark", "2", "--tag", "sea")
    said = filled("remove", "1").out.splitlines()
    assert said[:2] == [
        "Tarnholt Gazette: removed with 1 article",
        "what you starred, kept for later or tagged stays: 2 articles",
    ]
    assert [row["id"] for row in filled("list", "is:starred", "--json").document] == [1]
    assert filled("show", "1").code == 0
    assert filled("show", "3").code == 2


def test_remove_takes_all_where_nothing_is_to_be_kept(filled: Run) -> None:
    filled("mark", "1", "--star")
    assert filled("remove", "1", "--keep", "none", "--json").document["kept"] == 0
    assert filled("list", "--json").document == []
    filled("restore", "1")
    assert [row["id"] for row in filled("list", "is:starred", "--json").document] == [1]


def test_remove_of_an_unknown_feed_is_refused(filled: Run) -> None:
    assert filled("remove", "4711").code == 2
    assert len(filled("feeds", "--json").document) == 1


OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Science">
<outline type="rss" text="One" xmlUrl="https://one.example/feed"/>
<outline type="rss" text="Two" xmlUrl="https://two.example/feed"/></outline></body></opml>"""


def test_import_subscribes_and_fetches_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "subscriptions.opml"
    file.write_text(OPML, encoding="utf-8")
    result = run("import", str(file))
    assert (result.code, result.err) == (0, "")
    assert result.out == "2 feeds added; `qreader refresh` brings the articles\n"
    feeds = run("feeds", "--json").document
    assert [feed["url"] for feed in feeds] == [
        "https://one.example/feed",
        "https://two.example/feed",
    ]
    assert {feed["folder"] for feed in feeds} == {"Science"}
    assert {feed["checked"] for feed in feeds} == {None}


def test_importing_twice_says_what_was_there(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "subscriptions.opml"
    file.write_text(OPML, encoding="utf-8")
    run("import", str(file))
    assert "0 feeds added, 2 there before" in run("import", str(file)).out


def test_import_reads_the_urls_file_of_newsboat(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "urls"
    file.write_text('https://one.example/feed "Science"\n', encoding="utf-8")
    assert run("import", str(file)).code == 0
    assert run("feeds", "--json").document[0]["url"] == "https://one.example/feed"


def test_what_cannot_be_imported_is_named_and_the_rest_is_taken(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "urls"
    file.write_text('exec:~/bin/feed\nhttps://one.example/feed "Science"\n', encoding="utf-8")
    result = run("import", str(file))
    assert (result.code, result.out) == (1, "1 feed added; `qreader refresh` brings the articles\n")
    assert "left out: exec:~/bin/feed" in result.err
    assert f'command = ["{Path.home()}/bin/feed"]' in result.err
    assert len(run("feeds", "--json").document) == 1


@pytest.mark.parametrize("verb", ["add", "import"])
@pytest.mark.parametrize(
    ("name", "text"),
    [("l.opml", OPML), ("l.xml", OPML), ("urls", "https://one.example/\nhttp://b/\n")],
)
def test_a_list_is_the_same_to_both_verbs_wherever_it_lies(
    run: Run, tmp_path: Path, loopback: Loopback, *, verb: str, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    here = run(verb, str(tmp_path / name))
    said = "2 feeds added; `qreader refresh` brings the articles\n"
    assert (here.code, here.out, here.err) == (0, said, "")
    there = run(verb, loopback.serve(f"/{name}", text.encode()))
    assert there.out == said.replace("2 feeds added", "0 feeds added, 2 there before")
    assert len(loopback.asked) == 1, "the feeds are for the next refresh"
    (told,) = run(verb, str(tmp_path / name), "--json").documents
    assert (told["added"], told["already"], told["skipped"]) == (0, 2, [])


def test_an_import_names_what_means_something_else_here(run: Run, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text(
        'https://a.example/ "!"\n"query:Quake:title =~ \\"quake\\""\n', encoding="utf-8"
    )
    result = run("import", str(tmp_path / "urls"))

    assert result.code == 0
    assert "1 search saved from query feeds" in result.out
    assert "not the same here: https://a.example/: hidden there, shown here" in result.err
    assert "not the same here: Quake: narrowed to whole words" in result.err

    run("searches", "--remove", "Quake")
    run("searches", "--save", "quake", "volcano")
    told = run("import", str(tmp_path / "urls"), "--json").document
    assert told["searches"] == 0
    assert told["otherwise"][-1] == "Quake: there is another search of that name, which stays"


@pytest.mark.parametrize("verb", ["add", "import"])
def test_a_source_is_the_same_to_both_verbs(
    run: Run, feed_file: Path, loopback: Loopback, verb: str
) -> None:
    url = loopback.serve("/feed.xml", feed_file.read_bytes())
    assert run(verb, url).out == "Tarnholt Gazette: 3 new articles (feed 1)\n"
    said = "Tarnholt Gazette: 3 new articles (feed 2)\n"
    assert run(verb, str(feed_file), "--folder", "World").out == said
    (told,) = run(verb, url, "--json").documents
    assert told["already"]


def test_a_list_can_be_put_into_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.opml").write_text(OPML)
    run("import", str(tmp_path / "a.opml"), "--folder", "Mine")
    assert {feed["folder"] for feed in run("feeds", "--json").document} == {"Mine/Science"}


def test_a_list_from_elsewhere_names_no_file_and_no_private_network(
    run: Run, loopback: Loopback
) -> None:
    addresses = ("http://192.168.1.1/feed", "http://localhost/feed", "https://one.example/feed")
    outlines = "".join(f'<outline type="rss" xmlUrl="{url}"/>' for url in addresses)
    outlines += '<outline type="file" xmlUrl="file:///etc/passwd"/>'
    url = loopback.serve("/l.opml", f"<opml><body>{outlines}</body></opml>".encode())
    result = run("import", url)
    assert result.code == 1
    assert [feed["url"] for feed in run("feeds", "--json").document] == ["https://one.example/feed"]
    assert result.err.count("leads into a private network") == 2
    assert "file:///etc/passwd" in result.err


def test_a_file_of_words_is_a_list_to_who_imports_and_a_text_to_who_adds(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("The lamps of the quay\n\nwent out at nine.\n" * 9)
    assert "names no feed" in run("import", str(tmp_path / "note.txt")).err
    assert "1 new article" in run("add", str(tmp_path / "note.txt")).out


def test_import_of_a_missing_file_is_a_source_that_failed(run: Run, tmp_path: Path) -> None:
    result = run("import", str(tmp_path / "gone.opml"))
    assert (result.code, result.out) == (1, "")
    assert "gone.opml" in result.err


def test_what_is_exported_can_be_imported(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "a.opml", tmp_path / "b.opml"
    first.write_text(OPML, encoding="utf-8")
    run("import", str(first))
    before = run("feeds", "--json").document
    assert run("export", str(second)).out == f"2 feeds written to {second}\n"
    for feed in before:
        run("remove", str(feed["id"]))
    run("import", str(second))
    after = run("feeds", "--json").document
    assert [(f["url"], f["title"], f["folder"]) for f in after] == [
        (f["url"], f["title"], f["folder"]) for f in before
    ]


def test_export_to_standard_output_is_the_file_itself(
    run: Run, tmp_path: Path, data_dir: Path
) -> None:
    file = tmp_path / "a.opml"
    file.write_text(OPML, encoding="utf-8")
    run("import", str(file))
    said = run("export", "-").out
    urls = [node.get("xmlUrl") for node in ElementTree.fromstring(said).iter("outline")]
    assert [url for url in urls if url] == ["https://one.example/feed", "https://two.example/feed"]


@pytest.mark.parametrize("place", ["no-such-folder/a.opml", "."])
def test_export_to_where_nothing_can_be_written_is_a_sentence(
    run: Run, tmp_path: Path, place: str
) -> None:
    result = run("export", str(tmp_path / place))
    assert result.code == 1
    assert "cannot be written" in result.err


SITE = b"""<!doctype html><title>Gazette</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Welcome.</p>"""


def test_a_site_leads_to_its_feed(run: Run, loopback: Loopback) -> None:
    loopback.serve("/", SITE)
    loopback.serve("/feed.xml", rss("Over HTTP", MOON, BREAD).encode())
    result = run("add", loopback.url("/"))
    assert (result.code, result.err) == (0, "")
    assert result.out == "Over HTTP: 2 new articles (feed 1)\n"
    assert run("feeds", "--json").document[0]["url"] == loopback.url("/feed.xml")


def test_a_refresh_brings_what_is_new_from_a_server(run: Run, loopback: Loopback) -> None:
    run("add", loopback.serve("/feed.xml", rss("Over HTTP", MOON).encode(), etag='"1"'))
    loopback.serve("/feed.xml", rss("Over HTTP", MOON_AGAIN, MOON).encode(), etag='"2"')
    assert run("refresh").out == "1 feed: 1 new, 0 changed, 0 failed\n"
    assert run("refresh").out == "1 feed: 0 new, 0 changed, 0 failed\n"
    assert loopback.asked[-1].headers["if-none-match"] == '"2"'


def test_one_broken_server_stops_no_other_feed(run: Run, loopback: Loopback) -> None:
    for name in ("good", "bad"):
        run("add", loopback.serve(f"/{name}.xml", rss(name, MOON).encode()))
    loopback.serve("/good.xml", rss("good", MOON_AGAIN, MOON).encode())
    loopback.serve("/bad.xml", Reply(500, b"oh \x1b[31mno"))
    result = run("refresh")
    assert result.code == 1
    assert result.out == "2 feeds: 1 new, 0 changed, 1 failed\n"
    assert result.err.startswith("qreader: bad: ")
    assert "500" in result.err
    assert "\x1b" not in result.err


@pytest.mark.parametrize("path", ["/missing.xml", "/no-article"])
def test_an_address_that_holds_nothing_is_one_sentence(
    run: Run, loopback: Loopback, path: str
) -> None:
    loopback.serve("/no-article", b"<!doctype html><title>x</title><p>hm</p>")
    result = run("add", loopback.url(path))
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(f"qreader: {loopback.url(path)}")
    assert result.err.count("\n") == 1
    assert run("feeds", "--json").document == []


def test_a_timer_refreshes_only_what_is_due(run: Run, loopback: Loopback, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text(loopback.serve("/feed.xml", rss("Gazette", BREAD).encode()))
    run("import", str(tmp_path / "urls"))
    assert run("refresh", "--due").out == "1 feed: 1 new, 0 changed, 0 failed\n"
    assert run("refresh", "--due").out == (
        "0 feeds: 0 new, 0 changed, 0 failed; not asked: 1 not due\n"
    )
    assert run("refresh", "--due", "--json").out == ""
    assert loopback.count("/feed.xml") == 1


def test_a_feed_that_is_gone_says_so_and_is_asked_only_by_its_number(
    run: Run, loopback: Loopback, tmp_path: Path
) -> None:
    (tmp_path / "urls").write_text(loopback.serve("/feed.xml", Reply(410)))
    run("import", str(tmp_path / "urls"))
    assert run("refresh").code == 1
    assert (run("refresh").code, loopback.count("/feed.xml")) == (0, 1)
    (feed,) = run("feeds", "--json").document
    assert "410 Gone" in feed["error"]
    assert feed["next_check"] is None
    assert (run("refresh", str(feed["id"])).code, loopback.count("/feed.xml")) == (1, 2)


def test_a_hook_that_fails_is_said_and_the_refresh_is_done(
    filled: Run, data_dir: Path, feed_file: Path
) -> None:
    (data_dir / "config.toml").write_text('[[hook]]\ncommand = ["/no/such/program"]\n')
    assert filled("refresh").err == ""
    feed_file.write_text(rss("Tarnholt Gazette", Item("new-1", "Something new")), encoding="utf-8")
    result = filled("refresh")

    assert result.code == 0
    assert "hook /no/such/program: No such file" in result.err


# ---- newsboat's configuration


def test_an_import_tells_of_every_line_what_it_is_now(
    run: Run, data_dir: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "config"
    theirs.write_text("text-width 80\nreload-threads 200\ncolor info red blue\n")
    result = run("import", str(theirs))

    assert (result.code, result.out.splitlines()) == (
        1,
        [
            "2 of 3 lines came along, 2 of them new here:",
            "  text-width 80: text_width = 80",
            "  reload-threads 200: fetch_at_once = 64 (64 is the most here)",
        ],
    )
    assert result.err == (
        "qreader: left out: color info red blue (config, line 3): colours come from `theme`\n"
    )
    assert "text_width = 80" in (data_dir / "config.toml").read_text()
    assert "0 of them new here" in run("add", str(theirs)).out


def test_an_import_tells_of_every_line_as_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("text-width 80\ncolor info red blue\n")

    assert run("import", str(tmp_path / "config"), "--json").document["settings"] == [
        {
            "line": "text-width 80",
            "place": "config, line 1",
            "now": "text_width = 80",
            "said": None,
            "new": True,
        },
        {
            "line": "color info red blue",
            "place": "config, line 2",
            "now": None,
            "said": "colours come from `theme`",
            "new": False,
        },
    ]


@pytest.mark.parametrize("verb", ["add", "import"])
def test_newsboats_folder_brings_all_of_its_files(run: Run, tmp_path: Path, verb: str) -> None:
    folder = tmp_path / ".newsboat"
    folder.mkdir()
    (folder / "urls").write_text("https://one.example/feed\n")
    (folder / "config").write_text("text-width 80\n")
    (folder / "cache.db").write_bytes(b"SQLite format 3\0 and no more")
    result = run(verb, str(folder))

    assert "1 feed added" in result.out
    assert "1 of 1 line came along" in result.out
    assert "cache.db" in result.err


@pytest.mark.parametrize("verb", ["add", "import"])
def test_a_local_file_in_a_list_is_left_out_and_what_takes_it_is_said(
    run: Run, tmp_path: Path, verb: str
) -> None:
    (tmp_path / "l.opml").write_text(
        '<opml><body><outline type="rss" xmlUrl="file:///a.xml"/>'
        '<outline type="rss" xmlUrl="https://one.example/"/></body></opml>'
    )
    result = run(verb, str(tmp_path / "l.opml"))

    assert result.out.startswith("1 feed added")
    assert result.err == (
        "qreader: left out: file:///a.xml (a file: address; `qreader add FILE` takes it)\n"
    )
