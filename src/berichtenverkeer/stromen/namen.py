# SPDX-License-Identifier: EUPL-1.2
"""What a plek is called, by the register."""

from datetime import date
from typing import assert_never

from berichtenverkeer.register.rijen import Gebied, Partij, Perceel, Segment
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN
from berichtenverkeer.stromen.opdracht import ONBEKEND, Dimensie

_VAST = {
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


def plaatsnamen(register: RegisterStand, dimensie: Dimensie, op: date) -> dict[str, str]:
    """Code -> name of the plekken of a dimension, as they were called on that day (or else before or after it)."""
    namen = {ONBEKEND: "niet te plaatsen"} | _VAST.get(dimensie, {})
    if dimensie is Dimensie.PRODUCTCATEGORIE:
        return namen | dict(CODELIJSTEN["JZ020"].codes)
    rijen = sorted(_rijen(register, dimensie), key=lambda rij: (rij[1] <= op, rij[1]))
    return namen | {code: naam for code, _, naam in rijen}


def _rijen(register: RegisterStand, dimensie: Dimensie) -> list[tuple[str, date, str]]:
    """Code, first day and name of every row that names a plek."""
    match dimensie:
        case Dimensie.SEGMENT:
            return [(rij.segment, rij.geldig_van, rij.naam) for rij in register.rijen(Segment)]
        case Dimensie.PERCEEL:
            return [(rij.perceel, rij.geldig_van, rij.naam) for rij in register.rijen(Perceel)]
        case Dimensie.GEBIED:
            return [(rij.gebied, rij.geldig_van, rij.naam) for rij in register.rijen(Gebied)]
        case Dimensie.AANBIEDER | Dimensie.GEMEENTE:
            partijen = register.rijen(Partij)
            return [(rij.code, rij.geldig_van, rij.naam) for rij in partijen if rij.soort == dimensie]
        case (
            Dimensie.HULPVORM
            | Dimensie.PRODUCTCATEGORIE
            | Dimensie.FINANCIERINGSVORM
            | Dimensie.ZORGPROFIEL
            | Dimensie.REGIO
        ):
            return []
        case _:
            assert_never(dimensie)
