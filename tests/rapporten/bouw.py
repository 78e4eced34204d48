# SPDX-License-Identifier: EUPL-1.2
"""A region in a peilbestand as a few short rows: reports counted by hand, without PostgreSQL.

    connection = region(
        toewijzing=[{"client": 1, "nummer": 7, "ingangsdatum": "2025-01-01"}],
        levering=[{"client": 1, "toewijzing_nummer": 7, "begindatum": "2025-01-05", "einde": "2025-03-31"}],
    )
    result = ask(connection, JEUGDIGEN, "2025", dimension=Dimension.SEGMENT)

A row names what matters; the rest is as in DEFAULTS: gemeente HIER, aanbieder WILGEN, product 45/453 of segment 3.
Segment n has product 45/45n, perceel na; 54/54X is crisis; 45/459 is on no list. Pass `register={"contracten": [...]}`
for other rows of a file than those of REGISTER.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import msgspec

from berichtenverkeer.peilbestand.catalogue import CLIENTEN, TABLES
from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Level, Result, Row
from berichtenverkeer.register import rows as files
from berichtenverkeer.register.figure_rows import Bevolking
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import (
    Contract,
    Gebied,
    Gemeente,
    Partij,
    Perceel,
    Product,
    Segment,
)

K, DAG_K = 100, date(2026, 6, 30)
BEGIN = date(2015, 1, 1)
HIER, ERNAAST, ELDERS = "0855", "0785", "0363"
"""Two gemeenten of the region, one that is not."""
WILGEN, LINDE, LANDELIJK = "99000101", "99000102", "99000103"
"""Two aanbieders of the region, one outside its figures."""

_GEWICHT = {"1": 90, "2": 70, "3": 30, "4": 20}

REGISTER: dict[str, Sequence[Any]] = {
    "partijen": [
        *(Partij(soort="gemeente", code=code, naam=f"G{code}", geldig_van=BEGIN) for code in (HIER, ERNAAST, ELDERS)),
        *(Partij(soort="aanbieder", code=code, naam=f"A{code}", geldig_van=BEGIN) for code in (WILGEN, LINDE)),
        Partij(soort="aanbieder", code=LANDELIJK, naam="Landelijk", buiten_regio=True, geldig_van=BEGIN),
    ],
    "gebieden": [
        Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN),
        Gebied(gebied="zuid", naam="Zuid", geldig_van=BEGIN),
    ],
    "gemeenten": [
        Gemeente(gemeente=HIER, gebied="hart", geldig_van=BEGIN),
        Gemeente(gemeente=ERNAAST, gebied="zuid", geldig_van=BEGIN),
    ],
    "segmenten": [
        Segment(segment=one, naam=f"Segment {one}", financieringsvorm="pxq", gewicht=gewicht, geldig_van=BEGIN)
        for one, gewicht in _GEWICHT.items()
    ],
    "percelen": [Perceel(perceel=f"{one}a", naam=f"{one}a", segment=one, geldig_van=BEGIN) for one in _GEWICHT],
    "producten": [
        *(
            Product(
                categorie="45",
                code=f"45{one}",
                omschrijving=one,
                segment=one,
                perceel=f"{one}a",
                hulpvorm="02" if one in "34" else "14",
                zorgprofiel="acuut",
                wachtnorm_dagen=14,
                geldig_van=BEGIN,
            )
            for one in _GEWICHT
        ),
        Product(
            categorie="54",
            code="54X",
            omschrijving="crisis",
            hulpvorm="14",
            segment="1",
            crisis=True,
            geldig_van=BEGIN,
        ),
    ],
    "contracten": [
        Contract(aanbieder=one, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
        for one in (WILGEN, LINDE)
    ],
    "parameters": [Parameters(historie_vanaf=date(2015, 1, 1), geldig_van=BEGIN)],
    "bevolking": [
        Bevolking(
            gemeente=one,
            jaar=2025,
            inwoners_0_17=900,
            inwoners_0_19=1000,
            inwoners_0_22=1100,
            geldig_van=date(2025, 1, 1),
            geldig_tot=date(2025, 12, 31),
        )
        for one in (HIER, ERNAAST)
    ],
}
"""The register of a region, unless a test says otherwise."""

_CARE: dict[str, Any] = {
    "gemeente": HIER,
    "aanbieder": WILGEN,
    "categorie": "45",
    "code": "453",
    "is_voorlopig": False,
    "pos_van": 20,
}
_MONEY: dict[str, Any] = {"overschrijding_cents": 0, "tenzij_cents": 0}
DEFAULTS: dict[str, dict[str, Any]] = {
    "jeugdige": {"pos_van": 20},
    "toewijzing": _CARE | {"eerste_tijd": "10:00", "toewijzingstijd": "10:00"},
    "levering": _CARE | {"is_verwijderd": False},
    "verzoek": _CARE | {"is_wijziging": False},
    "wijzigingsdeel": {"aanbieder": WILGEN, "volgnr": 1, "soort": "nieuw", "is_toegewezen": False, "pos_van": 20},
    "declaratie": {
        "aanbieder": WILGEN,
        "gemeente": HIER,
        "nummer": "D1",
        "is_verworpen": False,
        "is_betwist": False,
        "pos_van": 20,
    },
    "prestatie": {
        **{name: value for name, value in _CARE.items() if name != "is_voorlopig"},
        "declaratie_nummer": "D1",
        "toewijzing_nummer": 0,
        "volume": 1,
        "eenheid": "16",
        "is_credit": False,
        "uitslag": "goedgekeurd",
        "is_gecrediteerd": False,
        "is_betwist": False,
        "dubbel_in": "",
    },
    "clientenstop": {
        "aanbieder": WILGEN,
        "perceel": "",
        "segment": "",
        "gemeente": "",
        "grond": "plafond",
        "is_toegekend": True,
        "pos_van": 20,
    },
    "boeking": {
        "positie": 20,
        "dag": "2025-01-01",
        "volgnr": 1,
        "aanbieder": WILGEN,
        "gemeente": HIER,
        "categorie": "45",
        "code": "453",
        "perceel": "",
        "segment": "",
        "tenzij": "",
    },
    "besluit": {
        "positie": 20,
        "aanbieder": WILGEN,
        "gemeente": HIER,
        "claim_nummer": 0,
        "claim_referentie": "",
        "onder_clientenstop": False,
        **_MONEY,
    },
    "besluitdeel": {"positie": 20, "perceel": "", "segment": "", **_MONEY},
    "tenzijstap": {"positie": 20, "aanbieder": WILGEN, "gemeente": HIER, "te_bevestigen": False},
    "signaalstap": {"positie": 20, "aanbieder": WILGEN, "perceel": "", "segment": ""},
    "verrekeningstap": {"positie": 20, "aanbieder": WILGEN},
    "verrekenregel": {"positie": 20},
    "bericht": {
        "positie": 20,
        "eerste": True,
        "oordeel": "goedgekeurd",
        "bron": "partij",
        "codes": [],
        "is_betwist": False,
    },
    "gebeurtenis": {"positie": 20, "aanbieder": WILGEN, "gemeente": HIER},
    "weigering": {"positie": 20, "codes": []},
}
"""What a row says that does not say otherwise."""


def region(
    register: Mapping[str, Sequence[Any]] | None = None, **tables: Sequence[Mapping[str, Any]]
) -> duckdb.DuckDBPyConnection:
    """A connection with the tables `bron.NAME`, filled with these rows. Raises KeyError for a column that is not."""
    connection = duckdb.connect(config={"threads": 1})  # of so few rows there is nothing to divide
    connection.execute("create schema bron")
    for table in (*TABLES, CLIENTEN):
        columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
        connection.execute(f"create table bron.{table.name} ({columns})")
    _register(connection, REGISTER | dict(register or {}))
    clients = {row["client"] for rows in tables.values() for row in rows if row.get("client")}
    fill(connection, "client", [{"client": one, "pseudoniem": f"{one:064x}"} for one in sorted(clients)])
    for name, rows in tables.items():
        fill(connection, name, [_whole(name, row) for row in rows])
    return connection


def fill(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows into a table of the peilbestand."""
    columns = sorted({column for row in rows for column in row})
    if columns:
        values = ", ".join(f"({', '.join('?' for _ in columns)})" for _ in rows)
        flat = [row.get(column) for row in rows for column in columns]
        connection.execute(f"insert into bron.{name} ({', '.join(columns)}) values {values}", flat)


