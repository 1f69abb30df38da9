"""Access: headers, logins and proxies that the person configured for some addresses.

Secrets come from a command or the system's keyring at their first use. They are kept only in
memory, and sent only to the addresses that they are configured for.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from qreader.config.tables import Access
from qreader.errors import FetchError
from qreader.sources.web.login import Login
from qreader.sources.web.reasons import KEYRING_MISSING
from qreader.text.urls import longest_prefix

COMMAND_SECONDS = 30
"""The command may ask the person for a passphrase in a window of its own."""
DIRECT = "direct"

_SECRET = re.compile(r"[^\x00-\x1f\x7f]{1,8000}")


@dataclass(frozen=True, slots=True)
class Granted:
    """An Access with its secrets."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    login: Login | None = field(default=None, repr=False)


class Accesses:
    """The accesses of one configuration. For the threads that request fetches."""

    def __init__(self, accesses: Sequence[Access]) -> None:
        self._accesses = accesses
        self._granted: dict[str, Granted | FetchError] = {}

    def granted(self, url: str) -> tuple[Granted, ...]:
        """Return the accesses of an address's host: a redirect may lead to another address there.

        Runs the commands for the secrets, each once. Raises FetchError where one fails.
        """
        found = []
        for access in self._accesses:
            if _host(access.url) == _host(url) and (access.headers or access.user):
                if access.url not in self._granted:
                    self._granted[access.url] = _granted(access)
                one = self._granted[access.url]
                if isinstance(one, FetchError):
                    raise FetchError(str(one), url)
                found.append(one)
        return tuple(found)

    def proxy(self, *addresses: str) -> str | None:
        """Return the proxy of the first address that has its own; None: none has."""
        for url in addresses:
            best = longest_prefix((access.url for access in self._accesses if access.proxy), url)
            for access in self._accesses:
                if access.proxy and access.url == best:
                    return access.proxy
        return None


def for_address(granted: Sequence[Granted], url: str) -> Granted | None:
    """Return the access for an address: of several, the one with the longest prefix."""
    best = longest_prefix((one.url for one in granted), url)
    return next((one for one in granted if one.url == best), None)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


# ---- secrets


def _granted(access: Access) -> Granted | FetchError:
    try:
        headers = {
            name: value if isinstance(value, str) else _told_header(value, access.url)
            for name, value in access.headers.items()
        }
        if access.user is None:
            return Granted(access.url, headers)
        known = access.password
        if known:
            password = secret_from_command(known, access.url)
        else:
            password = _from_keyring(access.url, access.user)
        login = Login(access.user, password, only_digest=access.auth == "digest")
        return Granted(access.url, headers, login)
    except FetchError as error:
        return error


def _told_header(command: Sequence[str], url: str) -> str:
    value = secret_from_command(command, url)
    if not value.isascii():
        raise FetchError(f"{_host(url)}: its secret is no plain text", url)
    return value


def secret_from_command(command: Sequence[str], url: str) -> str:
    """Return the first line of a command's output, a secret for an address. Raises FetchError.

    The command runs without a shell and without the terminal. Messages do not repeat its output.
    """
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=False,
            start_new_session=True,  # it must not use the reader's terminal
        )
    except subprocess.TimeoutExpired as error:
        raise FetchError(_failed(url, "took too long"), url) from error
    except (OSError, ValueError) as error:
        raise FetchError(_failed(url, "cannot be run"), url) from error
    if done.returncode:
        raise FetchError(_failed(url, f"failed with {done.returncode}"), url)
    return _checked(done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r"), url)


def _from_keyring(url: str, user: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise FetchError(f"{_host(url)}: {KEYRING_MISSING}", url) from error
    try:
        password = keyring.get_password(url, user)
    except KeyringError as error:
        raise FetchError(f"{_host(url)}: the keyring cannot be asked", url) from error
    if password is None:
        words = f"the keyring has no password; `keyring set {url} {user}` keeps one"
        raise FetchError(f"{_host(url)}: {words}", url)
    return _checked(password, url)


def _checked(secret: str, url: str) -> str:
    if not _SECRET.fullmatch(secret):
        raise FetchError(f"{_host(url)}: its secret is empty or no plain text", url)
    return secret


def _failed(url: str, how: str) -> str:
    return f"{_host(url)}: the command that tells its secret {how}"
