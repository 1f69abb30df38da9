"""The bench runs, and what it counts is counted right."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from bench import quality, related, simulated
from qreader.model import ArticleId
from qreader.related.terms import terms

ROOT = Path(__file__).parents[1]

LINES = (
    "related, ms",
    "topics, ms",
    "an article: parsing and storing, ms",
    "an article: terms and signature, ms",
    "an article: stories, ms",
    "relating to parsing and storing",
    "an article on disk: signature, bytes",
    "an article on disk: posting, bytes",
)


def numbers(**groups: str) -> dict[ArticleId, str]:
    """Return groups by the numbers of their members: a="12" puts 1 and 2 into a."""
    return {ArticleId(int(one)): name for name, members in groups.items() for one in members}


@pytest.fixture
def small_set(tmp_path: Path) -> Path:
    """Two stories of two and an orphan, the newest first, as JSON lines."""
    rows = [
        ("e", "solo", "Owls nest in the tower of Elstow", "2026-03-05"),
        ("d", "ferry", "Ferry Aurelia aground off Tarnholt, passengers safe", "2026-03-04"),
        ("c", "chess", "Orsolya Nemeth wins chess title in Lindau", "2026-03-03"),
        ("b", "chess", "Chess title goes to Orsolya Nemeth, Lindau says", "2026-03-02"),
        ("a", "ferry", "Passengers of ferry Aurelia rescued off Tarnholt", ""),
    ]
    path = tmp_path / "small.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"id": key, "label": label, "title": title, "text": "", "published": date})
            for key, label, title, date in rows
        )
    )
    return path


@pytest.mark.slow
def test_the_table_has_a_line_for_each_set_and_each_cost(
    small_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    kept = tmp_path / "kept"
    related.main(["--articles", "300", "--set", str(small_set), "--keep", str(kept)])
    shown = capsys.readouterr().out
    assert "300 simulated articles" in shown
    for name, sizes in (("labelled", "33 10 7"), ("small", "5 2 1")):
        (line,) = re.findall(rf"^{name} +(.+)", shown, re.MULTILINE)
        counts, figures = line.split()[:3], line.split()[3:]
        assert " ".join(counts) == sizes
        assert len(figures) == 7
        assert all(0 <= float(figure) <= 1 for figure in figures)
    for name in LINES:
        (line,) = re.findall(rf"^{re.escape(name)} +(.+)", shown, re.MULTILINE)
        assert all(float(figure) > 0 for figure in line.split())

    related.main(["--keep", str(kept), "--rounds", "2"])  # the cache of before: 20,000 are not made
    again = capsys.readouterr().out
    assert "300 simulated articles" in again
    bytes_of = re.compile(r"bytes +(\d+)")
    assert bytes_of.findall(again) == bytes_of.findall(shown)


def test_it_starts_as_a_module_and_as_a_file():
    for command in (["-m", "tests.bench.related"], [str(ROOT / "tests/bench/related.py")]):
        done = subprocess.run(
            [sys.executable, *command, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "--articles" in done.stdout


@pytest.mark.slow
def test_the_labelled_set_is_told_apart_whole(tmp_path: Path):
    found = quality.measure(quality.read_set(simulated.LABELLED), tmp_path)
    assert (found.mean_average_precision or 0) > 0.95
    assert (found.left_empty, found.first_shown_right) == (1, 1)
    assert found.b_cubed > 0.9


# ---- what a set says


def test_a_set_is_read_in_order_of_publication(small_set: Path):
    told = quality.read_set(small_set)
    assert [one.id for one in told] == list("abcde")
    assert told[0].published is None
    assert told[1].published == datetime(2026, 3, 2, tzinfo=UTC)


def test_what_names_no_source_is_a_source_of_its_own(small_set: Path):
    assert len({one.source for one in quality.read_set(small_set)}) == 5


def test_an_orphan_shares_its_label_with_nobody(tmp_path: Path):
    path = tmp_path / "orphans.jsonl"
    row = {"title": "T", "text": "", "label": "x"}
    rows = [row, row | {"orphan": True}, row | {"orphan": False}]
    path.write_text("\n".join(map(json.dumps, rows)))
    stories = [one.story for one in quality.read_set(path)]
    assert stories[0] == stories[2] != stories[1]


def test_a_set_of_pairs_is_refused_in_a_sentence(tmp_path: Path):
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"id": 1, "a": {}, "b": {}, "label": 1}))
    with pytest.raises(SystemExit, match=r"pairs\.jsonl: not a set"):
        quality.read_set(path)


# ---- what is counted


@pytest.mark.parametrize(
    ("hits", "wanted", "expected"),
    [
        ([], 3, 0),
        ([True], 1, 1),
        ([False, True], 1, 1 / 2),
        ([True, False, True], 2, (1 + 2 / 3) / 2),
        ([True] * 10, 40, 1),  # ten are looked at: more cannot be found
    ],
)
def test_average_precision(hits: list[bool], wanted: int, expected: float):
    assert quality.average_precision(hits, wanted) == pytest.approx(expected)


def test_groups_as_they_should_be_score_one():
    gold = numbers(a="12", b="345")
    assert quality.grouping({one: ord(name) for one, name in gold.items()}, gold) == (1, 1)


def test_groups_that_are_too_small_or_too_large_score_less():
    gold = numbers(a="12", b="34")
    alone, together = {n: int(n) for n in gold}, dict.fromkeys(gold, 1)
    # each alone: precision 1, recall 1/2, no pair; all in one: the other way round, 2 of 6 pairs
    assert quality.grouping(alone, gold) == pytest.approx((2 / 3, 0))
    assert quality.grouping(together, gold) == pytest.approx((2 / 3, 2 * (1 / 3) / (4 / 3)))


# ---- the simulated cache


def test_the_same_seed_makes_the_same_articles():
    one, other, third = (
        [(article.title, article.text) for article in islice(simulated.Writer(seed), 50)]
        for seed in (1, 1, 2)
    )
    assert one == other != third


def test_the_text_of_a_simulated_article_has_the_terms_it_was_made_of():
    article = next(iter(simulated.Writer(1)))
    again = terms("", article.text)
    made = {term for term in article.weights if term.isascii() and " " not in term}
    assert len(made) > 60
    assert made <= again.keys()


def test_simulated_events_are_told_by_several_and_not_by_all():
    articles = list(islice(simulated.Writer(1), 1_000))
    events = [id(article.event) for article in articles]
    assert 100 < len(set(events)) < 600