def ask(connection: duckdb.DuckDBPyConnection, report: Report, periods: str, **otherwise: Any) -> Result:
    """The report over these periods, at K on DAG_K unless told otherwise."""
    return engine.make(connection, report, question(periods, **otherwise))


def question(periods: str, **otherwise: Any) -> Question:
    """A question over these periods."""
    asked: dict[str, Any] = {"regio": "demo", "k": K, "dag_k": DAG_K, "periods": read_periods(periods)}
    return Question(**asked | otherwise)


def rows(result: Result, table: str, level: Level = Level.PLEK, periode: int | None = 0) -> dict[Any, Row]:
    """The rows of one level in one period, by their plek (of two dimensions: by both), and keys if there are any."""
    found = (row for row in result.part(table).rows if (row.cell.level, row.cell.periode) == (level, periode))
    return {_key(row): row for row in found}


def _key(row: Row) -> Any:
    cell = row.cell
    key = tuple(one for one in (cell.plek, cell.plek2, *cell.keys) if one is not None)
    return key if len(key) > 1 else next(iter(key), None)


def _whole(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with what follows when it does not say otherwise: it was decided when it began."""
    whole = DEFAULTS.get(name.removesuffix("_bevestigd"), {}) | dict(row)
    if name.startswith("toewijzing"):
        whole.setdefault("eerste_datum", whole["ingangsdatum"])
        whole.setdefault("toewijzingsdatum", whole["eerste_datum"])
    if name.startswith("verzoek"):
        whole.setdefault("ontvangen_op", whole.get("dagtekening", whole["ingangsdatum"]))
        whole.setdefault("dagtekening", whole["ontvangen_op"])
    return whole


def _register(connection: duckdb.DuckDBPyConnection, content: Mapping[str, Sequence[Any]]) -> None:
    fill(connection, "registerversie", [{"positie": 10, "dag": BEGIN}])
    found = [
        {
            "tabel": file,
            "sleutel": files.TABLES[file].key_of(row),
            "waarde": msgspec.json.encode({name: getattr(row, name) for name in files.TABLES[file].columns}).decode(),
            "geldig_van": row.geldig_van,
            "geldig_tot": row.geldig_tot,
            "pos_van": 10,
        }
        for file, rows in content.items()
        for row in rows
    ]
    fill(connection, "register_rij", found)
