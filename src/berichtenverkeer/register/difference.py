# SPDX-License-Identifier: EUPL-1.2
"""What a load would change: rows that begin and rows that end, per file. Pure."""

from collections.abc import Iterator

import msgspec

from berichtenverkeer.register.declaratie import Content, Row, Table
from berichtenverkeer.register.reading import write_sheet
from berichtenverkeer.register.rows import TABLES


class FileDifference(msgspec.Struct, frozen=True):
    """Of one file: the rows that would be gone, and those that would be new, in order of key and date."""

    table: Table
    gone: tuple[Row, ...]
    new: tuple[Row, ...]

    @property
    def lines(self) -> list[str]:
        """As lines of the file: a row that changes is one that is gone (`-`) and one that is new (`+`)."""
        signed = [(row, sign) for sign, rows in (("-", self.gone), ("+", self.new)) for row in rows]
        signed.sort(key=lambda pair: (self.table.key_of(pair[0]), pair[0].geldig_van, pair[1] == "+"))
        return [f"{sign} {write_sheet(self.table, [row]).splitlines()[1]}" for row, sign in signed]


def difference(old: Content, new: Content) -> Iterator[FileDifference]:
    """Per file that would change, in the order of the files."""
    for name, table in TABLES.items():
        before, after = dict.fromkeys(old.rows.get(name, ())), dict.fromkeys(new.rows.get(name, ()))
        found = FileDifference(
            table,
            tuple(row for row in before if row not in after),
            tuple(row for row in after if row not in before),
        )
        if found.gone or found.new:
            yield found
