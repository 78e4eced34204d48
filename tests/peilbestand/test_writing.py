# SPDX-License-Identifier: EUPL-1.2
"""What PostgreSQL has is what the peilbestand has, row by row, of a region in which every table has rows."""

import os
import stat
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from berichtenverkeer.core.clock import day
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.metadata import ROOMS_WITH_TABLES, metadata
from berichtenverkeer.ledger import book, gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.peilbestand import writing
from berichtenverkeer.peilbestand.catalogue import CLIENTEN, TABLES
from berichtenverkeer.rapporten.opening import open_connection, read_manifest
from peilbestand.region import DAY, MOMENT, OTHER, TENZIJ, UITVRAAG, WHO, Region

for room in ROOMS_WITH_TABLES:
    import_module(f"berichtenverkeer.{room}.tables")

KEPT_WHOLE = [table for table in TABLES if table.key or table.name == "boeking"]
"""Tables that are those of PostgreSQL."""


@pytest.fixture(scope="module")
def bron(newest: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_connection(newest)
    connection.execute("create table wie as from bron.client")
    yield connection
    connection.close()


def rows(bron: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    """All of a table, with pseudonyms as bytes."""
    cursor = bron.execute(f"from bron.{table}")
    names = [column[0] for column in cursor.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    known = dict(bron.execute("from bron.client").fetchall())
    for row in found:
        if row.get("client") is not None:
            row["client"] = bytes.fromhex(known[row["client"]])
    return found


def same(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> bool:
    """The same rows, in whatever order; what they are when they are not."""
    assert found
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
    return True


@pytest.mark.parametrize("table", KEPT_WHOLE, ids=lambda table: table.name)
async def test_a_table_of_postgresql_is_there_whole(
    region: Region, bron: duckdb.DuckDBPyConnection, table: Any
) -> None:
    columns = [column.name for column in metadata.tables[table.name].columns if column.name != "regio"]
    assert {column.name for column in table.columns} - {"dag"} == set(columns)
    order = [column.name for column in table.columns if column.name != "dag"]
    shown = ", ".join("waarde::text as waarde" if name == "waarde" else name for name in order)
    copied = "tabel <> 'gebruikers'" if table.name == "register_rij" else "true"  # who may log in is no figure
    expected = await region.fetch(f"select {shown} from {table.name} where regio = $1 and {copied}")
    assert same([{name: row[name] for name in order} for row in rows(bron, table.name)], expected)


async def test_a_boeking_has_the_day_on_which_it_was_booked(region: Region, bron: duckdb.DuckDBPyConnection) -> None:
    booked = {
        row["positie"]: day(row["geboekt_op"])
        for row in await region.fetch("select * from gebeurtenis where regio = $1")
    }
    assert all(row["dag"] == booked[row["positie"]] for row in rows(bron, "boeking"))


async def test_a_bericht_is_there_without_what_it_says(region: Region, bron: duckdb.DuckDBPyConnection) -> None:
    columns = [column.name for column in next(table for table in TABLES if table.name == "bericht").columns]
    expected = []
    for row in await region.fetch("select * from bericht where regio = $1"):
        codes = {one["code"] for one in msgspec.json.decode(row["bevindingen"]) if one["ernst"] == "fout"}
        made = {"ontvangen_dag": day(row["ontvangen_op"]), "codes": sorted(codes)}
        made["ontvangen_op"] = row["ontvangen_op"].replace(tzinfo=None)
        expected.append({name: made.get(name, row.get(name)) for name in columns})
    assert same(rows(bron, "bericht"), expected)
    assert any(row["codes"] for row in expected)


async def _happened(region: Region) -> list[tuple[Any, Gebeurtenis]]:
    async with region.database.lees() as conn:
        found = await book.gebeurtenissen_after(Grootboek(conn, region.regio), 0, region.k, 100_000)
    return [(row, gebeurtenissen.read(row.soort, row.versie, row.inhoud)) for row in found]


async def test_all_that_happened_is_there_with_what_it_is_about(
    region: Region, bron: duckdb.DuckDBPyConnection
) -> None:
    expected = []
    for row, one in await _happened(region):
        known: dict[str, Any] = {name: getattr(row, name) for name in ("positie", "soort", "bericht_id", "client")}
        for name in ("aanbieder", "gemeente"):
            known[name] = getattr(row, name) or getattr(one, name, None)
        known["nummer"] = getattr(one, "nummer", None) if row.soort == "ToewijzingVastgesteld" else None
        known["referentie"] = getattr(one, "referentie", None) or getattr(one, "referentie_aanbieder", None)
        known |= {name: getattr(one, name, None) for name in ("toewijzing_nummer", "begindatum")}
        known |= {name: getattr(getattr(one, "product", None), name, None) for name in ("categorie", "code")}
        expected.append(known | {"dag": day(row.geboekt_op)})
    names = [column.name for column in next(table for table in TABLES if table.name == "gebeurtenis").columns]
    assert same(rows(bron, "gebeurtenis"), [{name: row[name] for name in names} for row in expected])


async def test_a_decision_is_there_with_its_parts_also_one_of_before(
    region: Region, bron: duckdb.DuckDBPyConnection
) -> None:
    decisions = [(row, one) for row, one in await _happened(region) if isinstance(one, PlafondBesloten)]
    expected = [
        {
            "positie": row.positie,
            "dag": day(row.geboekt_op),
            "bericht_id": row.bericht_id,
            **{f"claim_{name}": getattr(one.claim, name) for name in ("soort", "partij", "nummer", "referentie")},
            **{name: getattr(row, name) for name in ("aanbieder", "gemeente", "client")},
            **{name: getattr(one, name) for name in ("uitkomst", "vervalt_op", "onder_clientenstop")},
            "gevraagd_cents": sum(part.bedrag_cents for part in one.delen),
            "overschrijding_cents": sum(part.overschrijding_cents for part in one.delen),
            "tenzij_cents": sum(part.tenzij_cents for part in one.delen),
        }
        for row, one in decisions
    ]
    for row in expected:
        row["claim_soort"] = str(row["claim_soort"])
    assert same(rows(bron, "besluit"), expected)
    assert {row.versie for row, _ in decisions} == {1, 2}
    fields = ("jaar", "perceel", "segment", "bedrag_cents", "overschrijding_cents", "tenzij_cents")
    parts = [
        {"positie": row.positie, **{name: getattr(part, name) for name in fields}}
        for row, one in decisions
        for part in one.delen
    ]
    assert same(rows(bron, "besluitdeel"), parts)


def test_steps_of_tenzij_and_signaal_are_there_flat(bron: duckdb.DuckDBPyConnection) -> None:
    asked, granted, settled = sorted(rows(bron, "tenzijstap"), key=lambda row: row["positie"])
    assert asked | {"positie": 0} == {
        "positie": 0,
        "dag": DAY,
        "soort": "TenzijGevraagd",
        "tenzij_id": TENZIJ,
        "client": WHO,
        "aanbieder": "99000101",
        "gemeente": "0855",
        "op": DAY,
        "partij": "",
        "categorie": "45",
        "code": "45A01",
        "van": DAY,
        "tot": date(2027, 1, 1),
        "vanaf": None,
        "maximum_cents": 500000,
        "kan_niet_wachten": True,
        "alleen_hier": False,
        "alternatieven": ["99000102", "99000103"],
        "referentie": 'met "haken", en\nregel',
        "te_bevestigen": False,
        "jaar": None,
        "helft": None,
        "bedrag_cents": None,
    }
    assert (granted["code"], granted["te_bevestigen"], granted["alternatieven"]) == (None, True, [])
    assert (settled["jaar"], settled["helft"], settled["bedrag_cents"]) == (2026, 1, 7)
    told, decided = sorted(rows(bron, "signaalstap"), key=lambda row: row["positie"])
    assert (told["aanbieder"], told["jaar"], told["sinds"], told["op"], told["uitkomst"]) == (
        "99000101",
        2026,
        3,
        DAY,
        None,
    )
    assert (decided["segment"], decided["perceel"], decided["uitkomst"]) == ("3", "", "anders")


def test_what_a_settlement_says_of_amounts_is_there_line_by_line(bron: duckdb.DuckDBPyConnection) -> None:
    asked, answered = sorted(rows(bron, "verrekeningstap"), key=lambda row: row["positie"])
    assert (asked["uitvraag_id"], asked["antwoord_voor"], answered["antwoord_voor"]) == (UITVRAAG, DAY, None)
    told = bron.execute(
        "select positie - min(positie) over (), tenzij_id, soort, jaar, helft, eenheid, volume, bedrag_cents"
        " from bron.verrekenregel order by all"
    ).fetchall()
    other = type(TENZIJ)(int=9)
    assert told == [
        (0, TENZIJ, "bedrag", 2026, 1, None, None, 7),
        (0, TENZIJ, "correctie", 2025, 2, None, None, -3),
        (0, TENZIJ, "volume", 2026, 1, "04", 10, None),
        (0, TENZIJ, "volume", 2026, 1, "14", 2, None),
        (1, other, "volume", 2026, 1, "04", 10, None),
        (2, TENZIJ, "bedrag", 2026, 1, None, None, 7),
        (2, TENZIJ, "correctie", 2025, 1, None, None, 4),
        (2, TENZIJ, "correctie", 2025, 2, None, None, -3),
    ]


def test_a_youth_is_there_with_each_birth_that_was_told(bron: duckdb.DuckDBPyConnection) -> None:
    """2010-01, again 2010-01 (left out), 2010-02, nothing, 2010, 2010-01: the last one holds."""
    every = sorted(rows(bron, "jeugdige"), key=lambda row: row["pos_van"])
    told = [(row["geboortejaar"], row["geboortemaand"]) for row in every if row["client"] == OTHER]
    assert told == [(2010, 1), (2010, 2), (2010, None), (2010, 1)]
    assert [(row["geboortejaar"], row["geboortemaand"]) for row in every if row["client"] == WHO] == [(2012, 12)]


def test_clients_are_numbered_as_they_came_to_be_known(bron: duckdb.DuckDBPyConnection) -> None:
    seen = " union all ".join(f"select client, {t.since} as since from bron.{t.name}" for t in TABLES if t.has_client)
    order = bron.execute(
        f"select client from ({seen}) where client is not null group by 1 order by min(since), 1"
    ).fetchall()
    assert [client for (client,) in order] == list(range(1, len(order) + 1))
    assert bron.execute("select count(*), count(distinct pseudoniem) from bron.client").fetchall() == [
        (len(order),) * 2
    ]


async def test_watermarks_weigeringen_and_loads_are_there(region: Region, bron: duckdb.DuckDBPyConnection) -> None:
    marks = await region.fetch("select op, positie from watermerk where regio = $1 and positie < $2", region.k)
    assert same(rows(bron, "watermerk"), [{**row, "op": row["op"].replace(tzinfo=None)} for row in marks])
    (refused,) = rows(bron, "weigering")
    assert refused == {"positie": region.k, "dag": DAY, "partij": None, "codes": ["XSD", "TRANSPORT"], "grootte": 12}
    loads = await region.fetch("select positie from registerversie where regio = $1")
    assert [row["positie"] for row in rows(bron, "registerversie")] == [row["positie"] for row in loads]


def test_it_says_what_it_is_of_and_only_we_may_read_it(region: Region, newest: Path) -> None:
    manifest = read_manifest(newest)
    assert (manifest.regio, manifest.k, manifest.dag_k, manifest.made_at) == (region.regio, region.k, DAY, MOMENT)
    assert stat.S_IMODE(newest.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in newest.iterdir()} == {0o600}
    tables = {table.name for table in (CLIENTEN, *TABLES)}
    assert {file.name for file in newest.iterdir()} == {"manifest.json", *(f"{name}.parquet" for name in tables)}


def test_what_it_opens_it_cannot_leave(bron: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "elders.csv").write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException):
        bron.execute(f"from '{tmp_path}/elders.csv'")


async def test_what_is_broken_off_leaves_nothing(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "DEFINITIEVERSIE", object())
    with pytest.raises(TypeError):
        await region.make(tmp_path / "1", region.k)
    assert not os.listdir(tmp_path)


async def test_an_empty_region_has_an_empty_one(region: Region, tmp_path: Path) -> None:
    empty = Region(region.database, "leeg", 0)
    await empty.make(tmp_path / "0", 0)
    assert all(not rows(open_connection(tmp_path / "0"), table.name) for table in (CLIENTEN, *TABLES))
