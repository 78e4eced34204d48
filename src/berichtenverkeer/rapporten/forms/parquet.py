# SPDX-License-Identifier: EUPL-1.2
"""A table as Parquet, typed by the units of its columns; what the report rests on is in the metadata of the file."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import msgspec

from berichtenverkeer.rapporten.declaration import Unit
from berichtenverkeer.rapporten.forms.grid import Grid
from berichtenverkeer.rapporten.forms.ground import as_object
from berichtenverkeer.rapporten.result import Ground

_TYPES = {
    Unit.COUNT: "BIGINT",
    Unit.CENTS: "BIGINT",
    Unit.DATE: "DATE",
    Unit.YES_NO: "BOOLEAN",
    Unit.CODE: "VARCHAR",
    Unit.TEXT: "VARCHAR",
    Unit.MONTH: "VARCHAR",
}
_HIDDEN = "afgeschermd"
"""The column with the names of what may not be shown of a line: an empty value is otherwise one that is absent."""

_encode = msgspec.json.Encoder(enc_hook=str, decimal_format="number").encode


def render(grid: Grid, ground: Ground) -> bytes:
    """One file."""
    columns = {name: _TYPES.get(unit, "DOUBLE") for name, unit in grid.units.items()} | {_HIDDEN: "VARCHAR"}
    lines = (
        _encode(dict(zip(columns, [*line, " ".join(hidden) or None], strict=True)))
        for line, hidden in zip(grid.lines, grid.hidden, strict=True)
    )
    with TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        source, target = Path(folder) / "lines.json", Path(folder) / "table.parquet"
        source.write_bytes(b"\n".join(lines))
        names = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create table made ({names})")
        if grid.lines:
            connection.execute(
                "insert into made select * from read_json(?, columns = ?, format = 'newline_delimited')",
                [str(source), columns],
            )
        connection.execute(
            f"copy made to '{target}' (format parquet, compression zstd, kv_metadata {{verantwoording: ?}})",
            [_encode(as_object(ground)).decode()],
        )
        return target.read_bytes()
