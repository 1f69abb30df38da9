"""README's recipes are run with stand-ins that write what they get."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from gazette import Run

README = Path(__file__).parents[2] / "README.md"
TITLE = '--exec "x" @/etc/passwd'
URL = "https://a.example/1?a=1&b=2"
STAND_IN = """#!{python}
import json, os, sys
said = {{"program": os.path.basename(sys.argv[0]), "arguments": sys.argv[1:]}}
said["input"] = "" if os.isatty(0) else sys.stdin.read()
said["files"] = [open(one).read() for one in sys.argv[1:] if one.startswith({folder!r})]
with open({said!r}, "a") as file:
    file.write(json.dumps(said) + "\\n")
"""

pytestmark = pytest.mark.skipif(not README.exists(), reason="an installed copy has no README")


def recipes() -> str:
    """Return the recipes of README that show no answer."""
    blocks = re.findall(r"```toml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    (found,) = (one for one in blocks if 'name = "wallabag"' in one)
    return str(found)


def senders() -> list[dict[str, Any]]:
    return list(tomllib.loads(recipes())["send"]) if README.exists() else []


@pytest.mark.parametrize("sender", senders(), ids=lambda one: one["name"])
def test_a_recipe_gives_an_article_to_its_program(
    run: Run, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    sender: dict[str, Any],
) -> None:  # fmt: skip
    programs, said = tmp_path / "bin", tmp_path / "said"
    programs.mkdir()
    stand_in = programs / sender["command"][0]
    stand_in.write_text(
        STAND_IN.format(python=sys.executable, folder=str(data_dir), said=str(said))
    )
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(recipes())
    link = URL.replace("&", "&amp;")
    item = (
        f"<item><title>{TITLE}</title><link>{link}</link><description>The text</description></item>"
    )
    (tmp_path / "feed.xml").write_text(f"<rss><channel><title>A</title>{item}</channel></rss>")
    assert run("add", str(tmp_path / "feed.xml")).code == 0

    result = run("send", sender["name"], "1")
    assert (result.code, result.err) == (0, "")
    got = json.loads(said.read_text())
    assert got["program"] == sender["command"][0]
    filled = {"{url}": URL, "{title}": f" {TITLE}", "{tags}": ""}
    for asked, given in zip(sender["command"][1:], got["arguments"], strict=True):
        if asked == "{file}":
            assert "The text" in got["files"][0]
        elif asked in filled:
            assert given == filled[asked]
        elif asked.startswith('{"url"'):
            assert json.loads(given) == {"url": URL}
        else:
            assert given == asked.replace("{url}", URL)
