"""The verb that shows the reader in a browser; needs the extra `serve` (textual-serve)."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from qreader.cli.exits import Exit
from qreader.errors import UsageError

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

LOOPBACK = ("127.0.0.1", "::1", "localhost")

Handler = Callable[[Any], Awaitable[Any]]


def serve(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Serve the reader until ctrl+c, to this machine alone unless `--host` says otherwise."""
    command = [sys.executable, "-m", "qreader"]
    if library.paths.config_file.parent == library.paths.data_dir:  # all in one folder, as asked
        command += ["--data-dir", str(library.paths.data_dir)]
    address = f"http://{options.host}:{options.port}"
    if options.json:
        output.json_line({"url": address, "command": tuple(command)})
        return Exit.DONE
    if options.host not in LOOPBACK:
        output.complain(f"{address}: whoever reaches this can run programs as you do")
    _server(shlex.join(command), options.host, options.port, address).serve()
    return Exit.DONE


def _server(command: str, host: str, port: int, address: str) -> Any:
    """Make the server. Raises UsageError where the extra is missing."""
    try:
        from aiohttp import web
        from textual_serve.server import Server
    except ImportError as error:
        raise UsageError("this needs the extra `serve`: pip install 'qreader[serve]'") from error

    @web.middleware  # type: ignore[untyped-decorator, unused-ignore]
    async def guard(request: Any, handler: Handler) -> Any:
        # the reader hands text to commands: another site's page, or a name that was made to lead
        # here, must not type into it
        if not is_ours(request.headers, f"{host}:{port}"):
            raise web.HTTPForbidden(text="only pages of this server may talk to it")
        return await handler(request)

    class Guarded(Server):  # type: ignore[misc]
        """Lets in nobody but its own pages."""

        async def _make_app(self) -> Any:
            app = await super()._make_app()
            app.middlewares.append(guard)
            return app

    return Guarded(command, host=host, port=port, title="qreader", public_url=address)


def is_ours(headers: Any, place: str) -> bool:
    """Whether a request was meant for this server, and comes of its own page if of any."""
    return headers.get("Host") == place and headers.get("Origin") in {None, f"http://{place}"}
