"""A mailbox is taken in once, only what is new is read, and nothing in it changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from qreader.collect import mail, refresh
from qreader.collect.mail import batches, mailbox_title
from qreader.collect.subscribe import Source, find
from qreader.errors import FileError, ParseError
from qreader.process.sandbox import Sandbox
from qreader.sources.mail import mailbox
from qreader.sources.mail.mailbox import Files, MailboxKind, Stretch
from qreader.sources.web.fetch import Fetcher
from qreader.text import urls
from refresh_world import NOW, World


def letter(title: str, body: str = "Words.") -> bytes:
    return (
        f"From: Tide Letter <t@example.org>\nSubject: {title}\nMessage-ID: <{title}@x>\n"
        f"Date: Tue, 24 Nov 2026 10:00:00 +0000\n\n{body}\n"
    ).encode()


def in_mbox(*titles: str) -> bytes:
    return b"".join(b"From t@x Tue Nov 24 12:00:00 2026\n" + letter(one) + b"\n" for one in titles)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "letters"
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    (path / "new" / "1.host").write_bytes(letter("a"))
    (path / "cur" / "2.host:2,S").write_bytes(letter("b"))
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a minute have passed since files were written."""
    for module in (mail, mailbox):
        monkeypatch.setattr(module, "time_ns", lambda: time.time_ns() + 60 * 10**9)


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return all of a folder that a mail program could see changed."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


class Counting:
    """A sandbox that counts the messages it reads, and gives up at some."""

    def __init__(self, sandbox: Sandbox, hard: str = "") -> None:
        self.sandbox = sandbox
        self.hard = hard
        self.read = 0
        self.calls = 0

    def call(self, function: Callable[[Any], Any], part: Files | Stretch) -> Any:
        self.calls += 1
        answer = self.sandbox.call(function, part)
        letters = answer[0] if isinstance(part, Files) else answer[0].letters
        if not part.head_only and any(one.entry.title == self.hard for one in letters):
            raise ParseError("took longer than 15 s to read", part.url)
        self.read += len(letters)
        return answer


def test_a_mailbox_is_taken_in_and_left_as_it_was(world: World, box: Path) -> None:
    before = state(box)
    world.subscribe(urls.file_url(box))
    (done,) = world.run().values()
    assert (done.new, done.error) == (2, None)
    assert world.titles() == {"a", "b"}
    assert world.feed().title == "letters"
    assert state(box) == before


def newsletter(title: str, who: str) -> bytes:
    head = f"From: {who} <n@{who}>\nList-Unsubscribe: <https://{who}/leave>".encode()
    return letter(title).replace(b"From: Tide Letter <t@example.org>", head)


def test_each_newsletter_of_a_mailbox_is_a_feed(world: World, box: Path) -> None:
    for number, who in enumerate(("paper.example", "gazette.example", "paper.example")):
        (box / "new" / f"n{number}.host").write_bytes(newsletter(f"issue {number}", who))
    world.subscribe(urls.file_url(box))
    (done,) = world.run().values()
    assert (done.new, done.error) == (5, None)
    feeds = {feed.title: feed for feed in world.store.feeds.all()}
    counts = {name: feed.articles for name, feed in feeds.items()}
    assert counts == {"letters": 2, "paper.example": 2, "gazette.example": 1}
    assert feeds["paper.example"].folder == feeds["gazette.example"].folder == "letters"
    assert {one.error for one in world.run().values()} == {None}
    assert len(world.store.feeds.all()) == 3


def test_a_newsletter_that_was_unsubscribed_takes_nothing_in(world: World, box: Path) -> None:
    (box / "new" / "n1.host").write_bytes(newsletter("issue 1", "paper.example"))
    world.subscribe(urls.file_url(box))
    world.run()
    (paper,) = (feed for feed in world.store.feeds.all() if "#" in feed.url)
    world.store.removed.remove(paper.id, now=NOW)
    (box / "new" / "n2.host").write_bytes(newsletter("issue 2", "paper.example"))
    (box / "new" / "n3.host").write_bytes(newsletter("issue 3", "gazette.example"))
    world.run()
    titles = {feed.title for feed in world.store.feeds.all()}
    assert titles == {"letters", "gazette.example"}


