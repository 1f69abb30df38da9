"""Runs a command line, and returns its exit code; the one place that catches everything."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qreader.cli.exits import Exit, exit_code
from qreader.cli.output import Output, OutputError
from qreader.cli.parser import Invocation, parse
from qreader.config.settings import Config, Paths, find_paths, load_config
from qreader.errors import QReaderError, QueryError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from qreader.cli.verb import Verb


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, by default the process's; return the exit code.

    Never raises: a mistake is one sentence on standard error, a bug a traceback in the log.
    """
    output = Output(sys.stdout, sys.stderr)
    log_file: Path | None = None
    try:
        wanted = parse(sys.argv[1:] if arguments is None else arguments, _verbs)
        paths = find_paths(wanted.data_dir)
        log_file = paths.log_file
        code = _do(wanted, paths, output)
        output.flush()
    except SystemExit as leaving:  # argparse, once it has printed --help or --version
        return leaving.code if isinstance(leaving.code, int) else Exit.DONE
    except QReaderError as error:
        output.complain(error, _where(error))
        return exit_code(error)
    except OutputError as error:
        if error.reader_left:
            return Exit.PIPE_CLOSED
        output.complain(error)
        return Exit.IN_PART
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a bug must end in a sentence, too
        from qreader.process.bugs import logged

        output.complain(logged(error, log_file))
        return Exit.BUG
    return code


def _verbs() -> Sequence[Verb]:
    from qreader.cli.table import VERBS

    return VERBS


def _do(wanted: Invocation, paths: Paths, output: Output) -> int:
    verb = wanted.verb
    if verb is None:
        _require_terminal()
    reads_config = verb is None or verb.reads_config
    config = load_config(paths.config_file) if reads_config else Config()
    from qreader.library import Library

    is_open = verb is None or verb.opens_cache
    # in the reader, no key may wait for fetching and relating
    library = Library(paths, config, open_now=is_open, use_workers=verb is None)
    try:
        if verb is not None:
            gc.enable()
            return verb.run(library, wanted.options, output)
        from qreader.tui.app import run_app

        return run_app(library, config)
    except (QReaderError, OutputError):
        raise
    except Exception as error:
        damage = library.damage()
        if damage is None:
            raise
        raise damage from error
    finally:
        library.close()


def _where(error: QReaderError) -> Sequence[str]:
    """Return the lines that point at a query's mistake."""
    if not isinstance(error, QueryError) or error.position is None or not error.words:
        return ()
    from qreader.cli.pointing import pointed

    return pointed(error.words, error.position, error.length)


def _require_terminal() -> None:
    from qreader.tui.terminal.environment import why_not

    reason = why_not()
    if reason is not None:
        raise UsageError(reason.removeprefix("qreader: "))
