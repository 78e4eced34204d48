# SPDX-License-Identifier: EUPL-1.2
"""Lives as text tables, put straight into the state tables, and a register whose figures can be counted by hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from berichtenverkeer.core.database import Database, Grootboek, PgConnection
from berichtenverkeer.core.sql import compose
from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.projections import store
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import Row, Wijziging
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.loading import load
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
from stromen.postgres.bewegingen import Movement
from stromen.postgres.order import Dimensie, Order
from stromen.postgres.question import FOLDER

K_REGISTER, K = 10, 100
BEGIN = date(2015, 1, 1)
HIER, ERNAAST, ELDERS = "0855", "0785", "0363"
"""Two gemeenten of the region, one that is not."""
WILGEN, LINDE, LANDELIJK = "99000101", "99000102", "99000103"
"""Two aanbieders of the region, one outside its figures."""

GEWICHT = {"1": 90, "2": 70, "3": 30, "4": 20}
GEPLAATST = compose(FOLDER, "\\ir parts.psql\nwith :register, :laag, :bekend, :geplaatst table geplaatst")
"""The leveringen of a report, with their days and their plek."""


def register(**otherwise: Sequence[Any]) -> dict[str, Sequence[Any]]:
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
            Segment(segment=one, naam=f"Segment {one}", financieringsvorm="pxq", gewicht=gewicht, geldig_van=BEGIN)
            for one, gewicht in GEWICHT.items()
        ],
        "percelen": [Perceel(perceel=f"{one}a", naam=f"{one}a", segment=one, geldig_van=BEGIN) for one in GEWICHT],
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
                for one in GEWICHT
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
        **otherwise,
    }


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


def sleutel(row: Mapping[str, Any]) -> Leveringsleutel:
    """The key of a levering in a row of the database."""
    return Leveringsleutel(*(row[one] for one in Leveringsleutel.__struct_fields__))


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


def read_lives(text: str) -> list[Row]:
    """One levering a line: client, segment, first day, then `-31 <day>` (stop with a reden) or `~ <day>` (interrupted).

    `naam:12` is a levering on toewijzing 12; `@LINDE`, `@ELDERS` and the like are the other party. `?`: its
    receiver has still to confirm it.
    """
    rows: list[Row] = []
    for regel in text.strip().splitlines():
        name, segment, begin, *rest = regel.split()
        otherwise: dict[str, Any] = {}
        name, _, number = name.partition(":")
        if number:
            otherwise["toewijzing_nummer"] = int(number)
        for word, value in zip(rest, [*rest, ""][1:], strict=True):
            if word == "~":
                otherwise["tijdelijk_einde"] = date.fromisoformat(value)
            elif word.startswith("-"):
                otherwise |= {"einde": date.fromisoformat(value), "reden": word[1:]}
            elif word == "?":
                otherwise["is_voorlopig"] = True
            elif word.startswith("@"):
                code = globals()[word[1:]]
                otherwise["gemeente" if len(code) == 4 else "aanbieder"] = code
        rows.append(levering(name, segment, date.fromisoformat(begin), **otherwise))
    return rows


async def zet_register(conn: PgConnection, regio: str, k: int = K_REGISTER, **otherwise: Sequence[Any]) -> None:
    """Load the register of this module at a ledger position."""
    await load(Grootboek(conn, regio), Content(regio, register(**otherwise)), k)


async def zet(conn: PgConnection, regio: str, rows: Iterable[Row], k: int = K) -> None:
    """Make rows true from a ledger position on."""
    await store.save(Grootboek(conn, regio), [Wijziging(k, None, row) for row in rows])


async def bewoon(database: Database, regio: str, rows: Iterable[Row]) -> None:
    """A region with the register and these rows."""
    async with database.transaction() as conn:
        await zet_register(conn, regio)
        await zet(conn, regio, rows)


def order(regio: str, perioden: str, k: int = K, dag_k: date = date(2026, 12, 31), **otherwise: Any) -> Order:
    """A report over segmenten, by default as known at the end of 2026."""
    fields: dict[str, Any] = {
        "regio": regio,
        "peil": Peil(k, dag_k),
        "perioden": read_periods(perioden),
        "dimensie": Dimensie.SEGMENT,
        "termijn": 30,
        "historie_vanaf": date(2020, 1, 1),
    }
    return Order(**(fields | otherwise))


def regel(one: Movement) -> str:
    """`an 2026-04-01 in 2 doorstroom 4`: a movement as a line of a table."""
    extra = one.andere_plek or one.beroep or one.reden
    return " ".join(
        [one.client.rstrip(b"\0").decode(), str(one.datum), one.richting, one.plek, one.soort, extra or "-"]
    )