def test_a_newsletter_that_was_unsubscribed_stays_so_for_ever(world: World, box: Path) -> None:
    (box / "new" / "n1.host").write_bytes(newsletter("issue 1", "paper.example"))
    world.subscribe(urls.file_url(box))
    world.run()
    (paper,) = (feed for feed in world.store.feeds.all() if "#" in feed.url)
    world.store.removed.remove(paper.id, now=NOW)
    later = NOW + timedelta(days=90)
    while world.store.removed.let_go(10, now=later):
        pass
    assert not world.store.removed.any_to_let_go(now=later)
    (box / "new" / "n2.host").write_bytes(newsletter("issue 2", "paper.example"))
    world.run()
    assert {feed.title for feed in world.store.feeds.all()} == {"letters"}


def test_senders_with_a_new_name_each_time_make_no_feeds_without_end(
    world: World, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "MAX_NEWSLETTERS", 2)
    for number in range(5):
        message = newsletter(f"issue {number}", f"paper{number}.example")
        (box / "new" / f"n{number}.host").write_bytes(message)
    world.subscribe(urls.file_url(box))
    (done,) = world.run().values()
    assert done.new == 7
    assert sorted(feed.articles for feed in world.store.feeds.all()) == [1, 1, 5]


@pytest.mark.usefixtures("later")
def test_a_second_refresh_reads_only_what_is_new(world: World, box: Path) -> None:
    world.subscribe(urls.file_url(box))
    world.run()
    counting = Counting(world.refresh.sandbox)
    kind = MailboxKind.MAILDIR

    def read() -> int:
        counting.read = 0
        mark = world.feed().validators.etag
        assert mark is not None
        list(batches(cast("Sandbox", counting), box, kind, mark))
        return counting.read

    assert read() == 0
    assert [done.new for done in world.run().values()] == [0]
    (box / "new" / "3.host").write_bytes(letter("c"))
    assert read() == 1
    assert [done.new for done in world.run().values()] == [1]
    assert read() == 0


@pytest.mark.usefixtures("later")
def test_a_message_that_is_marked_read_elsewhere_stays_one_article(world: World, box: Path) -> None:
    world.subscribe(urls.file_url(box))
    world.run()
    (box / "new" / "1.host").rename(box / "cur" / "1.host:2,RS")
    (done,) = world.run().values()
    assert (done.new, done.changed) == (0, 0)
    assert len(world.titles()) == 2


def test_messages_too_young_for_a_mark_are_read_twice_and_kept_once(
    world: World, box: Path
) -> None:
    world.subscribe(urls.file_url(box))
    world.run()
    (done,) = world.run().values()
    assert (done.new, done.changed, done.error) == (0, 0, None)


def test_what_is_deleted_in_the_mailbox_stays_in_the_cache(world: World, box: Path) -> None:
    world.subscribe(urls.file_url(box))
    world.run()
    (box / "new" / "1.host").unlink()
    world.run()
    assert world.titles() == {"a", "b"}


