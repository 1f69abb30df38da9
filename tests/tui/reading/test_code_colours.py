"""The code of an open article gets its colours behind the reader's back, and nothing moves."""

from __future__ import annotations

from datetime import timedelta

from fake_library import FakeLibrary

from conftest import Start

CODE = '<p>Words.</p><pre class="language-python">def rise():\n    return 3\n</pre>'


def _library(body: str) -> FakeLibrary:
    library = FakeLibrary()
    library.put(library.put_feed("Post"), "The news", timedelta(hours=1), body)
    return library


async def test_code_of_a_known_language_gets_its_colours(start: Start) -> None:
    async with start(_library(CODE)) as driver:
        await driver.press("enter")
        view = driver.reader.article_view
        before = [line.text for line in view.lines]

        def styles() -> set[str]:
            return {run.style for line in view.lines for run in line.runs if run.text == "return"}

        await driver.wait_for(lambda: styles() == {"code-block code-keyword"})
        assert [line.text for line in view.lines] == before


async def test_an_article_without_code_starts_no_process(start: Start) -> None:
    async with start(_library("<p>Words.</p><pre>level 12</pre>")) as driver:
        await driver.press("enter")
        colours = driver.reader.reading._colours
        assert colours is not None
        assert colours._sandbox is None
