# SPDX-License-Identifier: EUPL-1.2
"""What a plek is called, by the register."""

from datetime import date
from typing import assert_never

from berichtenverkeer.register.rows import Gebied, Partij, Perceel, Segment
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN
from stromen.postgres.order import UNKNOWN, Dimensie

_FIXED = {
    Dimensie.FINANCIERINGSVORM: {"pxq": "prijs maal hoeveelheid", "resultaat": "resultaat", "lumpsum": "lumpsum"},
    Dimensie.HULPVORM: {
        "01": "uitgevoerd door het wijkteam",
        "02": "ambulant op locatie van de aanbieder",
        "03": "daghulp op locatie van de aanbieder",
        "04": "in het netwerk van de jeugdige",
        "11": "pleegzorg",
        "12": "gezinsgericht",
        "13": "gesloten plaatsing",
        "14": "ander verblijf",
    },
}


def place_names(register: RegisterStand, dimension: Dimensie, op: date) -> dict[str, str]:
    """Code -> name of the plekken of a dimension, as they were called on that day (or else before or after it)."""
    names = {UNKNOWN: "niet te plaatsen"} | _FIXED.get(dimension, {})
    if dimension is Dimensie.PRODUCTCATEGORIE:
        return names | dict(CODELIJSTEN["JZ020"].codes)
    rows = sorted(_rows(register, dimension), key=lambda row: (row[1] <= op, row[1]))
    return names | {code: name for code, _, name in rows}


def _rows(register: RegisterStand, dimension: Dimensie) -> list[tuple[str, date, str]]:
    """Code, first day and name of every row that names a plek."""
    match dimension:
        case Dimensie.SEGMENT:
            return [(row.segment, row.geldig_van, row.naam) for row in register.rows(Segment)]
        case Dimensie.PERCEEL:
            return [(row.perceel, row.geldig_van, row.naam) for row in register.rows(Perceel)]
        case Dimensie.GEBIED:
            return [(row.gebied, row.geldig_van, row.naam) for row in register.rows(Gebied)]
        case Dimensie.AANBIEDER | Dimensie.GEMEENTE:
            partijen = register.rows(Partij)
            return [(row.code, row.geldig_van, row.naam) for row in partijen if row.soort == dimension]
        case (
            Dimensie.HULPVORM
            | Dimensie.PRODUCTCATEGORIE
            | Dimensie.FINANCIERINGSVORM
            | Dimensie.ZORGPROFIEL
            | Dimensie.REGIO
        ):
            return []
        case _:
            assert_never(dimension)
