"""What the interface keeps from one day to another, such as the widths of its panes."""

from __future__ import annotations

from qreader.store.base import Table


class Remembered(Table):
    """What the interface keeps from one day to another, such as the widths of its panes."""

    def read(self, name: str) -> str | None:
        """Return what was kept under a name."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT value FROM remembered WHERE name = :name", {"name": name}
            ).fetchone()
            return None if row is None else str(row[0])

    def write(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO remembered (name, value) VALUES (:name, :value)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
                {"name": name, "value": value},
            )
