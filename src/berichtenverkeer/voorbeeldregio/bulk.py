# SPDX-License-Identifier: EUPL-1.2
"""A generated region written straight into ledger and projections: the facts of its berichten through the real fold, by
COPY. No berichten, mailboxes or boekingen: for measuring reports, not for looking at berichten.

tests/voorbeeldregio proves that the tables get the content that the same berichten give them over HTTP.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

from berichtenverkeer.berichten import JW323, JW325
from berichtenverkeer.core.database import Database, Grootboek, PgConnection
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.ledger import book, booking, watermark
from berichtenverkeer.ledger.book import GebeurtenisRow
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import LEVERING_KEY, Levering
from berichtenverkeer.projections.rows import Row, Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.regels import REGELS
from berichtenverkeer.regels.plek import PRESTATIE
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.voorbeeldregio.clock import moment_at
from berichtenverkeer.voorbeeldregio.district import District, live_through, make_landscape
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Shipment

COHORT = 2_000
"""Youths who are lived and written together, so that memory does not grow with the region."""

DISTINCT = 20_000
"""Lives that differ from each other, at most."""

_STARTS_PER_TRAJECT = 1.6

_TABLES: dict[type[Row], tuple[str, tuple[str, ...]]] = {
    Toewijzing: ("toewijzing", ("gemeente", "nummer")),
    Levering: ("levering", LEVERING_KEY),
    Verzoek: ("verzoek", ("aanbieder", "referentie")),
    Wijzigingsdeel: ("wijzigingsdeel", ("aanbieder", "referentie", "volgnr")),
    Declaratie: ("declaratie", ("aanbieder", "nummer")),
    Prestatie: ("prestatie", ("aanbieder", "referentie")),
}

_KEYS = frozenset(
    {
        *("client", "nummer", "toewijzing_nummer", "referentie", "referentie_aanbieder", "delen"),
        "eerste_referentie",
        *("declaratie_nummer", "identificatie", "vorig_referentie", "afgewezen"),
    }
)
"""What tells the facts and rows of two youths, or of two declaraties, apart."""

Pseudonym = Callable[[Life], bytes]


D = TypeVar("D", bound=msgspec.Struct)


class Bulk(msgspec.Struct):
    """What was written, and how long it took."""

    clienten: int = 0
    leveringen: int = 0
    gebeurtenissen: int = 0
    seconden: float = 0.0


async def fill(
    database: Database,
    regio: str,
    *,
    leveringen: int,
    clienten: int,
    years: int,
    seed: int = 32,
    aanbieders: int = 140,
    end: date = date(2026, 12, 31),
) -> Bulk:
    """About `leveringen` of about `clienten` youths who live `years` years up to `end`, with the register for it.

    Nobody declares. No more than VERSCHILLEND lives differ; the others are their likes under keys of their own. The
    facts of a cohort are in the order of their days, those of the next come behind them: so only the newest K has a
    meaning.
    """
    begin = date(end.year - years + 1, 1, 1)
    times = -(-clienten // DISTINCT)
    basis = Setup(
        zaad=seed,
        aanbieders=aanbieders,
        jeugdigen=clienten,
        begin=begin,
        dagen=(end - begin).days + 1,
        foutkans=0.0,
        herhaalkans=0.0,
        declareert=False,
    )
    landscape = make_landscape(basis, begin - timedelta(days=366))
    holder = RegisterHolder(database, regio, lambda: moment_at(end))
    await holder.load(administrator(regio), landscape.inhoud)
    total = Bulk()
    trajecten = leveringen / clienten / _STARTS_PER_TRAJECT
    distinct = -(-clienten // times)
    for van in range(1, distinct + 1, COHORT):
        numbers = range(van, min(van + COHORT, distinct + 1))
        setup = msgspec.structs.replace(basis, trajecten=max(0.0, trajecten - 1))
        district = District(setup, landscape, (Life(number, f"jeugd {number}", landscape, setup) for number in numbers))
        earlier = total.leveringen
        complete = min(times, -(-(clienten - total.clienten) // len(numbers)))
        await write(database, regio, district, _out_number, likenesses=range(complete), at=total)
        per_client = (total.leveringen - earlier) / len(numbers) / complete
        te_go = max(1, clienten - total.clienten)
        trajecten *= max(0.0, leveringen - total.leveringen) / te_go / per_client
    return total


async def write(
    database: Database,
    regio: str,
    district: District,
    pseudonym: Pseudonym,
    *,
    likenesses: Sequence[int] = (0,),
    at: Bulk | None = None,
) -> Bulk:
    """Live a whole region and write it in one transaction, in the order of its days. The keys must be new.

    It is written once for each of `likenesses`: 0 is the region itself, any other number the same lives under keys of
    their own.
    """
    begin = time.monotonic()
    uitslag = at if at is not None else Bulk()
    clienten = {life.bsn: pseudonym(life) for life in district.levens.values()}
    gebeurtenissen = [
        (moment_at(shipment.dag), gebeurtenis)
        for shipment in live_through(district)
        for gebeurtenis in facts(shipment, clienten)
    ]
    stand = Stand()
    for number, (_, gebeurtenis) in enumerate(gebeurtenissen):
        stand.fold(number, gebeurtenis)
    async with database.transaction() as conn:
        await conn.execute("set local statement_timeout = 0")
        await watermark.begin(Grootboek(conn, regio))
        for likeness in likenesses:
            otherwise = Likeness(likeness)
            positions = await book.reserve(conn, len(gebeurtenissen))
            rows = [
                row(regio, op, moment, otherwise(gebeurtenis))
                for op, (moment, gebeurtenis) in zip(positions, gebeurtenissen, strict=True)
            ]
            await book.write_gebeurtenissen(conn, rows)
            await copy_rows(conn, regio, stand, positions, otherwise)
    uitslag.clienten += len(clienten) * len(likenesses)
    running = sum(isinstance(row, Levering) and not row.is_verwijderd for row in stand.rijen())
    uitslag.leveringen += running * len(likenesses)
    uitslag.gebeurtenissen += len(gebeurtenissen) * len(likenesses)
    uitslag.seconden += time.monotonic() - begin
    return uitslag


async def copy_rows(
    conn: PgConnection, regio: str, stand: Stand, positions: Sequence[int], otherwise: "Likeness | None" = None
) -> None:
    """Every version of every row of a state that began empty; `positions` by the numbers it was folded at."""
    same = otherwise or Likeness(0)
    for soort, (table, _) in _TABLES.items():
        records = (
            (regio, *msgspec.structs.astuple(same(row)), positions[van], None if tot is None else positions[tot])
            for row, van, tot in _versions(soort, stand.wijzigingen)
        )
        columns = ("regio", *soort.__struct_fields__, "pos_van", "pos_tot")
        await conn.copy_records_to_table(table, records=records, columns=columns)


class Likeness:
    """Gives facts and rows the keys of another youth with the same life. Number 0 leaves them as they are."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._clienten: dict[bytes, bytes] = {}

    def __call__(self, part: D) -> D:
        if not self._number:
            return part
        otherwise: dict[str, Any] = {}
        for name in _key_fields(type(part)):
            value = getattr(part, name)
            if value is not None:
                otherwise[name] = self._other(name, value)
        return msgspec.structs.replace(part, **otherwise)

    def _other(self, name: str, value: Any) -> Any:
        if isinstance(value, tuple):
            parts = (self(one) if isinstance(one, msgspec.Struct) else f"{one}/{self._number}" for one in value)
            return tuple(parts)
        if name == "client":
            if value not in self._clienten:
                salt = self._number.to_bytes(16)
                self._clienten[value] = blake2b(value, digest_size=16, salt=salt).digest()
            return self._clienten[value]
        return value + self._leap() if isinstance(value, int) else f"{value}/{self._number}"

    def _leap(self) -> int:
        return self._number * 10**10


