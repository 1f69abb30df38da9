"""Logins: HTTP authentication, Basic or Digest (RFC 7617, RFC 7616)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from httpx2 import DigestAuth, Request, Response

_DIGEST = re.compile(r"(?:^|,)\s*(digest\s)", re.IGNORECASE)


class Login:
    """A name and a password, and the server's last challenge.

    Basic is sent without a challenge, since some servers show less without a login and do not say
    so. A server that asks for Digest gets Digest from then on.
    """

    def __init__(self, user: str, password: str, *, only_digest: bool = False) -> None:
        self._user = user
        self._password = password
        self._is_digest = only_digest

    def sign(self, request: Request) -> None:
        """Add the header Authorization to a request."""
        import httpx2

        auth = self._digest if self._is_digest else httpx2.BasicAuth(self._user, self._password)
        next(auth.auth_flow(request))

    def answers(self, request: Request, response: Response) -> bool:
        """Answer a server's challenge in the request; return whether to send it again."""
        import httpx2

        if response.status_code != HTTPStatus.UNAUTHORIZED:
            return False
        for challenge in _challenges(response):
            offered = httpx2.Response(HTTPStatus.UNAUTHORIZED, headers=challenge, request=request)
            try:
                flow = self._digest.auth_flow(request)
                next(flow)
                flow.send(offered)
            except (StopIteration, ValueError, NotImplementedError, httpx2.ProtocolError):
                del self._digest  # an invalid challenge; the next one may be valid
                continue
            self._is_digest = True
            return True
        return False

    @cached_property
    def _digest(self) -> DigestAuth:
        """Keeps the server's last challenge, so that the next request is signed at once."""
        import httpx2

        return httpx2.DigestAuth(self._user, self._password)


def _challenges(response: Response) -> Iterator[dict[str, str]]:
    """Yield the Digest challenges, which may stand behind others in one header."""
    for stated in response.headers.get_list("www-authenticate"):
        for match in _DIGEST.finditer(stated):
            yield {"WWW-Authenticate": stated[match.start(1) :]}
