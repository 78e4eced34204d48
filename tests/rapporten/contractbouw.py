# SPDX-License-Identifier: EUPL-1.2
"""Contracts of a small region, for the reports on who is contracted."""

from datetime import date, timedelta
from random import Random
from typing import Any

from berichtenverkeer.register.rows import Contract, Partij
from rapporten.bouw import BEGIN, HIER, LINDE, REGISTER, WILGEN

DERDE = "99000104"
"""A third aanbieder, of the region."""

PARTIJEN = [*REGISTER["partijen"], Partij(soort="aanbieder", code=DERDE, naam="Derde", geldig_van=BEGIN)]


def contract(
    aanbieder: str, code: str = "453", van: str = "2015-01-01", tot: str | None = None, **more: Any
) -> Contract:
    """A contract with the region for one product of categorie 45."""
    return Contract(
        **{
            "aanbieder": aanbieder,
            "categorie": "45",
            "code": code,
            "uitvoeringsvariant": "inspanningsgericht",
            "geldig_van": date.fromisoformat(van),
            "geldig_tot": None if tot is None else date.fromisoformat(tot),
            **more,
        }
    )


def register(*contracts: Contract, **files: Any) -> dict[str, Any]:
    """The register of the small region with these contracts alone."""
    return {"partijen": PARTIJEN, "contracten": list(contracts), **files}


def chance_contracts(random: Random, last: date) -> list[Contract]:
    """Of three aanbieders for four products, with the region or with HIER: some over before `last`, some after, some
    without end; none of them twice on a day."""
    found = []
    for who in (WILGEN, LINDE, DERDE):
        for code in ("451", "452", "453", "454"):
            if random.random() < 0.3:
                continue
            van = last - timedelta(days=random.randint(0, 500))
            tot = random.choice((None, van + timedelta(days=random.randint(20, 900))))
            more = {"opties_maanden": (12,)} if random.random() < 0.5 else {}
            found.append(
                contract(
                    who,
                    code,
                    f"{van}",
                    f"{tot}" if tot else None,
                    gemeente=random.choice(("", "", HIER)),
                    contractvorm=random.choice(("regulier", "licht", "maatwerk", "landelijk")),
                    hoofdaannemer=random.choice(("", "", WILGEN if who != WILGEN else LINDE)),
                    evaluatiedata=(last + timedelta(days=random.randint(-200, 500)),),
                    **more,
                )
            )
    return found


def holds(one: Contract, day: date) -> bool:
    """Whether it is true on that day."""
    return one.geldig_van <= day and (one.geldig_tot is None or day <= one.geldig_tot)
