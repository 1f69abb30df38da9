"""The command line: one client of the library, for people, pipes and scripts."""

from qreader.cli.program import main

__all__ = ["main"]
