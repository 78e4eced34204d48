# SPDX-License-Identifier: EUPL-1.2
"""Two leveringen with one hash are noticed when the peilbestand is made: a real pair, worked out backwards."""

import re
from pathlib import Path

import duckdb
import pytest

from berichtenverkeer.peilbestand.hashes import HASHED, SameHash, require_apart
from berichtenverkeer.rapporten.relations import BASIS

_MOD, _FACTOR = 2**64, 0xD6E8FEB86659FD93
_BACK = pow(_FACTOR, -1, _MOD)
COLUMNS = (*HASHED["levering"]["true"], "pos_van")
FIRST = (1, "0855", "99000101", 7, "45", "453", "2026-01-01", 10)


def hashed(number: int, factor: int = _FACTOR) -> int:
    """How DuckDB hashes a number; with the inverse factor the way back."""
    for _ in range(2):
        number = (number ^ number >> 32) * factor % _MOD
    return number ^ number >> 32


def with_same_hash(connection: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
    """A levering of another client: its ToewijzingNummer makes up for what differs before it."""
    before = []
    for client in (1, 2):
        [(hash_,)] = connection.execute(f"select hash({client}::integer, '0855', '99000101')").fetchall()
        before.append((hash_ ^ hash_ >> 32) * _FACTOR % _MOD)
    number = hashed(before[0] ^ before[1] ^ hashed(7), _BACK)
    return (2, *FIRST[1:3], number - _MOD if number >= _MOD // 2 else number, *FIRST[4:])


def write(connection: duckdb.DuckDBPyConnection, file: Path, *rows: tuple[object, ...]) -> None:
    types = ["integer", "varchar", "varchar", "bigint", "varchar", "varchar", "date", "bigint"]
    named = ", ".join(f"col{at}::{kind} as {name}" for at, (name, kind) in enumerate(zip(COLUMNS, types, strict=True)))
    values = ", ".join(repr(row) for row in rows)
    connection.execute(f"copy (select {named} from (values {values}) t) to '{file}' (format parquet)")


def write_boekingen(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """One, from no other claim."""
    claim = (
        "1 as client, 'toewijzing' as claim_soort, '0855' as claim_partij, 7 as claim_nummer, '' as claim_referentie"
    )
    none = ", ".join(f"null as van_{name}" for name in ("soort", "partij", "nummer", "referentie"))
    connection.execute(f"copy (select {claim}, {none}) to '{folder}/boeking.parquet' (format parquet)")


def test_two_leveringen_with_one_hash_are_noticed_in_whichever_file_they_are(tmp_path: Path) -> None:
    earlier, made = tmp_path / "earlier", tmp_path / "made"
    with duckdb.connect() as connection:
        other = with_same_hash(connection)
        for folder in (earlier, made):
            folder.mkdir()
            write_boekingen(connection, folder)
        base, later = made / "levering.parquet", made / "levering.later.parquet"
        write(connection, base, FIRST, (*FIRST[:-1], 20))
        require_apart(connection, made, None)  # two versions of one
        write(connection, base, FIRST, other)
        with pytest.raises(SameHash):
            require_apart(connection, made, None)
        (earlier / base.name).hardlink_to(base)
        require_apart(connection, made, earlier)  # looked at before
        (earlier / base.name).unlink()
        write(connection, base, FIRST)
        write(connection, later, (3, *FIRST[1:]))
        require_apart(connection, made, earlier)
        write(connection, later, other)
        with pytest.raises(SameHash):
            require_apart(connection, made, earlier)


def test_what_is_looked_at_is_what_figures_hash() -> None:
    """Of a levering and of both claims of a boeking. Of plaatsen there are thousands, not millions."""
    text = " ".join(" ".join(path.read_text(encoding="utf-8") for path in sorted(BASIS.glob("*/*.sql"))).split())
    keys = [", ".join(key) for hashed in HASHED.values() for key in hashed.values()]
    assert all(f" hash({key}) as " in text for key in keys)
    assert len(re.findall(r"\bhash\(", text)) == len(keys) + text.count(") as plaats,")
