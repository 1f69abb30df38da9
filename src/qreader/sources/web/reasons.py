"""Reasons of failed fetches, as messages for a person."""

from __future__ import annotations

import errno
import os
import socket
import ssl
import zlib
from collections.abc import Iterator

from qreader.errors import Unreached
from qreader.sources.web.lookup import NotPublicError

PRIVATE = "leads into a private network; add that address itself if you trust it"
KEYRING_MISSING = (
    "its password is to come from the keyring: install the package keyring, or name a command"
)

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN}
_UNREACHABLE = {*_NO_NETWORK, errno.EHOSTUNREACH, errno.EHOSTDOWN}
_MAX_CAUSES = 20


def reason(error: BaseException) -> str:
    """Return why the network or the server failed, without the address and unclean foreign text.

    The exceptions of an HTTP library are chained: the innermost with a known reason counts.
    """
    causes = list(_causes(error))
    for explain in (_of_security, _of_system, _of_protocol):
        for cause in reversed(causes):
            words = explain(cause)
            if words:
                return words
    return f"the request failed ({type(error).__name__})"


def unreached(error: BaseException) -> Unreached | None:
    """Return what is down where no server was reached; None: one was, or none was asked."""
    import httpx2

    found = [_unreached(cause) for cause in _causes(error)]
    if Unreached.NETWORK in found:
        return Unreached.NETWORK
    if Unreached.HOST in found or isinstance(error, httpx2.ConnectTimeout):
        return Unreached.HOST
    return None


def _unreached(error: BaseException) -> Unreached | None:
    if isinstance(error, NotPublicError) or not isinstance(error, OSError):
        return None
    if isinstance(error, socket.gaierror):
        # a network that is down gives the one on some systems, the other on the rest
        return Unreached.HOST if error.errno in _NO_SUCH_NAME else Unreached.NETWORK
    if error.errno in _NO_NETWORK:
        return Unreached.NETWORK
    return Unreached.HOST if error.errno in _UNREACHABLE else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    waiting = [error]
    for _ in range(_MAX_CAUSES):
        if not waiting:
            return
        current = waiting.pop(0)
        if current is None:
            continue
        yield current
        waiting.append(current.__cause__ or current.__context__)
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)


def _of_security(error: BaseException) -> str | None:
    if isinstance(error, NotPublicError):
        return PRIVATE
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "no secure connection; does it speak https there?"
    return None


def _of_system(error: BaseException) -> str | None:
    if isinstance(error, socket.gaierror):
        if error.errno in _NO_SUCH_NAME:
            return "no such host"
        return "the host's name cannot be looked up; is the network up?"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionError):
        return "the connection broke off"
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return "cannot be reached; is the network up?"
    if isinstance(error, zlib.error):
        return "its compressed answer is damaged"
    if isinstance(error, EOFError):
        return "the answer ended too soon"
    return None


def _of_protocol(error: BaseException) -> str | None:
    import httpx2

    if isinstance(error, httpx2.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, httpx2.ProxyError):
        return "the proxy refused"
    if isinstance(error, httpx2.RemoteProtocolError):
        words = str(error)
        if "without sending a response" in words:
            return "closed the connection without an answer"
        if "incomplete" in words or "without sending complete" in words:
            return "the answer ended too soon"
        return "its answer is no proper HTTP"
    if isinstance(error, httpx2.NetworkError):
        return "the connection broke off"
    if isinstance(error, (httpx2.InvalidURL, httpx2.UnsupportedProtocol, ValueError)):
        return "is not a proper web address"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return None
