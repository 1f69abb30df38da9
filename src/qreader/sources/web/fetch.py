"""Fetcher: requests many addresses at once, in a thread that never delays the program's end."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any, Generic, Self, TypeVar

from qreader import __version__
from qreader.config.tables import Access
from qreader.errors import FetchError
from qreader.model import Document, NotModified, Validators
from qreader.sources.web.access import DIRECT, Accesses
from qreader.sources.web.exchange import (
    CONNECT_SECONDS,
    MAX_BODY_BYTES,
    Request,
    exchange,
    request_headers,
)
from qreader.sources.web.follow import Clients, host_of
from qreader.sources.web.hosts import Hosts, HostSlot
from qreader.sources.web.lookup import LookupLoop, is_own

USER_AGENT = f"qreader/{__version__} (+https://pypi.org/project/qreader/)"
CLOSE_SECONDS = 1.0
"""The longest wait of `close`; the thread is a daemon, so nothing waits for it after that."""

Key = TypeVar("Key")
Answer = Document | NotModified | FetchError
_Task = asyncio.Task[Document | NotModified]


class Fetcher:
    """A daemon thread with an event loop that fetches; it uses no file and no database.

    It is thread-safe. The loop starts at the first fetch (the import of the HTTP library costs
    90 ms) and ends with `close()` or with the process, whose end it never delays.
    """

    def __init__(
        self,
        *,
        at_once: int = 16,
        seconds: float = 20.0,
        max_bytes: int = MAX_BODY_BYTES,
        user_agent: str = USER_AGENT,
        proxy: str | None = None,
        accesses: Sequence[Access] = (),
        is_own: Callable[[str], bool] = is_own,
    ) -> None:
        """max_bytes: the limit of one answer, decompressed.

        proxy: None uses the environment's.

        accesses: headers, logins and proxies for some addresses.

        is_own: whether a host is the person's own, and needs no rest between requests.
        """
        self._at_once = at_once
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._user_agent = user_agent
        self._proxy = proxy
        self._accesses = Accesses(accesses)
        self._lock = threading.Lock()
        self._loop: LookupLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._clients: dict[str | None, Clients] = {}
        self._batches: list[_Batch[Any]] = []
        self._hosts = Hosts(self._advance, is_own)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fetch(
        self, url: str, validators: Validators = Validators(), *, typed_url: str | None = None
    ) -> Document | NotModified:
        """Fetch one address. Raises FetchError.

        Waits for the network. typed_url: the address that the person typed, where `url` was found
        by following it: only its host may be in a private network.
        """
        return self.ask(Request(url, validators, typed_url))

    def ask(self, request: Request) -> Document | NotModified:
        """Send one request. Waits for the network. Raises FetchError."""
        for _, answer in self.fetch_many([(None, request)]):
            if isinstance(answer, FetchError):
                raise answer
            return answer
        raise FetchError(f"{host_of(request.url)}: the fetch was given up", request.url)

    def fetch_many(self, requests: Iterable[tuple[Key, Request]]) -> Iterator[tuple[Key, Answer]]:
        """Fetch many addresses; yield each answer with its key as it arrives.

        Waits for the network. Closing the iterator cancels the remaining requests at once; closing
        the fetcher ends the iterator early. An answer that is not consumed keeps its place among
        the `at_once`, so that bodies do not pile up before a slow consumer.
        """
        answers, give_up = self.begin(requests)
        try:
            yield from answers
        finally:
            give_up()

    def begin(
        self, requests: Iterable[tuple[Key, Request]]
    ) -> tuple[Iterator[tuple[Key, Answer]], Callable[[], None]]:
        """Do the same for a thread that consumes the answers and another that may cancel the rest.

        Return the answers, and a function that cancels the rest; it must be called in any case.
        """
        refused: list[tuple[Key, Answer]] = []
        allowed: list[tuple[Key, Request]] = []
        for key, request in requests:
            try:
                granted = self._accesses.granted(request.typed_url or request.url)
            except FetchError as error:
                refused.append((key, error))
            else:
                allowed.append((key, replace(request, granted=granted)))
        batch = _Batch(allowed, self._at_once)
        loop = self._start(batch)
        answers = chain(refused, self._answers(loop, batch))
        return answers, partial(_tell, loop, partial(self._give_up, batch))

    def close(self) -> None:
        """Cancel all requests at once. May be called twice."""
        with self._lock:
            self._closed = True
            loop, self._loop = self._loop, None
        if loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._shut_down(loop), loop)
        self._thread.join(CLOSE_SECONDS)

    def _answers(self, loop: LookupLoop, batch: _Batch[Key]) -> Iterator[tuple[Key, Answer]]:
        for _ in range(batch.size):
            done = batch.done.get()
            if done is None:
                return
            _tell(loop, partial(self._free_a_place, batch))
            key, task = done
            yield key, _answer(task)

    # ---- in the thread of the loop

    def _begin(self, batch: _Batch[Any]) -> None:
        self._batches.append(batch)
        self._advance()

    def _advance(self) -> None:
        """Start the requests that may start: a place is free, and so is a slot at the host.

        A request that waits for its host takes no place, and one that waits for a place takes no
        slot.
        """
        for batch in self._batches:
            if not batch.places:
                continue
            waiting, batch.waiting = batch.waiting, []
            for at, (key, request, host) in enumerate(waiting):
                if not batch.places:
                    batch.waiting += waiting[at:]
                    break
                if self._hosts.take(host):
                    batch.places -= 1
                    slot = HostSlot(self._hosts, host)
                    task = asyncio.create_task(self._fetch(request, slot))
                    batch.pending.add(task)
                    task.add_done_callback(partial(self._finish, batch, key, slot))
                else:
                    batch.waiting.append((key, request, host))

    async def _fetch(self, request: Request, slot: HostSlot) -> Document | NotModified:
        proxy = self._accesses.proxy(request.url, request.typed_url or request.url) or self._proxy
        clients = self._open_clients(proxy)
        return await exchange(clients, request, self._seconds, slot, self._max_bytes)

    def _finish(self, batch: _Batch[Key], key: Key, slot: HostSlot, task: _Task) -> None:
        slot.end()
        batch.pending.discard(task)  # frees the body as soon as it is consumed
        if task.cancelled():
            batch.done.put(None)
            return
        task.exception()  # retrieved: asyncio prints exceptions that are not
        batch.done.put((key, task))
        self._advance()

    def _free_a_place(self, batch: _Batch[Any]) -> None:
        batch.places += 1
        self._advance()

    def _give_up(self, batch: _Batch[Any]) -> None:
        batch.waiting.clear()
        batch.done.put(None)
        for task in tuple(batch.pending):
            task.cancel()
        if batch in self._batches:
            self._batches.remove(batch)

    def _open_clients(self, proxy: str | None) -> Clients:
        if proxy not in self._clients:
            self._clients[proxy] = new_clients(self._user_agent, self._at_once, proxy)
        return self._clients[proxy]

    async def _shut_down(self, loop: asyncio.AbstractEventLoop) -> None:
        for batch in tuple(self._batches):
            self._give_up(batch)
        others = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
        if others:
            await asyncio.wait(others, timeout=CLOSE_SECONDS / 2)
        with suppress(OSError):
            async with asyncio.timeout(CLOSE_SECONDS / 2):
                for clients in self._clients.values():
                    await clients.typed.aclose()
                    await clients.public.aclose()
        loop.stop()

    # ---- the thread

    def _start(self, batch: _Batch[Any]) -> LookupLoop:
        with self._lock:
            if self._closed:
                raise RuntimeError("the fetcher is closed")
            if self._loop is None:
                self._loop = LookupLoop()
                self._loop.set_exception_handler(_note_stray_error)
                self._thread = threading.Thread(
                    target=_run, args=(self._loop,), daemon=True, name="fetcher"
                )
                self._thread.start()
            # under the lock: a loop that is closing would never run it
            self._loop.call_soon_threadsafe(self._begin, batch)
            return self._loop


class _Batch(Generic[Key]):
    """One call of `fetch_many`; except for `done`, only the loop's thread changes it."""

    def __init__(self, requests: Iterable[tuple[Key, Request]], places: int) -> None:
        self.waiting = [(key, request, host_of(request.url)) for key, request in requests]
        self.size = len(self.waiting)
        self.places = places
        self.pending: set[_Task] = set()
        self.done: queue.SimpleQueue[tuple[Key, _Task] | None] = queue.SimpleQueue()
        """Tasks in the order in which they finish; None: the end."""


