"""Logins: a name and a password as a server wants them, Basic or Digest (RFC 7617, RFC 7616)."""

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
    """A name and a password, and what a server said it wants of them.

    Basic is sent without being asked for, since some servers show less to who is not known, and say
    nothing of it. A server that asks for Digest gets that from then on.
    """

    def __init__(self, user: str, password: str, *, only_digest: bool = False) -> None:
        self._user = user
        self._password = password
        self._is_digest = only_digest

    def sign(self, request: Request) -> None:
        """Say in a request who asks."""
        import httpx2

        auth = self._digest if self._is_digest else httpx2.BasicAuth(self._user, self._password)
        next(auth.auth_flow(request))

    def answers(self, request: Request, response: Response) -> bool:
        """Whether a server's challenge was answered in the request, which is to be sent again."""
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
                del self._digest  # what nobody understands: there may be another
                continue
            self._is_digest = True
            return True
        return False

    @cached_property
    def _digest(self) -> DigestAuth:
        """What keeps the server's last challenge: the next request is signed at once."""
        import httpx2

        return httpx2.DigestAuth(self._user, self._password)


def _challenges(response: Response) -> Iterator[dict[str, str]]:
    """Yield the challenges to Digest, which may stand behind others in one header."""
    for stated in response.headers.get_list("www-authenticate"):
        for match in _DIGEST.finditer(stated):
            yield {"WWW-Authenticate": stated[match.start(1) :]}
