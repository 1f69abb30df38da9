"""Errands: verbs of the library done by a process of their own, which ends when they are done.

What fetches, stores and relates takes 20 MB and more that are never given back, and the lock
that only one thread of a process holds at a time: keys would wait for it.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING, Any, NoReturn, Protocol

from qreader.config.settings import Config, Paths
from qreader.errors import ErrandError, QReaderError
from qreader.process import pipe
from qreader.process.bugs import logged

if TYPE_CHECKING:
    import subprocess

_PROGRAM = f"from qreader.library import Library; from {__name__} import serve; serve(Library)"
"""The library sends out, so it cannot be imported here."""


class _Library(Protocol):
    """What a process does its errand with, `Library`."""

    def close(self) -> None: ...

    def damage(self) -> QReaderError | None: ...


@dataclass(frozen=True, slots=True)
class _Errand:
    """What the process is to do, and in which cache."""

    paths: Paths
    config: Config
    verb: str
    given: Sequence[Any]
    named: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the verb returned; or that it yields, then each of what it yields, then its end."""

    value: Any = None
    more: bool = False
    """Others follow."""
    error: QReaderError | None = None


class Errands:
    """Sends out processes for one cache, one for each errand."""

    def __init__(self, paths: Paths, config: Config) -> None:
        self._paths = paths
        self._config = config
        self._lock = Lock()
        self._under_way: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def run(self, verb: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Have a verb of the library done; return what it returns, an iterator of what it yields.

        Closing the iterator ends the process. Raises what the verb raises of qreader's own;
        ErrandError where the process broke down. It starts in 0.3 s.
        """
        answers = self._answers(_Errand(self._paths, self._config, verb, given, named))
        first = next(answers)
        if first.more:
            return _yielded(answers)
        answers.close()
        return first.value

    def close(self) -> None:
        """Let those under way end: what they stored stays. Waits for none; may be called twice."""
        with self._lock:
            self._closed = True
            for process in self._under_way:
                if process.stdin is not None:
                    with suppress(OSError):  # it is gone
                        process.stdin.close()  # which it takes for the end of this process

    def _answers(self, errand: _Errand) -> Generator[_Answer, None, None]:
        process = self._sent(errand)
        try:
            more = True
            while more:
                answer = _heard(process, errand.verb)
                more = answer.more
                yield answer
        finally:
            with self._lock:
                self._under_way.discard(process)
            pipe.end(process)

    def _sent(self, errand: _Errand) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ErrandError(f"{errand.verb}: qreader is closing")
            try:
                process = pipe.start(_PROGRAM)
            except OSError as error:
                raise ErrandError(f"no process can be started: {error.strerror}") from error
            self._under_way.add(process)
        with suppress(OSError, ValueError):  # it is gone, or let go: its answers tell
            pipe.write(process.stdin, pickle.dumps(errand))
        return process


def _heard(process: subprocess.Popen[bytes], verb: str) -> _Answer:
    """Wait for the next answer. Raises what the verb raised, ErrandError."""
    try:
        answer = pickle.loads(pipe.read(process.stdout))  # noqa: S301 - both ends are qreader
    except EOFError:
        words = f"{verb.replace('_', ' ')}: its process broke down; what it had stored is kept"
        raise ErrandError(words) from None
    if not isinstance(answer, _Answer):
        raise TypeError(f"{verb}: answered {type(answer)}")
    if answer.error is not None:
        raise answer.error
    return answer


def _yielded(answers: Generator[_Answer, None, None]) -> Iterator[Any]:
    with closing(answers):
        for answer in answers:
            if answer.more:
                yield answer.value


# ---- the process's side


def serve(library_of: Callable[[Paths, Config], _Library]) -> NoReturn:
    """Run the errand that comes by the pipe, answer, and end; end with the parent, too."""
    heard, answers = pipe.own_pipes()
    try:
        errand = pickle.loads(pipe.read(heard))  # noqa: S301 - both ends are qreader
        Thread(target=_end_with_parent, args=(heard,), daemon=True).start()
        last = _done(library_of, errand, answers)
        pipe.write(answers, pickle.dumps(last))
    except (EOFError, BrokenPipeError):
        pass  # the parent is gone: nobody waits for an answer
    # as when the program ends: a thread may hang in a name lookup that nothing can interrupt
    os._exit(0)


def _done(
    library_of: Callable[[Paths, Config], _Library], errand: _Errand, answers: IO[bytes]
) -> _Answer:
    """Run an errand, and send what it yields; return the last answer."""
    try:
        with closing(library_of(errand.paths, errand.config)) as library:
            try:
                result = getattr(library, errand.verb)(*errand.given, **errand.named)
                if not isinstance(result, Iterator):
                    return _Answer(result)
                pipe.write(answers, pickle.dumps(_Answer(more=True)))
                for value in result:
                    pipe.write(answers, pickle.dumps(_Answer(value, more=True)))
            except (QReaderError, BrokenPipeError):
                raise
            except Exception as error:
                raise library.damage() or error from error
    except QReaderError as error:
        return _Answer(error=error)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the parent tells it; this process has no voice
        return _Answer(error=ErrandError(logged(error, errand.paths.log_file)))
    return _Answer()


def _end_with_parent(heard: IO[bytes]) -> NoReturn:
    """Wait until the parent lets go, or is no more; what parses ends with this one likewise."""
    heard.read()
    os._exit(0)
