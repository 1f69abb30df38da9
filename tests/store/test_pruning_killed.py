"""A process that is killed while it prunes: all of a batch is gone, or nothing."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from qreader.model import Query
from qreader.store import Store

KILLED = """
import os, signal, sys
from pathlib import Path
from qreader import pruning
from qreader.model import Limits, Query
from qreader.store import Store, pruning as table, search, space

def dies(kind, name, call):
    whole, left = getattr(kind, name), [call]
    def dying(*given, **named):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*given, **named)
    setattr(kind, name, dying)

pruning.BATCH = 4
where, call = sys.argv[2].rsplit(".", 1), int(sys.argv[3])
dies({"SearchIndex": search.SearchIndex, "Pruning": table.Pruning, "Space": space.Space}[where[0]],
     where[1], call)
store = Store(Path(sys.argv[1]))
list(pruning.prune(store, store._clock(), Limits(), store.lists.all_ids(Query()),
                   dry_run=False))
"""


@pytest.mark.parametrize(
    ("where", "call", "left"),
    [
        ("SearchIndex.unindex", 2, 10),  # in the midst of the first batch
        ("SearchIndex.unindex", 6, 6),  # in the midst of the second
        ("Pruning.forget_empty_stories", 1, 0),
        ("Space._write_anew", 1, 0),
        ("Space._cut", 1, 0),
    ],
)
def test_a_kill_leaves_a_sound_cache(
    store: Store, save, tmp_path: Path, where: str, *, call: int, left: int
) -> None:
    ids = save(*((f"Title {n}", f"ferry number {n}") for n in range(10)))
    store.statuses.mark(ids, read=True)
    store.close()
    path = tmp_path / "qreader.db"
    if where == "Space._write_anew":
        with closing(sqlite3.connect(path, isolation_level=None)) as sql:
            sql.execute("PRAGMA auto_vacuum = 0")
            sql.execute("VACUUM")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), where, str(call)],
        check=False,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    with closing(sqlite3.connect(path, isolation_level=None)) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    with closing(Store(path)) as again:
        assert len(again.lists.ids(Query())) == left
        assert len(again.lists.ids(Query(words="ferry"))) == left