@cache
def _key_fields(soort: type[Any]) -> tuple[str, ...]:
    return tuple(name for name in soort.__struct_fields__ if name in _KEYS)


def _out_number(life: Life) -> bytes:
    """16 bytes, evenly spread, as a keyed hash of a BSN is."""
    return blake2b(life.nummer.to_bytes(8), digest_size=16).digest()


def facts(shipment: Shipment, clienten: Mapping[str, bytes]) -> Iterable[Gebeurtenis]:
    """What a bericht makes happen: nothing when it is wrong, or was sent before."""
    if shipment.fout is not None or shipment.is_herhaling:
        return ()
    if isinstance(shipment.bericht, JW323):
        return booking.answered(shipment.bericht, clienten, shipment.dag, _reply_to(shipment))
    return booking.gebeurtenissen(shipment.bericht, clienten, shipment.dag)


def _reply_to(shipment: Shipment) -> JW325:
    """What the gemeente answers to a declaratie in which nothing but its labelled prestaties is wrong."""
    assert isinstance(shipment.bericht, JW323)
    codes = dict(shipment.regelfouten)
    bevindingen = [
        REGELS[codes[referentie].regel].at(pad)
        for pad, prestatie in PRESTATIE.in_(shipment.bericht)
        if (referentie := prestatie.product_referentie.referentie_nummer) in codes
    ]
    return declaratieantwoord(shipment.bericht, bevindingen, "bulk", shipment.dag)


def row(regio: str, position: int, moment: datetime, gebeurtenis: Gebeurtenis) -> GebeurtenisRow:
    """A gebeurtenis as it is kept; who keeps the region caused it."""
    known = {column: getattr(gebeurtenis, column, None) for column in ("client", "aanbieder", "gemeente")}
    causer = administrator(regio).veroorzaker
    return book.row_of(gebeurtenis, regio=regio, position=position, booked_at=moment, causer=causer, **known)


def _versions(soort: type[Row], wijzigingen: Iterable[Wijziging]) -> Iterator[tuple[Any, int, int | None]]:
    """Row, and from and until when; one that changed twice at one position was never true in between."""
    _, key = _TABLES[soort]
    running: dict[tuple[Any, ...], Wijziging] = {}
    for one in wijzigingen:
        if type(one.nieuw) is not soort:
            continue
        plek = tuple(getattr(one.nieuw, name) for name in key)
        previous = running.get(plek)
        assert (previous is None) == (one.oud is None), "bulk writes only what is new"
        if previous is not None and previous.positie < one.positie:
            yield previous.nieuw, previous.positie, one.positie
        running[plek] = one
    yield from ((one.nieuw, one.positie, None) for one in running.values())
