# SPDX-License-Identifier: EUPL-1.2
"""What a plek is called, by the register as it was known at K (the views `register_*` of the request)."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import duckdb

from berichtenverkeer.rapporten.declaration import Report, Unit
from berichtenverkeer.rapporten.question import UNKNOWN, Dimension, Question
from berichtenverkeer.rapporten.redenen import CBS
from berichtenverkeer.rapporten.result import Part
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN

_FIXED = {
    Dimension.FINANCIERINGSVORM: {"pxq": "prijs maal hoeveelheid", "resultaat": "resultaat", "lumpsum": "lumpsum"},
    Dimension.HULPVORM: {
        "01": "uitgevoerd door het wijkteam",
        "02": "ambulant op locatie van de aanbieder",
        "03": "daghulp op locatie van de aanbieder",
        "04": "in het netwerk van de jeugdige",
        "11": "pleegzorg",
        "12": "gezinsgericht",
        "13": "gesloten plaatsing",
        "14": "ander verblijf",
    },
    Dimension.CONTRACTVORM: {
        "regulier": "regulier contract",
        "licht": "lichtcontract",
        "maatwerk": "maatwerkcontract",
        "landelijk": "landelijk ingekocht",
    },
    Dimension.PRODUCTCATEGORIE: dict(CODELIJSTEN["JZ020"].codes),
    Dimension.VERWIJZER: dict(CODELIJSTEN["COD327"].codes),
}
"""What the region cannot call otherwise. A zorgprofiel, domein or verwijzergroep is its own name."""

_FIGURES = {
    "jeugdigen": "jeugdigen met hulp",
    "leveringen": "leveringen",
    "begonnen": "begonnen leveringen",
    "beeindigd": "beëindigde leveringen",
    "aandeel_uitval": "deel dat uitval is (%)",
    "duur_dagen": "duur (dagen)",
    "wachttijd_dagen": "wachttijd (dagen)",
    "binnen_norm": "begonnen binnen de norm (%)",
    "wachtenden": "wachtenden",
    "kosten_per_jeugdige": "kosten per jeugdige (euro)",
}
"""What the figures of the spiegel are called."""

_OF_PERSONS = (Dimension.VERWIJZER, Dimension.VERWIJZERGROEP)
"""Who is not known, rather than a place that is not found."""

_PARTIJEN = {
    "onderaannemer": (Dimension.AANBIEDER,),
    "waar": (Dimension.AANBIEDER,),
    "partij": (Dimension.AANBIEDER, Dimension.GEMEENTE),
}
"""Columns of another name that hold codes of partijen."""

IN_REGISTER = {
    Dimension.SEGMENT: "select segment as code, naam, van from register_segmenten",
    Dimension.PERCEEL: "select perceel as code, naam, van from register_percelen",
    Dimension.GEBIED: "select gebied as code, naam, van from register_gebieden",
    Dimension.PRODUCT: (
        "select coalesce(nullif(code, ''), categorie) as code, omschrijving as naam, van from register_producten"
    ),
    Dimension.GEMEENTE: "select code, naam, van from register_partijen where soort = 'gemeente'",
    Dimension.AANBIEDER: "select code, naam, van from register_partijen where soort = 'aanbieder'",
    Dimension.HOOFDAANNEMER: "select code, naam, van from register_partijen where soort = 'aanbieder'",
}
"""Code, name and first day of every row that names a plek."""


_ALWAYS: Mapping[str, Mapping[str, str]] = {
    "cijfer": _FIGURES,
    "reden_cbs": CBS,
    "eenheid": CODELIJSTEN["WJ756"].codes,
}
"""Columns of which the codes are the same in every region."""

TOGETHER = " + "
"""What stands between the plekken of a combinatie."""

_OF_PLEKKEN = frozenset({"combinatie", "hulp_in"})
"""Columns of plekken together."""


def place_names(connection: duckdb.DuckDBPyConnection, dimension: Dimension, op: date) -> dict[str, str]:
    """Code -> name of the plekken of a dimension, as they were called on that day, or nearest to it."""
    names = _FIXED.get(dimension, {}) | ({} if dimension in _OF_PERSONS else {UNKNOWN: "niet te plaatsen"})
    if dimension not in IN_REGISTER:
        return names
    rows = connection.execute(f"{IN_REGISTER[dimension]} order by van <= $op, -abs(van - $op)", {"op": op}).fetchall()
    return names | {code: name for code, name, _ in rows}


def add_names(connection: duckdb.DuckDBPyConnection, report: Report, question: Question, parts: Iterable[Part]) -> None:
    """Put beside every plek what it is called, and beside each code in a column that ends as a dimension is called.

    So `aanbieder` and `naar_aanbieder` get the name of the aanbieder, `naar_plek` that of a plek; what is of
    plekken together those of each.
    """
    known: dict[str, tuple[Dimension, ...]] = {dimension.value: (dimension,) for dimension in Dimension} | _PARTIJEN
    known |= {"plek": (question.dimension,), "plek2": (question.second,) if question.second else ()}

    @cache
    def called(column: str, plekken: Dimension | None = None) -> Mapping[str, str]:
        dimensions = (plekken,) if plekken and column == "plek" else known.get(column.rsplit("_", 1)[-1], ())
        names = [place_names(connection, dimension, question.end) for dimension in dimensions]
        return dict(ChainMap(dict(_ALWAYS.get(column, {})), *names))

    for part in parts:
        table = report.table(part.name)
        columns = [column.name for column in table.columns if column.unit is Unit.CODE]
        for row in part.rows:
            places = {"plek": row.cell.plek, "plek2": row.cell.plek2} | {name: row.values[name] for name in columns}
            row.names |= {
                name: names[code] for name, code in places.items() if code in (names := called(name, table.plekken))
            }
            for column in _OF_PLEKKEN & row.values.keys():
                together = row.values[column].split(TOGETHER)
                row.names[column] = TOGETHER.join(called("plek").get(one, one) for one in together)
