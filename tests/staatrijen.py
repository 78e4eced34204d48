# SPDX-License-Identifier: EUPL-1.2
"""Rows of the state of one gemeente and one aanbieder, to spoil one thing of, put straight into their tables."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.projections import store
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import Row, Wijziging
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from rapporten.bouw import HIER, WILGEN


def client(name: str) -> bytes:
    """The pseudonym of somebody with a short name."""
    return name.encode().ljust(16, b"\0")


def levering(name: str, segment: str, begindatum: date, **otherwise: Any) -> Levering:
    """A levering without toewijzing in gemeente HIER by aanbieder WILGEN."""
    fields: dict[str, Any] = {
        "client": client(name),
        "gemeente": HIER,
        "aanbieder": WILGEN,
        "toewijzing_nummer": None,
        "categorie": "45",
        "code": f"45{segment}",
        "begindatum": begindatum,
    } | otherwise
    return Levering(**fields)


def toewijzing(name: str, number: int, segment: str, ingangsdatum: date, **otherwise: Any) -> Toewijzing:
    """A toewijzing that was decided on its Ingangsdatum."""
    fields: dict[str, Any] = {
        "gemeente": HIER,
        "nummer": number,
        "client": client(name),
        "aanbieder": WILGEN,
        "categorie": "45",
        "code": f"45{segment}",
        "eerste_datum": ingangsdatum,
        "eerste_tijd": time(9),
        "toewijzingsdatum": ingangsdatum,
        "toewijzingstijd": time(9),
        "ingangsdatum": ingangsdatum,
        "einddatum": None,
        "reden_wijziging": None,
        "referentie_aanbieder": None,
        "volume": None,
        "eenheid": None,
        "frequentie": None,
        "budget_cents": None,
    } | otherwise
    if fields["referentie_aanbieder"] is not None:
        fields = {
            "eerste_referentie": fields["referentie_aanbieder"],
            "eerste_referentie_datum": fields["toewijzingsdatum"],
            "eerste_referentie_tijd": fields["toewijzingstijd"],
        } | fields
    return Toewijzing(**fields)


def verzoek(name: str, referentie: str, received_at: date, segment: str = "4", **otherwise: Any) -> Verzoek:
    """A request of WILGEN to HIER, referred by a huisarts, for care from the day of its receipt."""
    fields: dict[str, Any] = {
        "aanbieder": WILGEN,
        "referentie": referentie,
        "gemeente": HIER,
        "client": client(name),
        "dagtekening": received_at,
        "ontvangen_op": received_at,
        "categorie": "45",
        "code": f"45{segment}",
        "ingangsdatum": received_at,
        "einddatum": None,
        "volume": None,
        "eenheid": None,
        "frequentie": None,
        "budget_cents": None,
        "verwijzer": "02",
    } | otherwise
    return Verzoek(**fields)


async def zet(conn: PgConnection, regio: str, rows: Iterable[Row], k: int) -> None:
    """Make rows true from a ledger position on."""
    await store.save(Grootboek(conn, regio), [Wijziging(k, None, row) for row in rows])
