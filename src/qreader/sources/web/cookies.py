"""Cookies: sent along the redirects of one exchange, and dropped at its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    import httpx2

MAX_CHARACTERS = 8000
"""The longest header Cookie; most servers refuse a longer one."""

_PAIR = re.compile(r"[\x21-\x3a\x3c-\x7e][\x20-\x3a\x3c-\x7e]*")


class Cookies:
    """The cookies of one exchange; each is sent only to the hosts it is for."""

    def __init__(self) -> None:
        # created with the first cookie: most exchanges have none
        self._jar: CookieJar | None = None

    def __bool__(self) -> bool:
        return self._jar is not None

    def take(self, response: httpx2.Response) -> None:
        """Keep the cookies of an answer that its host may set."""
        if "set-cookie" not in response.headers:
            return
        import httpx2

        if self._jar is None:
            self._jar = _empty_jar()
        httpx2.Cookies(self._jar).extract_cookies(response)

    def header(self, url: str, own: str = "") -> str:
        """Return the header Cookie for an address; "" where there are no cookies.

        own: the person's own cookies, which newer ones of the same names replace.
        """
        if self._jar is None:
            return own
        from urllib.request import Request

        request = Request(url)  # noqa: S310 - it carries the header, and is never opened
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
        # a cookie without a domain is only for the host that set it (RFC 6265 section 5.3)
        strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain,
    )
    return CookieJar(policy)
