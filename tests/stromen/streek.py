# SPDX-License-Identifier: EUPL-1.2
"""Lives as text tables, put straight into the state tables, and a register whose figures can be counted by hand."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from berichtenverkeer.core.database import Database, Grootboek, Verbinding
from berichtenverkeer.core.sql import compose
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import Rij, Wijziging
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.laden import laad
from berichtenverkeer.register.rijen import (
    Contract,
    Gebied,
    Gemeente,
    Parameters,
    Partij,
    Perceel,
    Product,
    Segment,
)
from berichtenverkeer.stromen.bewegingen import Beweging
from berichtenverkeer.stromen.opdracht import Dimensie, Opdracht
from berichtenverkeer.stromen.periode import lees_perioden

K_REGISTER, K = 10, 100
BEGIN = date(2015, 1, 1)
HIER, ERNAAST, ELDERS = "0855", "0785", "0363"
"""Two gemeenten of the region, one that is not."""
WILGEN, LINDE, LANDELIJK = "99000101", "99000102", "99000103"
"""Two aanbieders of the region, one outside its figures."""

GEWICHT = {"1": 90, "2": 70, "3": 30, "4": 20}
GEPLAATST = compose(
    "stromen", "\\ir parts.psql\n\\set kolommen 'sleutel'\nwith :register, :laag, :bekend, :geplaatst table geplaatst"
)
"""The leveringen of a report, with their days and their plek."""


def register(**anders: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """Segment n has one product, 45 with code 45n; 54 with code 54X is crisis; all else is not placed."""
    return {
        "partijen": [
            *(
                Partij(soort="gemeente", code=code, naam=f"G{code}", geldig_van=BEGIN)
                for code in (HIER, ERNAAST, ELDERS)
            ),
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
            Segment(segment=een, naam=f"Segment {een}", financieringsvorm="pxq", gewicht=gewicht, geldig_van=BEGIN)
            for een, gewicht in GEWICHT.items()
        ],
        "percelen": [Perceel(perceel=f"{een}a", naam=f"{een}a", segment=een, geldig_van=BEGIN) for een in GEWICHT],
        "producten": [
            *(
                Product(
                    categorie="45",
                    code=f"45{een}",
                    omschrijving=een,
                    segment=een,
                    perceel=f"{een}a",
                    hulpvorm="02" if een in "34" else "14",
                    zorgprofiel="acuut",
                    wachtnorm_dagen=14,
                    geldig_van=BEGIN,
                )
                for een in GEWICHT
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
            Contract(aanbieder=LINDE, categorie="45", code="451", uitvoeringsvariant="taakgericht", geldig_van=BEGIN)
        ],
        "parameters": [Parameters(historie_vanaf=date(2020, 1, 1), geldig_van=BEGIN)],
        **anders,
    }


def client(naam: str) -> bytes:
    """The pseudonym of somebody with a short name."""
    return naam.encode().ljust(16, b"\0")


def levering(naam: str, segment: str, begindatum: date, **anders: Any) -> Levering:
    """A levering without toewijzing in gemeente HIER by aanbieder WILGEN."""
    velden: dict[str, Any] = {
        "client": client(naam),
        "gemeente": HIER,
        "aanbieder": WILGEN,
        "toewijzing_nummer": None,
        "categorie": "45",
        "code": f"45{segment}",
        "begindatum": begindatum,
    } | anders
    sleutel = "/".join(str(velden[een]) for een in ("gemeente", "aanbieder", "toewijzing_nummer", "categorie", "code"))
    return Levering(sleutel=f"{sleutel}/{begindatum}", **velden)


def toewijzing(naam: str, nummer: int, segment: str, ingangsdatum: date, **anders: Any) -> Toewijzing:
    """A toewijzing that was decided on its Ingangsdatum."""
    velden: dict[str, Any] = {
        "gemeente": HIER,
        "nummer": nummer,
        "client": client(naam),
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
    } | anders
    if velden["referentie_aanbieder"] is not None:
        velden = {
            "eerste_referentie": velden["referentie_aanbieder"],
            "eerste_referentie_datum": velden["toewijzingsdatum"],
            "eerste_referentie_tijd": velden["toewijzingstijd"],
        } | velden
    return Toewijzing(**velden)


def verzoek(naam: str, referentie: str, ontvangen_op: date, segment: str = "4", **anders: Any) -> Verzoek:
    """A request of WILGEN to HIER, referred by a huisarts, for care from the day of its receipt."""
    velden: dict[str, Any] = {
        "aanbieder": WILGEN,
        "referentie": referentie,
        "gemeente": HIER,
        "client": client(naam),
        "dagtekening": ontvangen_op,
        "ontvangen_op": ontvangen_op,
        "categorie": "45",
        "code": f"45{segment}",
        "ingangsdatum": ontvangen_op,
        "einddatum": None,
        "volume": None,
        "eenheid": None,
        "frequentie": None,
        "budget_cents": None,
        "verwijzer": "02",
    } | anders
    return Verzoek(**velden)


def lees_levens(tekst: str) -> list[Rij]:
    """One levering a line: client, segment, first day, then `-31 <day>` (stop with a reden) or `~ <day>` (interrupted).

    `naam:12` is a levering on toewijzing 12; `@LINDE`, `@ELDERS` and the like are the other party. `?`: its
    receiver has still to confirm it.
    """
    rijen: list[Rij] = []
    for regel in tekst.strip().splitlines():
        naam, segment, begin, *rest = regel.split()
        anders: dict[str, Any] = {}
        naam, _, nummer = naam.partition(":")
        if nummer:
            anders["toewijzing_nummer"] = int(nummer)
        for woord, waarde in zip(rest, [*rest, ""][1:], strict=True):
            if woord == "~":
                anders["tijdelijk_einde"] = date.fromisoformat(waarde)
            elif woord.startswith("-"):
                anders |= {"einde": date.fromisoformat(waarde), "reden": woord[1:]}
            elif woord == "?":
                anders["is_voorlopig"] = True
            elif woord.startswith("@"):
                code = globals()[woord[1:]]
                anders["gemeente" if len(code) == 4 else "aanbieder"] = code
        rijen.append(levering(naam, segment, date.fromisoformat(begin), **anders))
    return rijen


async def zet_register(conn: Verbinding, regio: str, k: int = K_REGISTER, **anders: Sequence[Any]) -> None:
    """Load the register of this module at a ledger position."""
    await laad(Grootboek(conn, regio), Inhoud(regio, register(**anders)), k)


async def zet(conn: Verbinding, regio: str, rijen: Iterable[Rij], k: int = K) -> None:
    """Make rows true from a ledger position on."""
    await opslag.bewaar(Grootboek(conn, regio), [Wijziging(k, None, rij) for rij in rijen])


async def bewoon(database: Database, regio: str, rijen: Iterable[Rij]) -> None:
    """A region with the register and these rows."""
    async with database.transactie() as conn:
        await zet_register(conn, regio)
        await zet(conn, regio, rijen)


def opdracht(regio: str, perioden: str, k: int = K, dag_k: date = date(2026, 12, 31), **anders: Any) -> Opdracht:
    """A report over segmenten, by default as known at the end of 2026."""
    velden: dict[str, Any] = {
        "regio": regio,
        "peil": Peil(k, dag_k),
        "perioden": lees_perioden(perioden),
        "dimensie": Dimensie.SEGMENT,
        "termijn": 30,
        "historie_vanaf": date(2020, 1, 1),
    }
    return Opdracht(**(velden | anders))


def regel(een: Beweging) -> str:
    """`an 2026-04-01 in 2 doorstroom 4`: a movement as a line of a table."""
    extra = een.andere_plek or een.beroep or een.reden
    return " ".join(
        [een.client.rstrip(b"\0").decode(), str(een.datum), een.richting, een.plek, een.soort, extra or "-"]
    )
