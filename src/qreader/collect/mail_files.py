"""Files attached to mails: saved from the mailbox to the download folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from qreader.errors import FileError, SourceError
from qreader.process.sandbox import Sandbox
from qreader.sources.mail.attachment import Wanted, attachment_in
from qreader.sources.web.download import Download

SECONDS = 60.0
"""The time to look for a message."""


def save(sandbox: Sandbox, one: Download) -> Path:
    """Save a file from its message, and take it off the queue; return where it is.

    Raises FileError.
    """
    try:
        if not one.path.exists():
            content = sandbox.call(attachment_in, Wanted(one.typed_url or "", one.url), SECONDS)
            one.part.write_bytes(content)
            one.part.replace(one.path)
    except SourceError as error:
        raise FileError(f"{one.path.name}: {error}", one.url) from error
    except OSError as error:
        raise FileError(f"{one.path.name}: {error.strerror}", one.url) from error
    finally:  # what is gone from the mailbox does not come back
        with suppress(OSError):
            one.forget()
    return one.path
