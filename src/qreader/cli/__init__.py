"""The command line: a client of the library, for people, pipes and scripts."""

from qreader.cli.program import main

__all__ = ["main"]
