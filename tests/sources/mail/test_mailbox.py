"""Mailboxes are recognised, read on from a mark, and left as they are."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from qreader.errors import FileError
from qreader.sources.mail import mailbox
from qreader.sources.mail.mailbox import (
    Files,
    MailboxKind,
    Stretch,
    changed_files,
    mailbox_kind,
    mailboxes_in,
    mark_after,
    read_files,
    read_mbox,
)
from qreader.text import urls


def mail(title: str, body: str = "Words.") -> bytes:
    return f"Subject: {title}\nMessage-ID: <{title}@x>\n\n{body}\n".encode()


def mbox(*titles: str, body: str = "Words.") -> bytes:
    opening = b"From a@b Tue Nov 24 12:00:00 2026\n"
    return b"".join(opening + mail(title, body) + b"\n" for title in titles)


def maildir(path: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    return path


def titles(path: Path, kind: MailboxKind = MailboxKind.MAILDIR) -> set[str]:
    files = tuple(changed_files(path, kind, 0))
    return {one.entry.title for one in read_files(Files(urls.file_url(path), files))}


def test_mailboxes_are_recognised_by_what_they_hold(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    assert mailbox_kind(folder) is None
    (folder / "a.eml").write_bytes(mail("a"))
    (tmp_path / "box").write_bytes(mbox("a"))
    (tmp_path / "letter.txt").write_text("From here on, all is well.\n\nYours: Tom")
    os.mkfifo(tmp_path / "pipe")
    assert mailbox_kind(folder) is MailboxKind.FOLDER
    assert mailbox_kind(folder / "a.eml") is MailboxKind.FILE
    assert mailbox_kind(maildir(tmp_path / "mail")) is MailboxKind.MAILDIR
    assert mailbox_kind(tmp_path / "box") is MailboxKind.MBOX
    assert mailbox_kind(tmp_path / "letter.txt") is None
    assert mailbox_kind(tmp_path / "pipe") is None
    assert mailbox_kind(tmp_path / "missing") is None
    assert mailboxes_in(tmp_path) == ["mail"]


def test_a_maildir_is_its_new_and_read_messages_without_links_and_pipes(tmp_path: Path) -> None:
    box = maildir(tmp_path / "mail")
    (box / "new" / "1.host").write_bytes(mail("new"))
    (box / "cur" / "2.host:2,S").write_bytes(mail("read"))
    (box / "tmp" / "3.host").write_bytes(mail("half"))
    (tmp_path / "secret").write_bytes(mail("secret"))
    (box / "cur" / "4.host:2,").symlink_to(tmp_path / "secret")
    os.mkfifo(box / "cur" / "5.host:2,")
    (box / "cur" / "6.host:2,").write_bytes(b"")
    assert titles(box) == {"new", "read"}


def test_a_folder_is_its_eml_files_and_those_below(tmp_path: Path) -> None:
    for name in ("a.eml", "in/b.EML", "in/notes.txt", ".hidden/c.eml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(mail(path.stem))
    assert titles(tmp_path, MailboxKind.FOLDER) == {"a", "b"}


def test_only_what_changed_after_a_mark_is_read(tmp_path: Path) -> None:
    box = maildir(tmp_path / "mail")
    (box / "new" / "1").write_bytes(mail("a"))
    files = changed_files(box, MailboxKind.MAILDIR, 0)
    later = time.time_ns() + 60 * 10**9
    mark = mark_after(files, 1, later)
    assert changed_files(box, MailboxKind.MAILDIR, mark) == []
    (box / "new" / "1").rename(box / "cur" / "1:2,S")
    os.utime(box / "cur" / "1:2,S", (0, 0))  # the date of a message says nothing of its arrival
    assert [Path(one.path).name for one in changed_files(box, MailboxKind.MAILDIR, mark)] == [
        "1:2,S"
    ]


def test_a_mark_is_never_so_young_that_a_message_could_share_its_time(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail("a"))
    files = changed_files(tmp_path, MailboxKind.FOLDER, 0)
    assert mark_after(files, 1, files[0].changed_ns) < files[0].changed_ns
    assert mark_after([*files, *files], 1, files[0].changed_ns * 2) == files[0].changed_ns - 1


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for the superuser")
def test_an_unreadable_message_is_left_out_and_an_unreadable_mailbox_says_so(
    tmp_path: Path,
) -> None:
    box = maildir(tmp_path / "mail")
    (box / "new" / "1").write_bytes(mail("a"))
    (box / "new" / "2").write_bytes(mail("b"))
    (box / "new" / "1").chmod(0)
    assert titles(box) == {"b"}
    (box / "new").chmod(0)
    try:
        with pytest.raises(FileError, match="cannot be read"):
            changed_files(box, MailboxKind.MAILDIR, 0)
    finally:
        (box / "new").chmod(0o700)


def test_a_message_that_is_too_large_keeps_its_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MAX_MESSAGE_BYTES", 5_000)
    (tmp_path / "a.eml").write_bytes(mail("large", "x" * 6_000))
    files = tuple(changed_files(tmp_path, MailboxKind.FOLDER, 0))
    entry = read_files(Files("", files))[0].entry
    assert (entry.title, "larger than 50 MB" in (entry.body_html or "")) == ("large", True)
    (tmp_path / "box").write_bytes(mbox("large", body="line\n" * 2_000) + mbox("small"))
    read = read_mbox(Stretch(urls.file_url(tmp_path / "box")))
    assert [one.entry.title for one in read.letters] == ["large", "small"]
    assert "larger than 50 MB" in (read.letters[0].entry.body_html or "")
    assert "larger than" not in (read.letters[1].entry.body_html or "")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a minute have passed since files were written."""
    monkeypatch.setattr(mailbox, "time_ns", lambda: time.time_ns() + 60 * 10**9)


