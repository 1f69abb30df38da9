"""Sandbox: runs a function of qreader in a process that can be killed.

Parsers of foreign text can hang or use up the memory, and Python cannot stop a thread.
"""

from __future__ import annotations

import contextlib
import importlib
import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from qreader.errors import ParseError, SourceError
from qreader.process import pipe

if TYPE_CHECKING:
    import subprocess

DEFAULT_SECONDS = 15.0
"""The time limit of a call: ten times that of the slowest of 400 real feeds."""
MEMORY_BYTES = 1_500_000_000
"""The limit of address space, which is more than the memory in use: libraries alone map 300 MB."""
_CPU_SPARE_SECONDS = 5
"""The extra time after which an orphan, whose parent was killed, ends by itself."""

_PROGRAM = f"from {__name__} import serve; serve({{}})"
"""Not `-m`: pickled classes must have the parent's module names, not `__main__`."""

Argument = TypeVar("Argument")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Failed:
    """The process's answer in place of a result."""

    sentence: str
    spent: bool = False
    """The process is unusable, and must be replaced."""


class Sandbox:
    """One process, started at its first call and replaced when it fails.

    It does not protect against an attacker, since the process has this one's rights. Therefore the
    two may exchange pickles: both ends are qreader.
    """

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def call(
        self,
        function: Callable[[Argument], Result],
        argument: Argument,
        seconds: float = DEFAULT_SECONDS,
    ) -> Result:
        """Return function(argument), run in the process; calls wait for each other.

        The function must be at the top level of a module. Raises the SourceError that it raises;
        ParseError where it takes too long, needs too much memory or crashes. The first call takes
        some 0.1 s, each other 1 ms and 3 ms a megabyte.
        """
        task = (function.__module__, function.__name__, argument, seconds)
        with self._turn:
            outcome = self._exchange(pickle.dumps(task), argument, seconds)
        if isinstance(outcome, _Failed):
            raise ParseError(outcome.sentence, _address(argument))
        if isinstance(outcome, SourceError):
            raise outcome
        return outcome  # type: ignore[no-any-return] # the function's result

    def close(self) -> None:
        """Kill the process. May be called twice."""
        self._closed = True
        process = self._process
        if process is None:
            return
        process.kill()  # it also ends a call of another thread
        with self._turn:
            self._forget(process)

    def _exchange(self, task: bytes, argument: object, seconds: float) -> Any:
        if self._closed:
            raise ParseError("was not read: qreader is closing", _address(argument))
        process = self._started()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(seconds, give_up)
        clock.daemon = True
        clock.start()
        try:
            pipe.write(process.stdin, task)
            outcome = pickle.loads(pipe.read(process.stdout))  # noqa: S301 - see the class
        except BaseException as error:
            # a late answer must not be taken for that of the next call
            self._forget(process)
            if not isinstance(error, Exception):  # Ctrl+C, the end of the program
                raise
            words = _words_for_the_end(late.is_set(), seconds)
            raise ParseError(words, _address(argument)) from error
        finally:
            clock.cancel()
        if isinstance(outcome, _Failed) and outcome.spent:
            self._forget(process)
        return outcome

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._forget(self._process)
        if self._process is None:
            self._process = pipe.start(_PROGRAM.format(self._memory_bytes))
        return self._process

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        pipe.end(process)
        if self._process is process:
            self._process = None


def serve(memory_bytes: int) -> None:
    """Answer calls until the parent closes the pipe or ends; called in the process."""
    tasks, answers = pipe.own_pipes()
    _limit_memory(memory_bytes)
    while True:
        try:
            module, name, argument, seconds = pickle.loads(pipe.read(tasks))  # noqa: S301 - see Sandbox
        except EOFError:
            return
        _limit_processor(seconds + _CPU_SPARE_SECONDS)
        answer, spent = _answer(module, name, argument)
        pipe.write(answers, answer)
        if spent:
            return


def _answer(module: str, name: str, argument: object) -> tuple[bytes, bool]:
    try:
        function = getattr(importlib.import_module(module), name)
        return pickle.dumps(function(argument)), False
    except SourceError as error:
        return pickle.dumps(error), False
    except MemoryError:
        return pickle.dumps(_Failed("needs too much memory to be read", spent=True)), True
    except Exception as error:  # noqa: BLE001 - the parent reports it
        sentence = f"could not be read: a bug in qreader ({type(error).__name__})"
        return pickle.dumps(_Failed(sentence)), False


def _address(argument: object) -> str:
    """Return the address in an argument for a message; "" for other values, which may be long."""
    return str(getattr(argument, "url", argument))


def _words_for_the_end(late: bool, seconds: float) -> str:
    if late:
        return f"took longer than {seconds:g} s to read"
    return "could not be read: the reading process broke down"


def _limit_memory(memory_bytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows; not all macOS allow it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _limit_processor(seconds: float) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