def _answer(task: _Task) -> Answer:
    try:
        return task.result()
    except FetchError as error:
        return error


def _tell(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Run a call in the loop, unless it has ended."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _note_stray_error(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Log an error of a connection whose fetch was cancelled; asyncio would print it."""
    logging.getLogger(__name__).debug("%s", context.get("message"))


def new_clients(user_agent: str, at_once: int, proxy: str | None) -> Clients:
    """Create the two pools, with verified TLS and without cookies.

    proxy: None uses the environment's. Raises FetchError where a proxy cannot be used.
    """
    from http.cookiejar import CookieJar, DefaultCookiePolicy
    from importlib.util import find_spec

    import httpx2

    from qreader.sources.web.heads import accept_careless_servers

    context = httpx2.create_ssl_context()

    def client() -> httpx2.AsyncClient:
        made = httpx2.AsyncClient(
            headers=request_headers(user_agent),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            verify=context,
            proxy=None if proxy == DIRECT else proxy,
            trust_env=proxy != DIRECT,
            http2=find_spec("h2") is not None,
            timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=at_once),
            follow_redirects=False,
        )
        accept_careless_servers(made)
        return made

    try:
        return Clients(client(), client())
    except ImportError as error:
        raise FetchError(
            "a SOCKS proxy needs the package socksio (the extra `socks`), which is not here", ""
        ) from error
    except ValueError as error:
        named_by = "environment" if proxy is None else "configuration"
        raise FetchError(f"the proxy that the {named_by} names cannot be used", "") from error
