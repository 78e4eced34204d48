# SPDX-License-Identifier: EUPL-1.2
"""The region of a race: for each race two aanbieders of its own, with plafonds that hold less than is asked of them."""

import os
from datetime import date
from random import Random
from typing import Any

from berichtenverkeer.register.rows import (
    Contract,
    Gebied,
    Gemeente,
    Mandaat,
    Partij,
    Plafond,
    Product,
    Segment,
    Tarief,
)
from gatewaybouw import BEGIN, partijen

RONDEN = int(os.environ.get("BV_RONDEN", "1"))
SIGNALEERT, BLOKKEERT = "0363", "1916"


def aanbieders(ronde: int) -> tuple[str, str]:
    """The two of a race: one with a plafond on the whole, one with another on a segment besides."""
    return f"5000{ronde:03d}1", f"5000{ronde:03d}2"


def plafonds_van(ronde: int) -> list[Plafond]:
    one, two = aanbieders(ronde)
    lot = Random(ronde)
    return [
        _plafond(one, lot.randint(300, 450)),
        _plafond(two, lot.randint(300, 450)),
        _plafond(two, lot.randint(120, 200), segment="2"),
    ]


def _plafond(aanbieder: str, uren: int, segment: str = "") -> Plafond:
    return Plafond(
        aanbieder=aanbieder,
        jaar=2026,
        bedrag_cents=uren * 10_000,
        geldig_van=date(2026, 1, 1),
        geldig_tot=date(2026, 12, 31),
        segment=segment,
    )


def register_rijen() -> dict[str, list[Any]]:
    every = [aanbieder for ronde in range(RONDEN) for aanbieder in aanbieders(ronde)]
    jaar: dict[str, Any] = {"geldig_van": date(2026, 1, 1), "geldig_tot": date(2026, 12, 31)}
    producten = [("45A04", ""), ("45A05", "2")]
    gemeenten = (SIGNALEERT, BLOKKEERT)
    return {
        "partijen": [
            *partijen(),
            *(Partij(soort="aanbieder", code=one, naam=f"Aanbieder {one}", geldig_van=BEGIN) for one in every),
        ],
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=code, gebied="a", geldig_van=BEGIN) for code in gemeenten],
        "mandaten": [Mandaat(gemeente=BLOKKEERT, beleid="blokkeren", geldig_van=BEGIN)],
        "segmenten": [Segment(segment="2", naam="S", financieringsvorm="pxq", gewicht=1, geldig_van=BEGIN)],
        "producten": [
            Product(categorie="45", code=code, omschrijving="P", segment=segment, geldig_van=BEGIN)
            for code, segment in producten
        ],
        "contracten": [
            Contract(aanbieder=one, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
            for one in every
        ],
        "tarieven": [
            Tarief(categorie="45", code=code, eenheid="04", tarief_cents=10_000, **jaar) for code, _ in producten
        ],
        "plafonds": [row for ronde in range(RONDEN) for row in plafonds_van(ronde)],
    }
