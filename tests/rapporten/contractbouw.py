# SPDX-License-Identifier: EUPL-1.2
"""Contracts of a small region, for the reports on who is contracted."""

from datetime import date
from typing import Any

from berichtenverkeer.register.rows import Contract, Partij
from rapporten.bouw import BEGIN, REGISTER

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
