"""Every error that qreader raises on purpose.

    QReaderError
    |-- UsageError                  the request is invalid
    |-- ConfigError(path, key)      the configuration cannot be read
    |-- SourceError(url)            one source failed, the others go on; stored with the feed
    |   |-- FetchError(status)      the network or the server failed
    |   |   `-- BusyError           another process downloads the file
    |   |-- ParseError              the answer cannot be parsed
    |   |   `-- NothingFoundError   a feed's recipe finds no story in it
    |   |-- BulkRemovalError(feeds) a sync would remove so many feeds that a person must confirm it
    |   `-- FileError               a local file cannot be read
    |-- QueryError(words)           a query is invalid
    |-- NotFoundError(id)           nothing in the cache has this number
    |-- BackgroundError             a background process crashed
    `-- StoreError                  disk full, locked, read-only
        |-- StoreDamagedError       the cache is damaged: `qreader check` recovers what it can
        `-- StoreVersionError(found)  written by a newer qreader

`str(error)` is the sentence for the person: what failed, on what, what to do.
"""

from __future__ import annotations

import copyreg
from enum import Enum
from pathlib import Path
from typing import Any


class QReaderError(Exception):
    """An error with a sentence for the person."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle all attributes: by default, an exception keeps only its message."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]


class UsageError(QReaderError):
    """The request is invalid."""


class ConfigError(QReaderError):
    """The configuration cannot be read, or is invalid."""

    def __init__(self, message: str, path: Path | None = None, key: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.key = key


class SourceError(QReaderError):
    """One source failed; the others go on."""

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url


class Unreached(Enum):
    """What is down where no server was reached."""

    HOST = "host"
    """Its host, or the network: from here that looks the same."""
    NETWORK = "network"
    """The network of this machine."""


class FetchError(SourceError):
    """The network or the server failed."""

    def __init__(
        self,
        message: str,
        url: str,
        status: int | None = None,
        retry_after_seconds: int | None = None,
        unreached: Unreached | None = None,
    ) -> None:
        super().__init__(message, url)
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.unreached = unreached
        """What is down; None: a server was reached, or none was asked."""


class BusyError(FetchError):
    """Another process, or another thread, is downloading the file."""


class ParseError(SourceError):
    """The answer cannot be parsed."""


class NothingFoundError(ParseError):
    """A recipe finds no story in a document: it does not fit, or the page changed its shape."""


class BulkRemovalError(SourceError):
    """A sync would remove so many feeds that a person must confirm it; `feeds` are their titles."""

    def __init__(self, message: str, url: str, feeds: tuple[str, ...]) -> None:
        super().__init__(message, url)
        self.feeds = feeds


class FileError(SourceError):
    """A local file or folder cannot be read; `url` is its path."""


class QueryError(QReaderError):
    """A query is invalid; `position` and `length` say which of its characters."""

    def __init__(
        self, message: str, words: str, position: int | None = None, length: int = 1
    ) -> None:
        super().__init__(message)
        self.words = words
        self.position = position
        self.length = length


class NotFoundError(QReaderError):
    """Nothing in the cache has this number."""

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.number = number


class BackgroundError(QReaderError):
    """A background process crashed, or met a bug in qreader."""


class StoreError(QReaderError):
    """The cache cannot be read or written."""


class StoreDamagedError(StoreError):
    """The file of the cache is damaged."""


class StoreVersionError(StoreError):
    """The cache was written by a newer qreader."""

    def __init__(self, message: str, found: int) -> None:
        super().__init__(message)
        self.found = found
