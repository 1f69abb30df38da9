"""Background processes: each runs one verb of the library for a cache, and then ends.

Fetching, storing and relating take 20 MB and more that Python never gives back, and they hold the
interpreter lock: keys would wait for it.
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
from qreader.errors import BackgroundError, QReaderError
from qreader.process import pipe
from qreader.process.bugs import logged

if TYPE_CHECKING:
    import subprocess

_PROGRAM = f"from qreader.library import Library; from {__name__} import serve; serve(Library)"
"""The library imports this module, so this module cannot import it."""

NICENESS = 10
"""Of a process that gives way: it gets a tenth of a busy core."""


class _Library(Protocol):
    """The part of `Library` that a process needs, besides the verb."""

    def close(self) -> None: ...

    def damage(self) -> QReaderError | None: ...


@dataclass(frozen=True, slots=True)
class _Task:
    """A verb of the library with its arguments, and the cache that it runs on."""

    paths: Paths
    config: Config
    verb: str
    given: Sequence[Any]
    named: Mapping[str, Any]
    gives_way: bool
    """Whether all other processes go first."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One message from the process.

    A verb that returns a value sends one. A verb that yields sends an empty one first, then one for
    each value, then an empty last one.
    """

    value: Any = None
    more: bool = False
    """Whether other answers follow."""
    error: QReaderError | None = None


class BackgroundProcesses:
    """Starts the processes for one cache, a process for each verb."""

    def __init__(self, paths: Paths, config: Config) -> None:
        self._paths = paths
        self._config = config
        self._lock = Lock()
        self._under_way: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def run(
        self, verb: str, given: Sequence[Any], named: Mapping[str, Any], *, gives_way: bool = False
    ) -> Any:
        """Run a verb of the library; return its value, or an iterator of what it yields.

        Closing the iterator ends the process. Raises each QReaderError that the verb raises, and
        BackgroundError where the process crashed. A process starts in 0.3 s. One that gives way
        lets all others go first.
        """
        answers = self._answers(_Task(self._paths, self._config, verb, given, named, gives_way))
        first = next(answers)
        if first.more:
            return _yielded(answers)
        answers.close()
        return first.value

    def configure(self, config: Config) -> None:
        """Start processes with other settings from now on."""
        self._config = config

    def close(self) -> None:
        """Tell all processes to end; what they stored stays. Does not wait. May be called twice."""
        with self._lock:
            self._closed = True
            for process in self._under_way:
                if process.stdin is not None:
                    with suppress(OSError):  # it has ended
                        process.stdin.close()  # the process ends when its input ends

    def _answers(self, task: _Task) -> Generator[_Answer, None, None]:
        process = self._started(task)
        try:
            more = True
            while more:
                answer = _next_answer(process, task.verb)
                more = answer.more
                yield answer
        finally:
            with self._lock:
                self._under_way.discard(process)
            pipe.end(process)

    def _started(self, task: _Task) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise BackgroundError(f"{task.verb}: qreader is closing")
            try:
                process = pipe.start(_PROGRAM)
            except OSError as error:
                raise BackgroundError(f"no process can be started: {error.strerror}") from error
            self._under_way.add(process)
        with suppress(OSError, ValueError):  # it has ended: reading its answer says so
            pipe.write(process.stdin, pickle.dumps(task))
        return process


def _next_answer(process: subprocess.Popen[bytes], verb: str) -> _Answer:
    """Wait for the next answer. Raises what the verb raised, BackgroundError."""
    try:
        answer = pickle.loads(pipe.read(process.stdout))  # noqa: S301 - both ends are qreader
    except EOFError:
        words = f"{verb.replace('_', ' ')}: its process broke down; what it had stored is kept"
        raise BackgroundError(words) from None
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
    """Run the task that is read from the pipe, answer, and end. Ends when the parent does, too."""
    heard, answers = pipe.own_pipes()
    try:
        task = pickle.loads(pipe.read(heard))  # noqa: S301 - both ends are qreader
        if task.gives_way:
            os.nice(NICENESS)
        Thread(target=_end_with_parent, args=(heard,), daemon=True).start()
        last = _done(library_of, task, answers)
        pipe.write(answers, pickle.dumps(last))
    except (EOFError, BrokenPipeError):
        pass  # the parent is gone: nobody waits for an answer
    # not sys.exit: a thread may hang in a name lookup that nothing can interrupt
    os._exit(0)


def _done(
    library_of: Callable[[Paths, Config], _Library], task: _Task, answers: IO[bytes]
) -> _Answer:
    """Run an task, and send what it yields; return the last answer."""
    try:
        with closing(library_of(task.paths, task.config)) as library:
            try:
                result = getattr(library, task.verb)(*task.given, **task.named)
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
    except Exception as error:  # noqa: BLE001 - the parent reports it
        return _Answer(error=BackgroundError(logged(error, task.paths.log_file)))
    return _Answer()


def _end_with_parent(heard: IO[bytes]) -> NoReturn:
    """Wait until the parent closes the pipe or ends, then end; this ends the sandbox, too."""
    heard.read()
    os._exit(0)