def test_a_last_message_that_is_being_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(mbox("a", "b").rstrip() + b" and")
    read = read_mbox(Stretch(urls.file_url(path)))
    with path.open("ab") as file:
        file.write(b" more.\n\n" + mbox("c"))
    again = read_mbox(Stretch(urls.file_url(path), read.offset, read.check))
    assert [one.entry.title for one in again.letters] == ["b", "c"]
    assert "Words. and more." in (again.letters[0].entry.body_html or "")


@pytest.mark.usefixtures("later")
def test_an_mbox_is_read_on_from_an_offset(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(mbox("a", "b", "c"))
    first = read_mbox(Stretch(urls.file_url(path), limit=2))
    assert ([one.entry.title for one in first.letters], first.is_end) == (["a", "b"], False)
    second = read_mbox(Stretch(urls.file_url(path), first.offset, first.check))
    assert ([one.entry.title for one in second.letters], second.is_end) == (["c"], True)
    with path.open("ab") as file:
        file.write(mbox("d"))
    third = read_mbox(Stretch(urls.file_url(path), second.offset, second.check))
    assert [one.entry.title for one in third.letters] == ["d"]


def test_an_mbox_that_was_written_anew_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(mbox("a", "b"))
    read = read_mbox(Stretch(urls.file_url(path)))
    path.write_bytes(mbox("b"))
    again = read_mbox(Stretch(urls.file_url(path), read.offset, read.check))
    assert [one.entry.title for one in again.letters] == ["b"]


def test_from_at_the_start_of_a_line_is_no_new_message(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(
        mbox("a", body="Well.\n\n>From here on\n>>From there\nFrom the sea\n\nFrom Tom, too")
    )
    entry = read_mbox(Stretch(urls.file_url(path))).letters[0].entry
    text = entry.body_html or ""
    assert "From here on" in text
    assert "&gt;From here" not in text
    assert "&gt;From there" in text
    assert "From the sea" in text
    assert "From Tom, too" in text


def test_a_separator_may_say_no_more_than_from(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(
        b"From \r\n" + mail("a") + b"\n" + b"From - Tue Nov 24 12:00:00 2026\n" + mail("b")
    )
    assert mailbox_kind(path) is MailboxKind.MBOX
    assert [one.entry.title for one in read_mbox(Stretch(urls.file_url(path))).letters] == [
        "a",
        "b",
    ]


def test_a_message_in_two_copies_is_one(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(mbox("a", "a"))
    assert len(read_mbox(Stretch(urls.file_url(tmp_path / "box"))).letters) == 1
