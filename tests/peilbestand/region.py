# SPDX-License-Identifier: EUPL-1.2
"""A small region in which every table of a peilbestand has rows: traffic through the gateway, and steps besides."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.book import GebeurtenisRow, WeigeringRow
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.epoch import History
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import LeveringGestart, Product
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.signals import SignaalBesloten, SignaalBesproken
from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    Correctie,
    Hoeveelheid,
    Opgaveregel,
    TenzijGevraagd,
    TenzijOpgegeven,
    TenzijToegekend,
    TenzijUitgevraagd,
    TenzijVerrekend,
    Uitvraagregel,
)
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.peilbestand.writing import make
from berichtenverkeer.voorbeeldregio.district import make_district
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.traffic import Traffic
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, geopend

SETUP = Setup(aanbieders=8, jeugdigen=12, dagen=220, foutkans=0.3, herhaalkans=0.1, wijzigkans=0.7)
MOMENT = datetime(2026, 11, 2, 12, tzinfo=UTC)
HISTORY = History(0, "")
DAY = date(2026, 11, 2)
WHO, OTHER = b"\x01" * 16, b"\x02" * 16
TENZIJ, UITVRAAG, STOP = UUID(int=1), UUID(int=2), UUID(int=3)
STEP: dict[str, Any] = {"aanbieder": "99000101", "op": DAY, "partij": "", "door": "beheer"}
OF_ONE: dict[str, Any] = {**STEP, "tenzij_id": TENZIJ, "client": WHO, "gemeente": "0855"}
SIGNAAL: dict[str, Any] = {"stap_id": UUID(int=4), "aanbieder": "99000101", "jaar": 2026, "sinds": 3, "dag": DAY}
START: dict[str, Any] = {"aanbieder": "99000101", "gemeente": "0855", "begindatum": DAY}
HALFJAAR: dict[str, Any] = {"jaar": 2026, "helft": 1}
VOLUMES = (Hoeveelheid("04", 10), Hoeveelheid("14", 2))

STEPS: tuple[Gebeurtenis, ...] = (
    TenzijGevraagd(
        **OF_ONE,
        product=Product("45", "45A01"),
        van=DAY,
        tot=DAY + timedelta(60),
        maximum_cents=5_000_00,
        kan_niet_wachten=True,
        alleen_hier=False,
        alternatieven=("99000102", "99000103"),
        referentie='met "haken", en\nregel',
    ),
    TenzijToegekend(**OF_ONE, product=Product("45"), van=DAY, tot=DAY, maximum_cents=1, te_bevestigen=True),
    TenzijUitgevraagd(
        **STEP,
        **HALFJAAR,
        uitvraag_id=UITVRAAG,
        antwoord_voor=DAY,
        regels=(
            Uitvraagregel(tenzij_id=TENZIJ, volumes=VOLUMES, bedrag_cents=7, correcties=(Correctie(2025, 2, -3),)),
        ),
    ),
    TenzijOpgegeven(
        **STEP,
        **HALFJAAR,
        uitvraag_id=UITVRAAG,
        regels=(Opgaveregel(tenzij_id=TENZIJ), Opgaveregel(tenzij_id=UUID(int=9), volumes=VOLUMES[:1])),
    ),
    TenzijVerrekend(**OF_ONE, **HALFJAAR, bedrag_cents=7, correcties=(Correctie(2025, 2, -3), Correctie(2025, 1, 4))),
    SignaalBesproken(**SIGNAAL),
    SignaalBesloten(**SIGNAAL, segment="3", uitkomst="anders"),
    LeveringGestart(**START, client=OTHER, geboren="2010-01"),
    LeveringGestart(**START, client=WHO, geboren="2012-12"),
    LeveringGestart(**START, client=OTHER, geboren="2010-01"),
    LeveringGestart(**START, client=OTHER, geboren="2010-02"),
    LeveringGestart(**START, client=OTHER),
    LeveringGestart(**START, client=OTHER, geboren="2010"),
    LeveringGestart(**START, client=OTHER, geboren="2010-01"),
)

_BENEATH = """
insert into {0}_bevestigd select * from {0} where regio = $1 and pos_van % 2 = 0"""
_STOP = """
insert into clientenstop (regio, stop_id, pos_van, pos_tot, aanbieder, perceel, segment, gemeente, grond, gevraagd_op,
  van, besloten_op, is_toegekend)
