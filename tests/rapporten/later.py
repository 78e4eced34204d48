# SPDX-License-Identifier: EUPL-1.2
"""A region of everything (rijk.py) that lives on: until position 500 it begins, and from there on things happen."""

import duckdb

from rapporten import rijk
from rapporten.bouw import BEGIN, LINDE, WILGEN, fill

BEGUN, END = 500, 1000
_VERSIONS = ("levering", "toewijzing", "verzoek", "prestatie", "clientenstop")

_HAPPENS = {
    "levering": (
        "coalesce(einde, begindatum + 30) as einde, '39' as reden",  # a late stop, or another reden
        "true as is_verwijderd",  # withdrawn
        "begindatum + 20 as tijdelijk_einde, null as einde, null as reden",
        "true as is_voorlopig",
    ),
    "toewijzing": (
        "ingangsdatum as einddatum, '13' as reden_wijziging",  # removed
        "ingangsdatum + 90 as einddatum",
    ),
    "verzoek": ("ingangsdatum as toegewezen_op", "ingangsdatum + 3 as afgewezen_op", "'02' as verwijzer"),
    "prestatie": ("true as is_gecrediteerd", "'afgewezen' as uitslag", "bedrag_cents + 100 as bedrag_cents"),
    "declaratie": ("date '2025-09-01' as beantwoord_op",),
}
"""What another version of a row says."""


def lived(seed: int) -> duckdb.DuckDBPyConnection:
    """The region; what it has depends on `seed` alone."""
    connection = rijk.all_kinds(seed)
    fill(connection, "declaratie", [
        {"aanbieder": one, "nummer": number, "gemeente": "0855", "ontvangen_op": "2025-08-01", "is_verworpen": False,
         "is_betwist": False, "pos_van": 20}
        for one in (WILGEN, LINDE) for number in ("D1", "D2")
    ])  # fmt: skip
    number = "case when client = 7 then 'D1' else 'D2' end"
    connection.execute(f"update bron.prestatie set declaratie_nummer = {number}, vorig_referentie = null")
    connection.execute("update bron.bericht set bron = 'gateway'")
    _spread(connection, seed)
    for table, changes in _HAPPENS.items():
        _happen(connection, table, changes, seed)
    _vanish(connection)
    _rule(connection)
    return connection


def _spread(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Most of it is there when it begins; one in fifteen comes later."""
    came = f"case when hash(rowid, {seed}) % 15 > 0 then 20 else {BEGUN} + hash(rowid, {seed} + 1) % {BEGUN} end"
    for table in _VERSIONS:
        connection.execute(f"update bron.{table} set pos_van = {came}")
    for table in ("boeking", "besluit", "bericht", "gebeurtenis", "jeugdige"):
        position = "pos_van" if table == "jeugdige" else "positie"
        connection.execute(f"update bron.{table} set {position} = {came}")


def _happen(connection: duckdb.DuckDBPyConnection, table: str, changes: tuple[str, ...], seed: int) -> None:
    """One row in eight gets another version, one in forty ends for good."""
    lot = f"hash(rowid, '{table}', {seed})"
    which = "nummer = 'D1'" if table == "declaratie" else f"{lot} % 8 = 0"
    at = f"greatest(pos_van + 1, {BEGUN} + {lot} // 8 % {BEGUN})"
    rows = f"select rowid as rij, {at} as op, {lot} // 5000 as lot from bron.{table} where {which}"
    connection.execute(f"create temp table anders as {rows}")
    connection.execute(f"update bron.{table} t set pos_tot = a.op from anders a where a.rij = t.rowid")
    for number, change in enumerate(changes):
        names = [one.rpartition(" as ")[2] for one in change.split(", ") if " as " in one]
        connection.execute(
            f"insert into bron.{table} by name select t.* exclude (pos_van, pos_tot, {', '.join(names)}), {change},"
            f" a.op as pos_van from bron.{table} t join anders a on a.rij = t.rowid"
            f" where lot % {len(changes) + 1} = {number}"
        )
        if table in ("levering", "toewijzing", "verzoek") and number == len(changes) - 1:
            connection.execute(
                f"insert into bron.{table}_bevestigd select t.* replace (a.op as pos_van, null as pos_tot)"
                f" from bron.{table} t join anders a on a.rij = t.rowid and t.pos_tot = a.op"
                f" where lot % {len(changes) + 1} = {number}"
            )
    connection.execute("drop table anders")


def _vanish(connection: duckdb.DuckDBPyConnection) -> None:
    """Of client 3 nothing is left after position 640."""
    for table in ("levering", "toewijzing", "verzoek", "prestatie"):
        connection.execute(f"delete from bron.{table} where client = 3 and pos_van > 640")
        connection.execute(f"update bron.{table} set pos_tot = 640 where client = 3 and coalesce(pos_tot, 641) > 640")


def _rule(connection: duckdb.DuckDBPyConnection) -> None:
    """All care counts for segment 1 while there is any of it; from position 900 the register names no gemeente."""
    rule = '{"volgorde": 1, "segment": "1", "segment_aanwezig": ["1"]}'
    fill(connection, "register_rij", [
        {"tabel": "segmentregels", "sleutel": "1", "waarde": rule, "geldig_van": BEGIN, "pos_van": 10}
    ])  # fmt: skip
    connection.execute("update bron.register_rij set pos_tot = 900 where tabel = 'contracten' and rowid % 2 = 0")
