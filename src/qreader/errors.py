"""Every error that qreader raises on purpose.

    QReaderError
    |-- UsageError                  what was asked for makes no sense as asked
    |-- ConfigError(path, key)      the configuration cannot be read
    |-- SourceError(url)            one source failed, the others go on; stored with the feed
    |   |-- FetchError(status)      the network or the server failed
    |   |-- ParseError              what came back is not what it should be
    |   |-- BulkRemovalError(feeds) a sync would remove so many feeds that a person is to say so
    |   `-- FileError               a local file cannot be read
    |-- QueryError(words)           a search that cannot be read
    |-- NotFoundError(id)           nothing in the cache has this number
    |-- BackgroundError                 the process that was to do it broke down
    `-- StoreError                  disk full, locked, read-only
        |-- StoreDamagedError           `qreader check` saves what can be saved
        `-- StoreVersionError(found)    written by a newer qreader

`str(error)` is the sentence that is shown: what failed, on what, what the person can do.
"""

from __future__ import annotations

import copyreg
from pathlib import Path
from typing import Any


class QReaderError(Exception):
    """Anything that qreader knows how to say in a sentence."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes whole: an exception is made anew by its sentence alone."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]


class UsageError(QReaderError):
    """What was asked for makes no sense as asked."""


class ConfigError(QReaderError):
    """The configuration cannot be read, or holds what it should not."""

    def __init__(self, message: str, path: Path | None = None, key: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.key = key


class SourceError(QReaderError):
    """One source failed; the others go on."""

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url


class FetchError(SourceError):
    """The network or the server failed."""

    def __init__(
        self,
        message: str,
        url: str,
        status: int | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(message, url)
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class ParseError(SourceError):
    """What came back is not what it should be."""


class BulkRemovalError(SourceError):
    """A sync would remove so many feeds that a person is to say so; `feeds` are their titles."""

    def __init__(self, message: str, url: str, feeds: tuple[str, ...]) -> None:
        super().__init__(message, url)
        self.feeds = feeds


class FileError(SourceError):
    """A local file or folder cannot be read; `url` is its path."""


class QueryError(QReaderError):
    """A search that cannot be read; `position` and `length` say which characters of it."""

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
    """The process that was to do something broke down, or met a mistake in qreader."""


class StoreError(QReaderError):
    """The cache cannot be read or written."""


class StoreDamagedError(StoreError):
    """The file does not hold what was written to it."""


class StoreVersionError(StoreError):
    """The cache was written by a newer qreader."""

    def __init__(self, message: str, found: int) -> None:
        super().__init__(message)
        self.found = found