values ($1, $2, $3, $4, '99000101', '', '3', '', 'personeel', $5, $5, null, false),
  ($1, $2, $4, null, '99000101', '', '3', '', 'personeel', $5, $5, $5, true)"""


class Region(msgspec.Struct):
    """The region, and K of when it was finished."""

    database: Database
    regio: str
    k: int

    async def make(self, folder: Path, k: int, *, earlier: Path | None = None) -> None:
        """A peilbestand at K."""
        async with self.database.lees(snapshot=True) as conn:
            grootboek = Grootboek(conn, self.regio)
            await make(grootboek, Peil(k, DAY), folder, history=HISTORY, made_at=MOMENT, earlier=earlier)

    async def fetch(self, sql: str, *arguments: object) -> list[dict[str, Any]]:
        """The rows of a question to PostgreSQL, of which $1 is the region."""
        async with self.database.lees() as conn:
            return [dict(row) for row in await conn.fetch(sql, self.regio, *arguments)]


async def build(config: Settings, database: Database) -> Region:
    """Live it."""
    clock = Dagklok(SETUP.begin)
    district = make_district(SETUP)
    regio = config.regio
    async with geopend(config, district.register, clock) as gateway:
        await Traffic(GatewayLoket(gateway, clock), clock).run(district)
    async with database.transaction() as conn:
        grootboek = Grootboek(conn, regio)
        await watermark.record(grootboek, MOMENT - timedelta(1))
        await watermark.begin(grootboek)
        positions = await book.reserve(conn, len(STEPS) + 3)
        await book.write_gebeurtenissen(conn, [*_steps(regio, positions), *_old_decisions(regio, positions[-2:])])
        for table in ("toewijzing", "levering", "verzoek"):
            await grootboek.execute(_BENEATH.format(table))
        await grootboek.execute(_STOP, STOP, positions[0], positions[4], DAY)
    async with database.transaction() as conn:
        await book.write_weigering(conn, _weigering(regio), administrator(regio).veroorzaker)
    async with database.transaction() as conn:
        k = await watermark.record(Grootboek(conn, regio), MOMENT)
    return Region(database, regio, k)


def _steps(regio: str, positions: Sequence[int]) -> list[GebeurtenisRow]:
    return [_row(regio, position, step) for position, step in zip(positions, STEPS, strict=False)]


def _row(regio: str, position: int, step: Gebeurtenis) -> GebeurtenisRow:
    known = {name: getattr(step, name, None) for name in ("client", "aanbieder", "gemeente")}
    causer = administrator(regio).veroorzaker
    return book.row_of(step, regio=regio, position=position, booked_at=MOMENT, causer=causer, **known)


def _old_decisions(regio: str, positions: Sequence[int]) -> list[GebeurtenisRow]:
    """As version 1 wrote them: the claim is one text."""
    claims = (Claimsleutel(Claimsoort.TOEWIJZING, "0855", 12), Claimsleutel(Claimsoort.VERZOEK, "99000101", 0, "a/b"))
    rows = [
        _row(regio, position, PlafondBesloten(claim=claim, aanbieder="99000101", gemeente="0855", uitkomst="past"))
        for position, claim in zip(positions, claims, strict=True)
    ]
    contents = [
        msgspec.json.decode(row.inhoud) | {"claim": str(claim)} for row, claim in zip(rows, claims, strict=True)
    ]
    return [
        msgspec.structs.replace(row, versie=1, inhoud=msgspec.json.encode(content).decode())
        for row, content in zip(rows, contents, strict=True)
    ]


def _weigering(regio: str) -> WeigeringRow:
    return WeigeringRow(
        regio=regio,
        id=UUID(int=5),
        ontvangen_op=MOMENT,
        partij=None,
        sha256_verzegeld=b"x",
        sleutel_maand=DAY.replace(day=1),
        grootte=12,
        codes=("XSD", "TRANSPORT"),
    )
