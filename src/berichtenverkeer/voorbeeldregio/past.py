# SPDX-License-Identifier: EUPL-1.2
"""The years behind a region, with their money: the facts of its berichten, decided and booked as the gateway does, by
COPY. No berichten and no mailboxes. Whoever lives on is found in his care.

A gemeente without software of its own answers every verzoek itself here: a `nee` is a decision, never a JW319.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from itertools import count

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PeilmaandVerschoven
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claimstand import Booked
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.register.stand import RegisterStand, read_stand
from berichtenverkeer.voorbeeldregio import bulk
from berichtenverkeer.voorbeeldregio.clock import moment_at
from berichtenverkeer.voorbeeldregio.district import District, live_through
from berichtenverkeer.voorbeeldregio.shipment import Shipment


class Past(msgspec.Struct):
    """What happened, and the last position of each day on which something did; positions are counted from 1."""

    gebeurtenissen: list[tuple[date, Booked]]
    until: dict[date, int]
    stand: Stand
    money: "_Money"
    peilmaand: date | None


async def write_past(database: Database, regio: str, district: District, until: date, pseudonym: bulk.Pseudonym) -> int:
    """Live a region up to the day before `until`, and write it; how many gebeurtenissen there are.

    Its register is loaded, and nothing else happened in the regio. Raises DatabaseGone.
    """
    async with database.lees() as conn:
        register = await read_stand(Grootboek(conn, regio))
        saldi = await store.read_saldi(Grootboek(conn, regio))
    clienten = {life.bsn: pseudonym(life) for life in district.levens.values()}
    past = live(live_through(district, until), clienten, register, saldi)
    district.forget_berichten(until)
    async with database.transaction() as conn:
        grootboek = Grootboek(conn, regio)
        await conn.execute("set local statement_timeout = 0")
        await watermark.begin(grootboek)
        positions = [0, *await book.reserve(conn, len(past.gebeurtenissen))]
        await book.write_gebeurtenissen(
            conn, [bulk.row(regio, positions[op], moment_at(day), one) for day, (op, one) in past.gebeurtenissen]
        )
        await bulk.copy_rows(conn, regio, past.stand, positions)
        await _write_money(grootboek, past, positions)
        ends = [(regio, moment_at(day + timedelta(days=1), time(0)), positions[op]) for day, op in past.until.items()]
        await conn.copy_records_to_table("watermerk", records=ends, columns=("regio", "op", "positie"))
    return len(past.gebeurtenissen)


def live(
    shipments: Iterator[Shipment], clienten: Mapping[str, bytes], register: RegisterStand, saldi: list[Saldo]
) -> Past:
    """Decide and book on what happens, day by day.

    What is sent again has the day of its first time: it changes nothing, and time does not go back for it.
    """
    past = Past([], {}, Stand(), _Money(register, saldi), None)
    positions = count(1)
    today = date.min
    for shipment in shipments:
        if shipment.is_herhaling:
            continue
        if shipment.dag != today:
            today = shipment.dag
            _begin(past, today, positions)
        booked = [(next(positions), one) for one in bulk.facts(shipment, clienten)]
        for position, gebeurtenis in booked:
            past.stand.fold(position, gebeurtenis)
        booked += past.money.after_bericht(past.stand, booked, positions)
        _note(past, today, booked)
    return past


def _begin(past: Past, today: date, positions: Iterator[int]) -> None:
    """What time does: reservations lapse, and a month can no longer be declared."""
    past.money.begin(today)
    _note(past, today, past.money.lapse(positions, past.stand))
    month = today.replace(day=1)
    if past.peilmaand == month:
        return
    position, past.peilmaand = next(positions), month
    boekingen = past.money.shift(position, month, past.stand)
    _note(past, today, [(position, PeilmaandVerschoven(peilmaand=month, boekingen=boekingen))])


def _note(past: Past, today: date, booked: list[Booked]) -> None:
    past.gebeurtenissen += [(today, one) for one in booked]
    if booked:
        past.until[today] = booked[-1][0]


async def _write_money(grootboek: Grootboek, past: Past, positions: list[int]) -> None:
    past.money.move(positions)
    await store.save(grootboek, past.money)
    if past.peilmaand is not None:
        await store.save_peilmaand(grootboek, past.peilmaand)


class _Money(Boekhouding):
    """The money of a whole region in memory: every claim is known."""

    def __init__(self, register: RegisterStand, saldi: list[Saldo]) -> None:
        super().__init__(register, saldi, today=date.min)
        self._loaded = _Every()

    def begin(self, today: date) -> None:
        """It is this day."""
        self._today = today

    def shift(self, position: int, month: date, stand: Stand) -> int:
        """Count the declaration term back from a month; how many boekingen that took.

        A toewijzing that came when its care was over has its term from the day on which it came.
        """
        old, self._first_declarable = self._first_declarable or date.min, self._money.first_declarable_day(month)
        new, before = self._first_declarable or date.min, len(self.boekingen)
        touched = {
            (row.gemeente, row.nummer): position
            for row in stand.rijen()
            if isinstance(row, Toewijzing)
            and row.ingangsdatum < new
            and ((row.einddatum or date.max) >= old or row.ontvangen_op is None or row.ontvangen_op >= old)
        }
        self.book_toewijzingen(touched, stand)
        return len(self.boekingen) - before

    def move(self, positions: list[int]) -> None:
        """Everything from the positions that were counted to those that the ledger gives."""
        self.boekingen[:] = [(positions[op], boeking) for op, boeking in self.boekingen]
        self.changed_saldi = {key: positions[op] for key, op in self.changed_saldi.items()}
        for key, stand in self._claims.items():
            self._claims[key] = msgspec.structs.replace(stand, sinds=positions[stand.sinds])


class _Every(set[Claimsleutel]):
    def __contains__(self, key: object) -> bool:
        return True
