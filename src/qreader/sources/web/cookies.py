"""Cookies of one exchange: told from one redirect to the next, and forgotten with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    import httpx2

MAX_CHARACTERS = 8000
"""Of what is told: most servers refuse more."""

_PAIR = re.compile(r"[\x21-\x3a\x3c-\x7e][\x20-\x3a\x3c-\x7e]*")


class Cookies:
    """What servers asked to be told again: each where it may be told, for one exchange."""

    def __init__(self) -> None:
        # most exchanges have no cookies, so no jar is made for them
        self._jar: CookieJar | None = None

    def __bool__(self) -> bool:
        return self._jar is not None

    def take(self, response: httpx2.Response) -> None:
        """Keep what an answer sets, as far as its host may."""
        if "set-cookie" not in response.headers:
            return
        import httpx2

        if self._jar is None:
            self._jar = _empty_jar()
        httpx2.Cookies(self._jar).extract_cookies(response)

    def header(self, url: str, own: str = "") -> str:
        """Return the header for an address; the person's own is told, too, but for what is newer.

        It is empty where there is nothing to tell.
        """
        if self._jar is None:
            return own
        from urllib.request import Request

        request = Request(url)  # noqa: S310 - it bears the header, and is never opened
        self._jar.add_cookie_header(request)
        told = f"{own}; {request.get_header('Cookie', '')}".split("; ")
        pairs = {pair.partition("=")[0]: pair for pair in told if _PAIR.fullmatch(pair)}
        header = ""
        for pair in pairs.values():
            longer = f"{header}; {pair}" if header else pair
            header = longer if len(longer) <= MAX_CHARACTERS else header
        return header


def _empty_jar() -> CookieJar:
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    policy = DefaultCookiePolicy(
        strict_domain=True,  # no cookie for all of co.uk
        # what names no domain is for the host that set it, and no other (RFC 6265 section 5.3)
        strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain,
    )
    return CookieJar(policy)
