"""Name look-ups that never delay the program's end, and checks for public addresses."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import threading
from contextvars import ContextVar
from typing import Any

PUBLIC_ONLY_HOST: ContextVar[str | None] = ContextVar("PUBLIC_ONLY_HOST", default=None)
"""The host that the current task may reach only at public addresses; None: any address."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotPublicError(OSError):
    """A name or an address is in a private network."""


class LookupLoop(asyncio.SelectorEventLoop):
    """An event loop whose look-ups run in daemon threads and obey PUBLIC_ONLY_HOST.

    asyncio looks names up in its default executor, whose threads Python joins at its exit: a name
    server that does not answer would delay the exit by half a minute.
    """

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> list[tuple[Any, ...]]:
        """Look up a name as `socket.getaddrinfo` does. Raises NotPublicError, OSError.

        The addresses checked here are those connected to: there is no second look-up.
        """
        future: asyncio.Future[list[tuple[Any, ...]]] = self.create_future()
        threading.Thread(
            target=self._look_up, args=(future, host, port, options), daemon=True, name="lookup"
        ).start()
        found = await future
        name = host.decode("ascii") if isinstance(host, bytes) else host
        if name == PUBLIC_ONLY_HOST.get():
            found = [entry for entry in found if is_public(entry[4][0])]
            if not found:
                raise NotPublicError(name)
        return found

    def _look_up(
        self, future: asyncio.Future[Any], host: Any, port: Any, options: dict[str, Any]
    ) -> None:
        try:
            found = socket.getaddrinfo(host, port, **options)
        except (OSError, ValueError) as error:
            self._settle(future, future.set_exception, error)
        else:
            self._settle(future, future.set_result, found)

    def _settle(self, future: asyncio.Future[Any], settle: Any, value: Any) -> None:
        def unless_given_up() -> None:
            if not future.done():
                settle(value)

        with contextlib.suppress(RuntimeError):  # the loop was closed while the name server slept
            self.call_soon_threadsafe(unless_given_up)


def is_public(address: str) -> bool:
    """Whether an IP address is public; False for anything else."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def is_private_literal(host: str) -> bool:
    """Whether a host is an IP address that is not public."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return not is_public(host.strip("[]"))


def is_own(host: str) -> bool:
    """Whether a host is this machine, or an IP address of a private network."""
    return host == "localhost" or host.endswith(".localhost") or is_private_literal(host)