def test_an_mbox_grows(world: World, tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(in_mbox("a", "b"))
    world.subscribe(urls.file_url(path))
    assert [done.new for done in world.run().values()] == [2]
    with path.open("ab") as file:
        file.write(in_mbox("c"))
    counting = Counting(world.refresh.sandbox)
    sandbox = cast("Sandbox", counting)
    list(batches(sandbox, path, MailboxKind.MBOX, world.feed().validators.etag))
    assert counting.read == 2  # the last message could have grown
    assert [done.new for done in world.run().values()] == [1]
    path.write_bytes(in_mbox("b", "d"))
    assert [done.new for done in world.run().values()] == [1]
    assert world.titles() == {"a", "b", "c", "d"}


def test_a_folder_of_messages_is_a_mailbox(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.eml").write_bytes(letter("a"))
    world.subscribe(urls.file_url(folder), urls.file_url(folder / "a.eml"))
    assert [done.new for done in world.run().values()] == [1, 1]


def test_a_mailbox_that_is_gone_says_so(world: World, box: Path) -> None:
    world.subscribe(urls.file_url(box))
    world.run()
    box.rename(box.with_name("elsewhere"))
    (done,) = world.run().values()
    assert "does not exist" in (done.error or "")
    assert len(world.titles()) == 2


@pytest.mark.parametrize("kind", [MailboxKind.FOLDER, MailboxKind.MBOX])
def test_a_message_that_cannot_be_read_costs_only_its_own_text(
    sandbox: Sandbox, tmp_path: Path, kind: MailboxKind
) -> None:
    names = [f"m{number}" for number in range(40)]
    path = tmp_path / "box"
    if kind is MailboxKind.MBOX:
        path.write_bytes(in_mbox(*names))
    else:
        path.mkdir()
        for name in names:
            (path / f"{name}.eml").write_bytes(letter(name))
    counting = Counting(sandbox, hard="m17")
    found = [
        (entry.title, digest.text)
        for batch in batches(cast("Sandbox", counting), path, kind, None)
        for entry, digest in batch.texts.items()
    ]
    assert sorted(title for title, _ in found) == sorted(names)
    assert "takes too long" in dict(found)["m17"]
    assert all(text == "Words." for title, text in found if title != "m17")
    assert counting.calls < 60


def test_a_reading_that_is_given_up_goes_on_where_it_was(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "BATCH_MESSAGES", 2)
    monkeypatch.setattr(mail, "time_ns", lambda: time.time_ns() + 60 * 10**9)
    for number in range(5):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(letter(f"m{number}"))
        time.sleep(0.01)  # so that no two share a time of the file system
    reading = batches(sandbox, tmp_path, MailboxKind.FOLDER, None)
    first = next(reading)
    rest = [
        entry.title
        for batch in batches(sandbox, tmp_path, MailboxKind.FOLDER, first.mark)
        for entry in batch.texts
    ]
    assert [entry.title for entry in first.texts] == ["m0", "m1"]
    assert rest[-3:] == ["m2", "m3", "m4"]


def test_a_mailbox_is_found_and_its_messages_are_left_for_later(
    sandbox: Sandbox, box: Path
) -> None:
    fetcher = Fetcher(seconds=1)
    found = find(str(box), None, fetcher, sandbox)
    assert isinstance(found, Source)
    assert (found.is_mailbox, found.parsed.title) == (True, "letters")
    assert found.subscription.folder == "letters"  # where its newsletters come, too
    named = find(str(box), "Mail", fetcher, sandbox)
    assert isinstance(named, Source)
    assert named.subscription.folder == "Mail"
    with pytest.raises(FileError, match="one by one: letters"):
        find(str(box.parent), None, fetcher, sandbox)
    (box.parent / "note.md").write_text("# A note\n\nWords.")
    beside = find(str(box.parent), None, fetcher, sandbox)
    assert isinstance(beside, Source)
    assert [entry.title for entry in beside.parsed.entries] == ["A note"]
    fetcher.close()


def test_a_maildir_subfolder_is_named_without_its_dot() -> None:
    assert mailbox_title(Path("/mail/.Lists.Rust")) == "Lists.Rust"
    assert mailbox_title(Path("/mail/tide\x1b[31m")) == "tide"


def test_a_mark_of_another_kind_is_no_mark(sandbox: Sandbox, box: Path) -> None:
    (batch,) = batches(sandbox, box, MailboxKind.MAILDIR, "mbox 17 abc")
    assert len(batch.texts) == 2
    assert not any((box / "tmp").iterdir())


def test_all_is_read_again_when_the_clock_was_put_back(sandbox: Sandbox, box: Path) -> None:
    mark = f"files {time.time_ns() + 10**12}"
    (batch,) = batches(sandbox, box, MailboxKind.MAILDIR, mark)
    assert len(batch.texts) == 2
    assert int(batch.mark.split()[1]) < time.time_ns()
