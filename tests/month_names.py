"""Write the names of months and days of all languages that CLDR has, as Babel has them.

`python -m tests.month_names` from the project's folder, when Babel has a new CLDR.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from qreader.sources.months import folded, words_of

TABLE = Path(__file__).parents[1] / "src/qreader/sources/month_names.txt"
HEAD = """\
# How months are called in the languages of CLDR, by Babel (tests/month_names.py writes this file).
# CLDR is under the Unicode licence: https://www.unicode.org/license.txt
# A line a language: its names of the twelve months, and of the seven days from Monday on. Folded:
# lower case, no accents, no dots.
"""


def main() -> None:
    """Write the table."""
    months: dict[str, list[set[str]]] = {}
    days: dict[str, list[set[str]]] = {}
    for identifier in sorted(locale_identifiers()):
        try:
            locale = Locale.parse(identifier)
        except UnknownLocaleError:
            continue
        for found, stated, first, count in (
            (months, locale.months, 1, 12),
            (days, locale.days, 0, 7),
        ):
            names = found.setdefault(locale.language, [set() for _ in range(count)])
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in stated[context][width].items():
                        names[int(number) - first].add(" ".join(words_of(folded(name))))
    ours = {
        key: [
            sorted(n for n in names if n and not n.isdigit() and n != f"m{i:02}")
            for i, names in enumerate(value, 1)
        ]
        for key, value in months.items()
    }
    lines = []
    for language, value in sorted(ours.items()):
        if not all(value):
            continue
        parts = [",".join(names) for names in (*value, *map(sorted, days[language]))]
        lines.append(f"{language}|{'|'.join(parts)}\n")
    TABLE.write_text(HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
