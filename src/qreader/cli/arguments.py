"""Arguments that several verbs take, and the parsers of their values."""

from __future__ import annotations

import argparse
from datetime import timedelta

from qreader.cli.template import read_template
from qreader.model import Order

MAX_NUMBER = 2**63 - 1
"""The largest integer of SQLite."""


def positive_number(text: str) -> int:
    """Return the number of an article or a feed. Raises ArgumentTypeError for an invalid one."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= MAX_NUMBER):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 up, not {text!r}")
    return int(text)


def span(text: str) -> timedelta:
    """Return a length of time such as `90d`. Raises ArgumentTypeError for an invalid one."""
    from qreader.text.query import UNITS  # 10 ms of patterns that few commands need

    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and len(number) < 5 and unit in UNITS):
        raise argparse.ArgumentTypeError(f"must be a length of time such as 90d, not {text!r}")
    return int(number) * UNITS[unit]


def add_json(parser: argparse._ActionsContainer, shape: str) -> None:
    """Add `--json`; shape: what it prints, for the help."""
    parser.add_argument("--json", action="store_true", help=f"print {shape}, for scripts")


def add_format(parser: argparse.ArgumentParser, shape: str) -> None:
    """Add `--format` and `--json`, which exclude each other."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--format",
        metavar="TEXT",
        type=read_template,
        help="print this line of each, such as '{age:>4} {title}'",
    )
    add_json(how, shape)


def add_limit(parser: argparse.ArgumentParser, default: int | None) -> None:
    """Add `--limit`; None: no limit by default."""
    ending = f" (else {default})" if default else " (else all)"
    parser.add_argument(
        "--limit", metavar="N", type=positive_number, default=default, help=f"at most N{ending}"
    )


def add_sort(parser: argparse.ArgumentParser) -> None:
    """Add `--sort`."""
    parser.add_argument(
        "--sort",
        choices=[order.value for order in Order],
        help="the order; `sort:` in QUERY wins over it",
    )


def chosen_order(options: argparse.Namespace) -> Order | None:
    """Return the order of `--sort`; None: the usual one."""
    return Order(options.sort) if options.sort else None


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """Add `--quiet`."""
    parser.add_argument("-q", "--quiet", action="store_true", help="print failures only")
