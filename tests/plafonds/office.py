# SPDX-License-Identifier: EUPL-1.2
"""The money of a region on the test database: what the gateway does around it, and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from berichtenverkeer.core.database import Database, Grootboek, PgConnection
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.book import GebeurtenisRow
from berichtenverkeer.ledger.causer import Kanaal, Veroorzaker
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.administration import RegisterGeladen
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PeilmaandVerschoven, PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds import lading, needs, store
from berichtenverkeer.plafonds import rebuild as money_rebuild
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claimstand import Booked
from berichtenverkeer.plafonds.lading import Difference
from berichtenverkeer.plafonds.sharing_store import load_shared
from berichtenverkeer.plafonds.tenzij import faults
from berichtenverkeer.projections import needs as staatbehoefte
from berichtenverkeer.projections import store as states
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register import loading
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.stand import RegisterStand, read_stand


class Office:
    """Batches and register loads, each in a transaction of its own. `register` is what this process last read."""

    def __init__(self, database: Database, regio: str) -> None:
        self.database = database
        self.regio = regio
        self.register = RegisterStand({}, 0)

    async def doe(self, berichten: Sequence[Sequence[Gebeurtenis]], today: date) -> list[PlafondBesloten]:
        """A batch of approved berichten, each as what it makes happen. Without any: the timer."""
        async with self.database.transaction() as conn:
            return await self.process(conn, berichten, today)

    async def process(
        self, conn: PgConnection, berichten: Sequence[Sequence[Gebeurtenis]], today: date
    ) -> list[PlafondBesloten]:
        """The same in a transaction of the caller."""
        gebeurtenissen = [gebeurtenis for bericht in berichten for gebeurtenis in bericht]
        needed = staatbehoefte.together(map(staatbehoefte.from_gebeurtenis, gebeurtenissen))
        clienten = frozenset(
            client for gebeurtenis in gebeurtenissen if (client := getattr(gebeurtenis, "client", None))
        )
        needed = staatbehoefte.together(
            [needed, staatbehoefte.Needs(clienten=clienten), *self._toewijzingen(gebeurtenissen)]
        )
        names = (str(key) for key in (*needed.clienten, *needed.toewijzingen, *needed.verzoeken))
        await watermark.begin(Grootboek(conn, self.regio), locks(self.regio, names))
        stand = await states.load(Grootboek(conn, self.regio), needed)
        money = needs.needs_of(stand, gebeurtenissen)
        if not berichten:
            money = await store.lapse_needs(Grootboek(conn, self.regio), today)
        boekhouding = await store.load(Grootboek(conn, self.regio), money, self.register, today)
        await states.load_also(Grootboek(conn, self.regio), money.state_needs(boekhouding.stops), stand)
        await load_shared(Grootboek(conn, self.regio), boekhouding, stand)
        positions = iter(await book.reserve(conn, 2 * len(gebeurtenissen) + len(boekhouding.to_lapse)))
        everything: list[Booked] = boekhouding.lapse(positions, stand)
        for bericht in berichten:
            booked = [(next(positions), gebeurtenis) for gebeurtenis in bericht]
            for position, gebeurtenis in booked:
                stand.fold(position, gebeurtenis)
            everything += booked + boekhouding.after_bericht(stand, booked, positions)
        await book.write_gebeurtenissen(conn, [self._row(*one, today) for one in everything])
        await states.save(Grootboek(conn, self.regio), stand.wijzigingen)
        await store.save(Grootboek(conn, self.regio), boekhouding)
        return [gebeurtenis for _, gebeurtenis in everything if isinstance(gebeurtenis, PlafondBesloten)]

    async def step(self, gebeurtenis: OneTenzijGebeurtenis, today: date) -> None:
        """One step of a tenzij, when it is allowed."""
        who = gebeurtenis.client, gebeurtenis.aanbieder
        needed = needs.Needs(aanbieders=frozenset({who[1]}), betrokken=frozenset({who[0]}))
        async with self.database.transaction() as conn:
            grootboek, stand = Grootboek(conn, self.regio), Stand()
            await watermark.begin(grootboek, locks(self.regio, [str(who[0])]))
            boekhouding = await store.load(grootboek, needed, self.register, today)
            await load_shared(grootboek, boekhouding, stand, [who])
            old = next((one for one in boekhouding.tenzijs if one.id == gebeurtenis.tenzij_id), None)
            if faults(old, gebeurtenis):
                return
            count = len(boekhouding.to_lapse) + 1 + len(boekhouding.refused(who, stand))
            positions = iter(await book.reserve(conn, count))
            everything = boekhouding.lapse(positions, stand)
            position = next(positions)
            everything += [(position, gebeurtenis), *boekhouding.after_tenzij(stand, position, gebeurtenis, positions)]
            await book.write_gebeurtenissen(conn, [self._row(*one, today) for one in everything])
            await store.save(grootboek, boekhouding)

    async def load(self, rows: Mapping[str, Sequence[Any]], today: date, *, ververs: bool = True) -> int:
        """A register load with its boekingen; `ververs`: this process notices it at once."""
        async with self.database.transaction() as conn:
            await watermark.begin(Grootboek(conn, self.regio))
            (position,) = await book.reserve(conn, 1)
            result = await loading.load(Grootboek(conn, self.regio), Content(self.regio, rows), position)
            gebeurtenis = RegisterGeladen(sha256=result.sha256, nieuw=result.nieuw, vervallen=result.vervallen)
            await book.write_gebeurtenissen(conn, [self._row(position, gebeurtenis, today)])
            count = await lading.book_lading(Grootboek(conn, self.regio), position)
            if ververs:
                self.register = await read_stand(Grootboek(conn, self.regio))
        return count

    async def verschuif(self, today: date) -> int:
        """The timer of a new month."""
        async with self.database.transaction() as conn:
            await watermark.begin(Grootboek(conn, self.regio))
            await store.lock_regio(Grootboek(conn, self.regio))
            (position,) = await book.reserve(conn, 1)
            month = today.replace(day=1)
            count = await lading.shift(Grootboek(conn, self.regio), position, month)
            gebeurtenis = PeilmaandVerschoven(peilmaand=month, boekingen=count)
            await book.write_gebeurtenissen(conn, [self._row(position, gebeurtenis, today)])
        return count

    async def saldi(self) -> list[Saldo]:
        async with self.database.lees() as conn:
            return await store.read_saldi(Grootboek(conn, self.regio))

    async def verschillen(self) -> list[Difference]:
        async with self.database.lees(snapshot=True) as conn:
            return await lading.search_differences(Grootboek(conn, self.regio))

    async def herbouw(self) -> None:
        await rebuild(self.database, self.regio)

    async def alles(self) -> dict[str, list[tuple[Any, ...]]]:
        async with self.database.lees() as conn:
            return await money_rebuild.all_rows(Grootboek(conn, self.regio))

    def _toewijzingen(self, gebeurtenissen: Sequence[Gebeurtenis]) -> list[staatbehoefte.Needs]:
        """What `needs.from_bericht` asks for a start or a stop."""
        numbers = [
            (str(getattr(gebeurtenis, "gemeente", "")), number)
            for gebeurtenis in gebeurtenissen
            if (number := getattr(gebeurtenis, "toewijzing_nummer", None)) is not None
        ]
        return [staatbehoefte.Needs(toewijzingen=frozenset(numbers))]

    def _row(self, position: int, gebeurtenis: Gebeurtenis, today: date) -> GebeurtenisRow:
        known = {column: getattr(gebeurtenis, column, None) for column in ("client", "aanbieder", "gemeente")}
        booked_at = datetime.combine(today, time(12), UTC)
        who = Veroorzaker(kanaal=Kanaal.GATEWAY)
        return book.row_of(gebeurtenis, regio=self.regio, position=position, booked_at=booked_at, causer=who, **known)
