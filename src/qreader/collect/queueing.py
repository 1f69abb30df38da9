"""The queue of enclosures: what is on it, its downloads within bounds, and how far it is played."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qreader import model
from qreader.collect import enclosures
from qreader.collect.watch_later import WatchLater
from qreader.errors import FetchError, FileError, NotFoundError, UsageError
from qreader.process.alone import alone
from qreader.sources.web.access import Accesses
from qreader.sources.web.download import TooLargeError, fetch_file, note, noted
from qreader.text.media_types import is_in_mail, is_page

if TYPE_CHECKING:
    from datetime import datetime

    from qreader.config.settings import Config
    from qreader.model import Queued, QueueKey
    from qreader.store import Store

LOCK = "queue.lock"
"""The file whose lock the one process that downloads holds; it says of which enclosure."""
ENDED = 0.95
"""The part of its length at which something counts as played."""
MEGABYTE = 1_000_000

Report = Callable[["Queued", int, "int | None"], None]
"""Called with the enclosure, the bytes received and the total, if that is known."""


class Playing(NamedTuple):
    """A player's command, and from where it plays."""

    key: QueueKey
    command: list[str]
    target: str
    """The path or the address that it plays."""
    begins: int
    """Seconds: where it goes on."""
    length: int | None
    """Seconds, as the feed says."""


