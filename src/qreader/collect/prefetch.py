"""Prefetch: a thread runs an iterator some items ahead of its consumer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Done(Generic[Made]):
    value: Made


def prefetched(
    items: Iterable[Item],
    make: Callable[[Item], Made],
    ahead: int,
    give_up: Callable[[], None],
) -> Generator[Made, None, None]:
    """Yield `make` of each item, in order; the thread is at most `ahead` results ahead.

    The thread also waits for the items. An exception in the thread is raised here. Closing the
    iterator calls give_up, which must end the items, and does not wait: the thread finishes the
    item that it works on, and its result is dropped.
    """
    room = threading.Semaphore(ahead)
    made: SimpleQueue[_Done[Made] | BaseException | None] = SimpleQueue()
    closed = threading.Event()

    def work() -> None:
        end: BaseException | None = None
        try:
            for item in items:
                room.acquire()
                if closed.is_set():
                    break
                made.put(_Done(make(item)))
        except BaseException as error:  # noqa: BLE001 - raised again in the consumer
            end = error
        made.put(end)

    threading.Thread(target=work, daemon=True, name="ahead").start()
    try:
        while isinstance(one := made.get(), _Done):
            room.release()
            yield one.value
        if one is not None:
            raise one
    finally:
        closed.set()
        room.release()
        give_up()
