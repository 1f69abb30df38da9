"""A mailbox from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gazette import Run

LETTER = "From: {0} <{0}@x.example>\nSubject: Of {0}\nMessage-ID: <{0}@x>\n{1}\nWords.\n"


def test_a_mailbox_is_added_with_its_newsletters_and_all_are_marked_read(
    run: Run, tmp_path: Path
) -> None:
    box = tmp_path / "letters"
    box.mkdir()
    (box / "a.eml").write_text(LETTER.format("tom", ""))
    (box / "b.eml").write_text(LETTER.format("paper", "List-Id: The Paper <p.example>\n"))
    assert "letters: 2 new articles" in run("add", str(box), "--read").out
    feeds = run("feeds").out
    assert "The Paper" in feeds
    assert "letters" in feeds
    assert len(run("list").out.splitlines()) == 2
    assert run("list", "--unread").out == ""


PAPERS = """From: ann@x.example
Subject: Papers
Message-ID: <a/b@x>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=cut

--cut
Content-Type: text/plain

See below.
--cut
Content-Type: application/pdf
Content-Disposition: attachment; filename="../../report.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--cut
Content-Type: application/zip
Content-Disposition: attachment; filename=broken.zip
Content-Transfer-Encoding: base64

A
--cut--
"""


@pytest.mark.parametrize("form", ["folder", "mbox", "maildir"])
def test_what_is_attached_to_a_mail_is_listed_and_saved_from_the_mailbox(
    run: Run, tmp_path: Path, form: str
) -> None:
    box, saved = tmp_path / "letters", tmp_path / "saved"
    if form == "mbox":
        letter = box
        box.write_text(f"From ann@x Tue Dec  1 04:12:02 2026\n{PAPERS}\n")
    else:
        for name in ("cur", "new") if form == "maildir" else ("",):
            (box / name).mkdir(parents=True, exist_ok=True)
        letter = box / ("cur/1.x:2,S" if form == "maildir" else "a.eml")
        letter.write_text(PAPERS)
    run("add", str(box))
    first, second = json.loads(run("enclosures", "--json").out)
    assert first["url"] == "mid:a%2Fb@x/1/..%2F..%2Freport.pdf"
    assert (first["media_type"], first["bytes"]) == ("application/pdf", 9)
    assert (second["number"], second["media_type"]) == (2, "application/zip")

    run("download", f"{first['id']}.1", "--folder", str(saved))
    (file,) = saved.iterdir()
    assert file.suffix == ".pdf"
    assert file.read_bytes() == b"%PDF-1.4\n"

    broken = run("download", f"{first['id']}.2", "--folder", str(saved))
    assert "is broken in the message" in broken.err
    file.unlink()
    letter.unlink()
    gone = run("download", f"{first['id']}.1", "--folder", str(saved))
    assert "no longer in the mailbox" in gone.err
    assert [*saved.iterdir()] == []


def test_what_is_attached_to_a_mail_goes_to_no_program_before_it_is_saved(
    run: Run, data_dir: Path, tmp_path: Path
) -> None:
    data_dir.mkdir()
    saved = tmp_path / "saved"
    (data_dir / "config.toml").write_text(
        f'download_folder = "{saved}"\n[open]\n"application/*" = ["viewer", "{{url}}"]\n'
    )
    box = tmp_path / "a.eml"
    box.write_text(PAPERS)
    run("add", str(box))
    number = json.loads(run("enclosures", "--json").out)[0]["id"]
    for refused in (run("open", f"{number}.1", "--json"), run("queue", "add", f"{number}.1")):
        assert "attached to a mail: download it" in refused.err
    run("download", f"{number}.1")
    (file,) = saved.iterdir()
    opened = json.loads(run("open", f"{number}.1", "--json").out)
    assert opened["command"] == ["viewer", str(file)]
