"""Remembered: values of the interface kept between sessions, such as the widths of panes."""

from __future__ import annotations

from qreader.store.base import Table


class Remembered(Table):
    """Values of the interface kept between sessions."""

    def read(self, name: str) -> str | None:
        """Return the value of a name."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT value FROM remembered WHERE name = :name", {"name": name}
            ).fetchone()
            return None if row is None else str(row[0])

    def write(self, name: str, value: str) -> None:
        """Store a value under a name."""
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO remembered (name, value) VALUES (:name, :value)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
                {"name": name, "value": value},
            )
