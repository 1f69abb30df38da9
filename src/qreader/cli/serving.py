"""The verb that shows the reader in a browser; needs the extra `serve` (textual-serve)."""

from __future__ import annotations

import argparse
import copy
import os
import shlex
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from qreader.cli.arguments import add_json, positive_number
from qreader.cli.exits import Exit
from qreader.cli.verb import Verb
from qreader.errors import UsageError

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

LOOPBACK = ("127.0.0.1", "::1", "localhost")
HTTP_PORT: Final = 80
"""The default port, which addresses and the header Host omit (RFC 9110 section 4.2.1)."""

TERMINAL: Final = {
    "TERM": "xterm-256color", "COLORTERM": "truecolor",
    "TMUX": "", "STY": "", "KITTY_WINDOW_ID": "",
}  # fmt: skip
"""What the page's terminal says of itself, in place of the one that the server runs in."""

Handler = Callable[[Any], Awaitable[Any]]


def serve(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Serve the reader until ctrl+c, only to this machine unless `--host` says otherwise."""
    command = [sys.executable, "-m", "qreader"]
    if library.paths.config_file.parent == library.paths.data_dir:  # --data-dir was given
        command += ["--data-dir", str(library.paths.data_dir)]
    address = f"http://{authority(options.host, options.port)}"
    if options.json:
        output.json_line({"url": address, "command": tuple(command)})
        return Exit.DONE
    if options.host not in LOOPBACK:
        output.complain(f"{address}: everyone who can reach this address can run programs as you")
    try:
        server(shlex.join(command), options.host, options.port).serve()
    except OSError as error:  # the port is in use, or the host is not this machine's
        raise UsageError(f"{address}: cannot listen there: {error.strerror}") from error
    return Exit.DONE


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (else 127.0.0.1)")
    parser.add_argument("--port", metavar="N", type=_port, default=8000, help="else 8000")
    add_json(parser, "the address and the command, and serve nothing,")


def _port(text: str) -> int:
    number = positive_number(text)
    if number > 65_535:
        raise argparse.ArgumentTypeError(f"must be a port, 1 to 65535, not {text!r}")
    return number


def authority(host: str, port: int) -> str:
    """Return host and port in the form of an address (RFC 3986 section 3.2.2)."""
    name = f"[{host}]" if ":" in host else host
    return name if port == HTTP_PORT else f"{name}:{port}"


def server(command: str, host: str, port: int) -> Any:
    """Make the server. Raises UsageError where the extra is missing."""
    try:
        from aiohttp import web
        from textual_serve.server import Server
    except ImportError as error:
        raise UsageError("this needs the extra `serve`: pip install 'qreader[serve]'") from error

    from qreader.cli.serving_page import SCRIPT, page, policy

    @web.middleware  # type: ignore[untyped-decorator, unused-ignore]
    async def guard(request: Any, handler: Handler) -> Any:
        # the reader runs commands: another site's page, or a name that resolves to this machine,
        # must not type into it
        if not is_ours(request.headers, f"{host}:{port}"):
            raise web.HTTPForbidden(text="only pages of this server may talk to it")
        return await handler(request)

    class Guarded(Server):  # type: ignore[misc, unused-ignore]
        """Accepts requests of its own pages only, which may request nothing from elsewhere."""

        async def _make_app(self) -> Any:
            app = await super()._make_app()
            app.middlewares.append(guard)
            app.add_routes(
                [
                    web.get("/ws/{scheme:light|dark}", self.handle_websocket),
                    web.get("/page.js", self.handle_script),
                ]
            )
            return app

        async def handle_websocket(self, request: Any) -> Any:
            served = copy.copy(self)
            is_light = request.match_info.get("scheme") == "light"
            served.command = in_terminal(command, is_light=is_light)
            return await Server.handle_websocket(served, request)

        async def handle_script(self, _request: Any) -> Any:
            return web.Response(text=SCRIPT, content_type="text/javascript")

        async def handle_index(self, request: Any) -> Any:
            size = request.query.get("fontsize", "")
            return web.Response(
                text=page(request.host, int(size) if size.isdecimal() and len(size) < 4 else None),
                content_type="text/html",
                headers={"Content-Security-Policy": policy(request.host)},
            )

    address = f"http://{authority(host, port)}"
    return Guarded(command, host=host, port=port, title="qreader", public_url=address)


def in_terminal(command: str, *, is_light: bool) -> str:
    """Return a command of the shell that runs in what a browser is, whoever started the server.

    is_light: whether the page has a light background.
    """
    if os.name != "posix":
        return command
    told = {**TERMINAL, "COLORFGBG": "0;15" if is_light else "15;0"}
    return " ".join([*(f"{name}={shlex.quote(value)}" for name, value in told.items()), command])


def is_ours(headers: Any, place: str) -> bool:
    """Whether a request names this server, and comes from its own page if from a page.

    Another site can let its name resolve to this machine (DNS rebinding), but its requests then
    have that name. Valid names are IP addresses, `localhost` and the value of `--host`.
    """
    from urllib.parse import urlsplit

    listening_at, _, port = place.rpartition(":")
    asked = headers.get("Host") or ""
    try:
        parts = urlsplit(f"//{asked}")
        name, asked_port = parts.hostname or "", parts.port or HTTP_PORT
    except ValueError:
        return False
    is_meant = parts.netloc == asked and "@" not in asked and asked_port == int(port)
    return (
        is_meant
        and (name in {"localhost", listening_at.lower()} or _is_address(name))
        and headers.get("Origin") in {None, f"http://{asked}"}
    )


def _is_address(name: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(name)
    except ValueError:
        return False
    return True


VERBS = (
    Verb(
        "serve",
        "",
        "set up",
        "the reader in a browser, on this machine alone",
        _serve_arguments,
        serve,
        "Needs the extra `serve`. Everyone who can reach it can do all that the reader can, which"
        " includes running programs: keep the default of --host.",
        opens_cache=False,
    ),
)
