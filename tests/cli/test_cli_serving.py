from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from gazette import Run

from qreader.cli.serving import authority, in_terminal, is_ours, server
from qreader.tui.terminal.environment import multiplexer
from qreader.tui.themes import choose, colours

pytest.importorskip("textual_serve")
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from textual_serve.server import Server


def test_a_port_that_another_has_is_wrong_usage_and_no_mistake_of_ours(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]))

    assert result.code == 2
    assert "cannot listen there" in result.err


HERE = {"Host": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("host", "port", "written"),
    [
        ("127.0.0.1", 8000, "127.0.0.1:8000"),
        ("::1", 8000, "[::1]:8000"),
        ("::", 80, "[::]"),
        ("0.0.0.0", 80, "0.0.0.0"),
        ("box.lan", 8080, "box.lan:8080"),
    ],
)
def test_an_address_is_one_that_a_browser_can_be_given(host: str, port: int, written: str) -> None:
    assert authority(host, port) == written


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("localhost:8000", "127.0.0.1:8000"),
        ("LocalHost:8000", "127.0.0.1:8000"),
        ("[::1]:8000", "::1:8000"),
        ("localhost:8000", "::1:8000"),
        ("192.168.1.5:8000", "0.0.0.0:8000"),
        ("[fe80::1]:8000", ":::8000"),
        ("127.0.0.1", "127.0.0.1:80"),
        ("127.0.0.1:80", "127.0.0.1:80"),
        ("[::1]", "::1:80"),
        ("box.lan:8000", "box.lan:8000"),
    ],
)
def test_its_own_pages_are_let_in_by_whatever_address_leads_here(host: str, place: str) -> None:
    assert is_ours({"Host": host}, place)
    assert is_ours({"Host": host, "Origin": f"http://{host}"}, place)
    assert not is_ours({"Host": host, "Origin": "https://evil.example"}, place)
    assert not is_ours({"Host": host, "Origin": "null"}, place)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "127.0.0.1.evil.example:8000",
        "localhost.evil.example:8000",
        "127.0.0.1:9000",
        "127.0.0.1",
        "evil.example@127.0.0.1:8000",
        "127.0.0.1:8000/x",
        "[::1:8000",
        "127.0.0.1:port",
        "",
    ],
)
@pytest.mark.parametrize("place", ["127.0.0.1:8000", "0.0.0.0:8000", "::1:8000"])
def test_a_name_that_was_made_to_lead_here_is_not_let_in(host: str, place: str) -> None:
    assert not is_ours({"Host": host}, place)
    assert not is_ours({"Host": host, "Origin": f"http://{host}"}, place)


def test_a_request_without_a_host_is_not_let_in() -> None:
    assert not is_ours({}, "127.0.0.1:8000")


@pytest.fixture
async def client() -> AsyncIterator[TestClient]:
    app = await server("true", "127.0.0.1", 8000)._make_app()
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
async def test_the_page_speaks_with_the_host_that_it_was_asked_at(
    client: TestClient, host: str
) -> None:
    answer = await client.get("/", headers={"Host": host})

    assert answer.status == 200
    assert f'data-session-websocket-url="ws://{host}/ws"' in await answer.text()


async def test_the_server_refuses_a_name_that_was_made_to_lead_here(client: TestClient) -> None:
    for path in ("/", "/static/js/textual.js", "/ws"):
        assert (await client.get(path, headers={"Host": "evil.example:8000"})).status == 403


async def test_the_page_asks_for_the_theme_that_the_browser_prefers(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told(server: Server, _request: object) -> web.Response:
        return web.Response(text=server.command)

    monkeypatch.setattr(Server, "handle_websocket", told)
    page = await (await client.get("/", headers=HERE)).text()
    assert '<script src="/page.js" defer></script>' in page
    script = await client.get("/page.js", headers=HERE)
    assert script.content_type == "text/javascript"
    assert "prefers-color-scheme: light" in await script.text()
    for path, ground in (("/ws/light", "0;15"), ("/ws/dark", "15;0"), ("/ws", "15;0")):
        command = await (await client.get(path, headers=HERE)).text()
        assert f"COLORFGBG='{ground}' true" in command
    assert (await client.get("/ws/$(id)", headers=HERE)).status == 404


def test_a_served_reader_knows_nothing_of_the_terminal_of_its_server() -> None:
    shown = subprocess.run(
        in_terminal("env", is_light=True),
        check=True, shell=True, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "TERM": "linux", "TMUX": "/tmp/1,2,3"},
    ).stdout.splitlines()  # fmt: skip
    environ = dict(line.split("=", 1) for line in shown)

    assert choose("auto", environ).name == "light"
    assert colours(environ)[0] == 1 << 24
    assert multiplexer(environ).name == "none"


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ASKED_FOR = re.compile(
    r"""(?:\b(?:href|src|action|poster|srcset)\s*=\s*|url\(\s*|@import\s+|\bfetch\(\s*"""
    r"""|\bimport\(\s*|new\s+(?:WebSocket|Worker|URL)\(\s*)["'`]([^"'`]+)""",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"""["'`(\s](?:https?:|wss?:)?//([\w.-]+\.[a-z]{2,}|\d+(?:\.\d+){3}|localhost)"""
)


async def test_nothing_that_is_served_names_another_host(client: TestClient) -> None:
    seen: set[str] = set()
    waiting = ["/", "/static/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/download"):
            continue
        seen.add(path)
        answer = await client.get(path, headers=HERE)
        assert answer.status == 200, path
        if not re.search(r"html|css|javascript", answer.content_type):
            continue
        text = _COMMENT.sub("", await answer.text())
        assert set(_HOST.findall(text)) <= {"127.0.0.1"}, path
        asked = [one for one in _ASKED_FOR.findall(text) if not one.startswith("data:")]
        if answer.content_type == "text/html":
            assert {urlsplit(one).netloc for one in asked} == {""}, path
            waiting += [one for one in asked if one.startswith("/")]

    assert {"/static/css/xterm.css", "/static/js/textual.js"} <= seen
    assert any(path.endswith(".ttf") for path in seen)


async def test_the_browser_is_told_to_ask_nobody_else(client: TestClient) -> None:
    answer = await client.get("/?ping=https://evil.example/", headers=HERE)

    rules = answer.headers["Content-Security-Policy"]
    assert "default-src 'self';" in rules
    assert "connect-src 'self' ws://127.0.0.1:8000;" in rules
    assert "evil" not in rules + await answer.text()


@pytest.mark.parametrize(("asked", "size"), [("22", 22), ("0", 16), ("9" * 99, 16), ('"><b>', 16)])
async def test_the_size_of_letters_is_a_number_of_use(
    client: TestClient, asked: str, size: int
) -> None:
    answer = await client.get("/", params={"fontsize": asked}, headers=HERE)

    assert f'data-font-size="{size}"' in await answer.text()