class PlayQueue:
    """The verbs of the queue. Any thread may call any method."""

    def __init__(self, store: Store, config: Callable[[], Config], data_dir: Path) -> None:
        """config: returns the settings in effect."""
        self._store = store
        self._config = config
        self._lock_file = data_dir / LOCK

    # ---- what is on it

    def items(self) -> list[Queued]:
        """Return what is on the queue, in order, each with its state."""
        sizes, current = self._sizes(), self._current()
        return [self._with_state(one, sizes, current) for one in self._store.queue.all()]

    def one(self, key: QueueKey) -> Queued:
        """Return what is on the queue. Raises NotFoundError."""
        found = self._store.queue.one(key)
        if found is None or found.note.removed is not None:
            raise NotFoundError(f"{key} is not on the queue", key.article_id)
        return self._with_state(found, self._sizes(), self._current())

    def next(self) -> Queued | None:
        """Return the first that is not played; None: there is none."""
        return next((one for one in self.items() if one.note.played is None), None)

    def keys_of(self, wanted: Iterable[tuple[model.ArticleId, int | None]]) -> list[QueueKey]:
        """Return the enclosures of articles, without a number the one to play.

        Raises NotFoundError, UsageError.
        """
        return [self._key_of(*one) for one in wanted]

    def _key_of(self, article_id: model.ArticleId, number: int | None) -> QueueKey:
        number = enclosures.number_of(self._store, article_id, number)
        if is_in_mail(self._store.articles.one(article_id).entry.enclosures[number - 1]):
            raise UsageError(f"{article_id}.{number} is attached to a mail: download it instead")
        return model.QueueKey(article_id, number)

    # ---- what the person does

    def add(self, keys: Sequence[QueueKey], label: str = "") -> list[QueueKey]:
        """Put enclosures at the end of the queue; return those that were not on it."""
        return self._store.queue.add(keys, label)

    def remove(self, keys: Sequence[QueueKey], label: str = "") -> int:
        """Take enclosures off the queue; return how many were on it.

        A downloaded file goes when the room is needed.
        """
        return self._store.queue.remove(keys, label)

    def move(self, key: QueueKey, by: int) -> None:
        """Move an enclosure down the queue by so many places, or up."""
        self._store.queue.move(key, by)

    def set_played(
        self, keys: Sequence[QueueKey], *, played: datetime | None, label: str = ""
    ) -> int:
        """Say that enclosures were played to their end, or not; return how many changed."""
        return self._store.queue.change(keys, model.QueueNote(played=played), label)

    # ---- playing

    def playing(self, key: QueueKey) -> Playing:
        """Return how the configuration plays an enclosure, its file where it is downloaded.

        Raises NotFoundError, UsageError.
        """
        commands = self._config().open.by_type
        command = enclosures.open_command(
            self._store, commands, key.article_id, key.number, self._folder
        )
        found = self._store.queue.one(key)
        stated = self._store.articles.one(key.article_id).entry.enclosures[key.number - 1]
        target = enclosures.target_of(self._store, key.article_id, key.number, self._folder)
        begins = WatchLater(command, os.environ).position(target) or 0
        if found is not None and begins and begins != found.note.position:
            self._store.queue.change([key], replace(found.note, position=begins))
        return Playing(key, command, target, begins, stated.seconds)

    def stopped(
        self, playing: Playing, seconds: float, now: datetime, label: str = ""
    ) -> Queued | None:
        """Note where a player stopped, that ran so long and ended well; return what it played.

        None: it is not on the queue. Only mpv says where it stopped.
        """
        found = self._store.queue.one(playing.key)
        if found is None or found.note.removed is not None:
            return None
        kept = WatchLater(playing.command, os.environ)
        if kept.is_mpv:
            position = kept.position(playing.target)
            reached = playing.begins + seconds if position is None else position
            is_near = playing.length is not None and reached >= ENDED * playing.length
            if is_near or (position is None and kept.always_saves):
                self.set_played([playing.key], played=now, label=label)
            elif position is not None:
                self._store.queue.change([playing.key], model.QueueNote(position=position))
        return self.one(playing.key)

    # ---- downloads

    def download(
        self,
        report: Report,
        keys: Sequence[QueueKey] | None = None,
        but_for: Iterable[QueueKey] = (),
    ) -> Iterator[tuple[Queued, FetchError | FileError | None]]:
        """Download what is on the queue, in its order, as far as the setting leaves room.

        keys: only these; but_for: none of these. Yields each with its error; ends where the next
        one has to wait for room.
        Only one process downloads at a time: a second one yields nothing. Waits for the network.
        """
        with self._alone() as lock:
            if lock is None:
                return
            tried = {*but_for}
            while (one := self._next_download(tried, keys)) is not None:
                tried.add(one.key)
                _say_current(lock, str(one.key))
                try:
                    self._download(one, report)
                except (FetchError, FileError) as error:
                    if self._waits_for_room(error):
                        break
                    self._store.queue.note_failure(one.key, str(error))
                    yield one, error
                    if isinstance(error, FileError):  # a full disk takes nothing else, either
                        break
                else:
                    yield one, None
            self._store.queue.forget()

    def _next_download(
        self, tried: set[QueueKey], keys: Sequence[QueueKey] | None
    ) -> Queued | None:
        """Return what is to be downloaded next; the queue may have changed meanwhile."""
        if not self._config().queue_megabytes:
            return None
        for one in self.items():
            is_meant = one.note.played is None if keys is None else one.key in keys
            is_meant = is_meant and not (is_page(one.enclosure) or is_in_mail(one.enclosure))
            if is_meant and one.key not in tried and one.state is not model.QueueState.DOWNLOADED:
                return one
        return None

    def _download(self, one: Queued, report: Report) -> None:
        config, key = self._config(), one.key
        wanted = enclosures.download_of(self._store, key.article_id, key.number, self._folder)
        begun = next((old for old in noted(self._folder) if old.attached == wanted.attached), None)
        if begun is not None and begun.typed_url == wanted.typed_url:
            wanted = replace(begun, url=wanted.url)  # addresses of private podcasts expire
            note(wanted)
        accesses, proxy = Accesses(config.fetch), config.proxy or None

        def fetch(needed: int) -> None:
            room = self._room_for(one, max(needed, 1))
            fetch_file(wanted, accesses, proxy, lambda *so_far: report(one, *so_far), room)

        stated = one.enclosure.size_bytes or 0
        try:
            try:
                fetch(stated)
            except TooLargeError as error:  # feeds are often wrong about it
                if error.size_bytes <= stated:
                    raise
                fetch(error.size_bytes)
        except TooLargeError:
            wanted.forget()
            raise
        self._store.queue.note_file(key, wanted.path.name)

    def _room_for(self, one: Queued, needed: int) -> int:
        """Return how large a file may be; what is played or removed goes first, the oldest first.

        Raises TooLargeError where there is no room for it.
        """
        sizes = self._sizes()
        names = {*self._store.queue.files()} - {one.file}
        room = self._most_bytes - sum(sizes.get(name, 0) for name in names)
        for spare in self._store.queue.spare():
            if room >= needed or needed > self._most_bytes:
                break
            if spare.file is not None and spare.key != one.key:
                with suppress(OSError):  # it is gone already, or stays
                    (self._folder / spare.file).unlink()
                    room += sizes.get(spare.file, 0)
                self._store.queue.note_file(spare.key, None)
        if room < needed:
            words = f"has {needed / MEGABYTE:.1f} MB, more than queue_megabytes allows"
            raise TooLargeError(words, one.enclosure.url, needed)
        return room

    @property
    def _most_bytes(self) -> int:
        return self._config().queue_megabytes * MEGABYTE

    def _waits_for_room(self, error: FetchError | FileError) -> bool:
        """Whether a file is too large only now."""
        return isinstance(error, TooLargeError) and error.size_bytes <= self._most_bytes

    # ---- files

    @property
    def _folder(self) -> Path:
        return enclosures.absolute(Path(self._config().download_folder))

    def _sizes(self) -> dict[str, int]:
        """Return the sizes of all files of the folder, in one look."""
        sizes: dict[str, int] = {}
        with suppress(OSError, UsageError), os.scandir(self._folder) as found:
            for entry in found:
                with suppress(OSError):
                    sizes[entry.name] = entry.stat().st_size
        return sizes

    def _with_state(self, one: Queued, sizes: dict[str, int], current: str) -> Queued:
        key = one.key
        name = one.file or enclosures.name_of(one, one.enclosure)
        here = sizes.get(name)
        part = sizes.get(f"{name}.part", 0)
        if one.note.played is not None:
            state = model.QueueState.PLAYED
        elif here is not None:
            state = model.QueueState.DOWNLOADED
        elif current == str(key):
            state = model.QueueState.DOWNLOADING
        elif one.error:
            state = model.QueueState.FAILED
        else:
            state = model.QueueState.WAITING
        return replace(one, state=state, bytes_here=part if here is None else here)

    # ---- one process at a time

    @contextmanager
    def _alone(self) -> Iterator[int | None]:
        """Hold the lock, whose file says what is downloaded; None: another one downloads."""
        with alone(self._lock_file) as lock:
            try:
                yield lock
            finally:
                if lock is not None:
                    _say_current(lock, "")

    def _current(self) -> str:
        """Return what a living process downloads now; "": nothing."""
        import fcntl

        try:
            lock = os.open(self._lock_file, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return ""
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return os.read(lock, 50).decode("ascii", "replace")
        else:
            return ""  # what is in the file is of a process that was killed
        finally:
            os.close(lock)


def _say_current(lock: int, text: str) -> None:
    with suppress(OSError):  # only for the eye
        os.ftruncate(lock, 0)
        os.pwrite(lock, text.encode(), 0)
