"""The bench of a whole cache runs, and measures what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench import cache, corpus, filling, growth, pseudo_terminal, readers
from bench.serving import serving

FEED = b"<rss><channel><title>F</title>%s</channel></rss>"


@pytest.mark.slow
def test_the_table_has_every_case_and_sets_both_readers_side_by_side(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pseudo_terminal, "COMPLETE_SECONDS", 0.3)
    cache.main(["--feeds", "1", "--rounds", "1", "--keys", "20"])
    shown = capsys.readouterr().out
    cases = (filling.FILL, filling.UNCHANGED, filling.NEWS, filling.WHOLE)
    for label in (*(f"{case}, s" for case in cases), "on disk, bytes an article"):
        (line,) = re.findall(rf"^{re.escape(label)}  +(.+)", shown, re.MULTILINE)
        figures = [float(figure) for figure in line.split()]
        assert min(figures) > 0
        assert len(figures) >= 3 if shutil.which("newsboat") else 1
    for label in ("search, a rare word, ms", "mark all read, ms", "after 20 keys, MiB PSS"):
        assert re.findall(rf"^{re.escape(label)}  +([\d.]+)$", shown, re.MULTILINE)


def test_a_written_feed_without_its_newest_entries_is_a_feed_still():
    (body,) = corpus.written(5).values()
    before = corpus.without_newest(body, 3)
    assert re.findall(rb"<guid>(\d+)</guid>", before) == [b"3", b"4"]
    assert before.startswith(b"<rss") and before.endswith(b"</channel></rss>")


def test_a_corpus_is_read_from_its_folder_up_to_a_number(tmp_path: Path):
    (tmp_path / "feeds").mkdir()
    for name in ("b.xml", "a.xml", "c.json", "c.xml"):
        (tmp_path / "feeds" / name).write_bytes(name.encode())
    assert corpus.read_corpus(tmp_path, 2) == {"a.xml": b"a.xml", "b.xml": b"b.xml"}
    with pytest.raises(SystemExit, match="has no feeds"):
        corpus.read_corpus(tmp_path / "feeds")


@pytest.mark.slow
def test_a_refresh_gets_304_unless_the_feed_changed_or_validators_are_off(tmp_path: Path):
    with serving() as served:
        reader = readers.qreader(tmp_path / "own", [served.url("f.xml")])
        served.serve({"f.xml": FEED % b"<item><title>One</title></item>"})
        reader.start_anew()
        for _ in range(2):
            reader.refresh()
        assert (served.answered, reader.articles()) == ({200: 1, 304: 1}, 1)
        served.serve({"f.xml": FEED % b"<item><title>Two</title></item>"})
        with reader.put_back():
            reader.refresh()
            assert (served.answered, reader.articles()) == ({200: 2, 304: 1}, 2)
        assert reader.articles() == 1
        served.serve({"f.xml": FEED % b""}, validators=False)
        reader.refresh()
        assert served.answered == {200: 3, 304: 1}


def test_a_run_costs_what_its_children_cost_too():
    work = "sum(range(3_000_000)); b = b'x' * 90_000_000"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    cost = readers.run([sys.executable, "-c", child])
    assert cost.cpu_seconds > 0.01
    assert cost.peak_mib > 80


def test_a_run_costs_nothing_of_the_process_that_starts_it():
    large = b"x" * 200_000_000
    assert readers.run(["true"]).peak_mib < 100 < len(large)


def test_a_run_that_fails_is_no_figure():
    with pytest.raises(subprocess.CalledProcessError):
        readers.run([sys.executable, "-c", "raise SystemExit(3)"])


@pytest.mark.slow
def test_the_table_of_growth_has_a_column_for_each_size(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    growth.main(["--sizes", "20,100", "--rounds", "1", "--keep", str(tmp_path)])
    shown = capsys.readouterr().out
    for label in ("start, ms", "search, a common word, ms", "mark all read, ms"):
        (line,) = re.findall(rf"^{re.escape(label)}  +(.+)", shown, re.MULTILINE)
        assert all(float(figure) > 0 for figure in line.split())
        assert len(line.split()) == 2
    assert (tmp_path / "100" / "qreader.db").exists()
