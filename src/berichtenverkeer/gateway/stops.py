# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops (definitions.md 6.5): asked by an aanbieder, decided and lifted by the opdrachtgever, seen by all."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import LAST_DAY, Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError, Reason, StepImpossible
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.register import book_loose_gebeurtenis
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.gebeurtenissen.stops import (
    ClientenstopBesloten,
    ClientenstopGevraagd,
    ClientenstopOpgeheven,
    Grond,
    Stopgebeurtenis,
)
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import stop_store, store
from berichtenverkeer.plafonds.stops import Clientenstop, Status
from berichtenverkeer.register.rows import Gemeente, Perceel, Segment
from berichtenverkeer.register.stand import RegisterStand, read_stand


class UnknownStop(BerichtenverkeerError):
    """Deze cliëntenstop is er niet."""

    actie = "Controleer het nummer; de lijst van cliëntenstops noemt ze allemaal."
    status = 404


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a stop is about. None: all percelen and segmenten, all gemeenten."""

    perceel: str | None = None
    segment: str | None = None
    gemeente: str | None = None


class StopAsked(Scope, frozen=True, kw_only=True):
    """A stop that is asked for, wished from the day `van`."""

    aanbieder: str
    van: date
    grond: Grond


class StopGranted(Scope, frozen=True, kw_only=True):
    """What is granted, from the day `van`."""

    van: date
    grond: Grond


class StopQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which stops; None: whatever. `op`: where each stands on that day, by default the day of K."""

    aanbieder: str | None = None
    gemeente: str | None = None
    status: Status | None = None
    op: date | None = None
    na: int = 0
    limiet: int = 50


class Stopregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One stop with where it stands; without money, so that everybody in the region may see it.

    A stop holds from `van` until before `opgeheven_vanaf`; None for perceel, segment or gemeente: all of them.
    """

    id: UUID
    aanbieder: str
    naam: str | None
    perceel: str | None
    segment: str | None
    gemeente: str | None
    status: Status
    grond: Grond
    gevraagd_op: date
    van: date
    besloten_op: date | None
    opgeheven_op: date | None
    opgeheven_vanaf: date | None


class StopListing(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of stops as known at `k`, on the day `op`; `volgende` is the `na` of the next one."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    op: date
    register_versie: int
    stops: list[Stopregel]
    volgende: int | None


class _Step(NamedTuple):
    """What is known when a step is taken, with everything of the aanbieder standing still."""

    grootboek: Grootboek
    register: RegisterStand
    today: date
    stops: Sequence[Clientenstop]


class Stops:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("stops.listing")
    async def listing(self, zicht: Zicht, question: StopQuestion, k: int | None = None) -> StopListing:
        """What was granted is for all; what is asked, or was turned down, for the region and the aanbieder himself.

        As known at `k`, by default now. Raises UnknownPeil, PositionVervallen, DatabaseGone.
        """
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            stops = await stop_store.stops_at(grootboek, peil.positie, question.aanbieder)
            register = await read_stand(grootboek, peil.positie)
        op = question.op or peil.dag
        seen = [one for one in stops if one.is_toegekend or zicht.partij in (None, one.aanbieder)]
        found = [one for one in seen if _is_asked(one, question, op)]
        page = found[question.na : question.na + question.limiet]
        following = question.na + question.limiet
        return StopListing(
            regio=self._regio,
            k=peil.positie,
            op=op,
            register_versie=register.versie,
            stops=[_regel(one, op, register) for one in page],
            volgende=following if following < len(found) else None,
        )

    @use("stops.ask")
    async def ask(self, zicht: Zicht, vraag: StopAsked) -> Stopregel:
        """Ask for a stop: an aanbieder for himself, the region for any of them, as on a proposal of the system.

        Raises OfAnother, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        zicht.require_of(vraag.aanbieder)
        async with self._begin(vraag.aanbieder) as step:
            reasons = [*_unknown(step, vraag.aanbieder), *_scope(step, vraag), *_day(step, "van", vraag.van)]
            reasons += _double(step, vraag)
            if reasons:
                raise StepImpossible(reasons)
            gebeurtenis = ClientenstopGevraagd(
                stop_id=new_id(),
                aanbieder=vraag.aanbieder,
                perceel=vraag.perceel or "",
                segment=vraag.segment or "",
                gemeente=vraag.gemeente or "",
                dag=step.today,
                van=vraag.van,
                grond=vraag.grond,
            )
            return await self._book(zicht, step, None, gebeurtenis)

    @use("stops.decide")
    async def decide(self, zicht: Zicht, stop_id: UUID, granted: StopGranted | None) -> Stopregel:
        """Grant it, as it was asked or otherwise, or (None) turn it down. No day before today.

        Raises UnknownStop, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        async with self._begin_with(stop_id) as (step, old):
            reasons = list(_decided(old))
            if granted is not None:
                reasons += [*_scope(step, granted), *_day(step, "van", granted.van)]
                reasons += _double(step, granted, besides=stop_id)
            if reasons:
                raise StepImpossible(reasons)
            gebeurtenis = ClientenstopBesloten(
                stop_id=stop_id,
                perceel=(granted.perceel or "") if granted else old.perceel,
                segment=(granted.segment or "") if granted else old.segment,
                gemeente=(granted.gemeente or "") if granted else old.gemeente,
                dag=step.today,
                van=granted.van if granted else None,
                grond=granted.grond if granted else old.grond,
            )
            return await self._book(zicht, step, old, gebeurtenis)

    @use("stops.lift")
    async def lift(self, zicht: Zicht, stop_id: UUID, vanaf: date) -> Stopregel:
        """Let a granted stop hold no longer from the day `vanaf` on, which is not before today.

        Raises UnknownStop, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        async with self._begin_with(stop_id) as (step, old):
            if reasons := [*_not_lifted(old), *_day(step, "vanaf", vanaf)]:
                raise StepImpossible(reasons)
            gebeurtenis = ClientenstopOpgeheven(stop_id=stop_id, dag=step.today, vanaf=vanaf)
            return await self._book(zicht, step, old, gebeurtenis)

    @asynccontextmanager
    async def _begin(self, aanbieder: str) -> AsyncIterator[_Step]:
        """Who decides on this aanbieder meanwhile waits: a request is before the step or after it, never beside it."""
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            now = await require_correct(grootboek, self._clock)
            await watermark.begin(grootboek)
            await store.lock(grootboek, [aanbieder])
            stops = await stop_store.stops_now(grootboek, aanbieder=aanbieder)
            yield _Step(grootboek, await read_stand(grootboek), day(now), stops)

    @asynccontextmanager
    async def _begin_with(self, stop_id: UUID) -> AsyncIterator[tuple[_Step, Clientenstop]]:
        """The same of the aanbieder of a stop, which never changes. Raises UnknownStop."""
        async with self._database.lees() as conn:
            found = await stop_store.stops_now(Grootboek(conn, self._regio), stop_id=stop_id)
        if not found:
            raise UnknownStop
        async with self._begin(found[0].aanbieder) as step:
            yield step, next(one for one in step.stops if one.stop_id == stop_id)

    async def _book(
        self, zicht: Zicht, step: _Step, old: Clientenstop | None, gebeurtenis: Stopgebeurtenis
    ) -> Stopregel:
        conn = step.grootboek.conn
        (position,) = await book.reserve(conn, 1, self._clock)
        await book_loose_gebeurtenis(conn, zicht.beller, position, gebeurtenis, self._clock)
        new = await stop_store.write_step(step.grootboek, position, old, gebeurtenis)
        return _regel(new, step.today, step.register)


def _is_asked(stop: Clientenstop, question: StopQuestion, op: date) -> bool:
    """A stop for all gemeenten is one for each of them."""
    is_there = question.gemeente in (None, stop.gemeente or question.gemeente)
    return is_there and question.status in (None, stop.status(op))


def _regel(stop: Clientenstop, op: date, register: RegisterStand) -> Stopregel:
    partij = register.partij(stop.aanbieder, op)
    return Stopregel(
        id=stop.stop_id,
        aanbieder=stop.aanbieder,
        naam=partij.naam if partij else None,
        perceel=stop.perceel or None,
        segment=stop.segment or None,
        gemeente=stop.gemeente or None,
        status=stop.status(op),
        grond=stop.grond,
        gevraagd_op=stop.gevraagd_op,
        van=stop.van,
        besloten_op=stop.besloten_op,
        opgeheven_op=stop.opgeheven_op,
        opgeheven_vanaf=stop.opgeheven_vanaf,
    )


# -- what stands in the way of a step: each yields nothing when nothing does


def _unknown(step: _Step, aanbieder: str) -> Iterator[Reason]:
    if not step.register.is_aanbieder(aanbieder, step.today):
        yield Reason("aanbieder", "Deze aanbieder staat vandaag niet in het register.", "Controleer de AGB-code.")


def _scope(step: _Step, scope: Scope) -> Iterator[Reason]:
    if scope.perceel is not None and scope.segment is not None:
        yield Reason("segment", "Een stop geldt voor een perceel of voor een segment.", "Noem er een van beide.")
    if scope.perceel is not None and not _has(step, Perceel, "perceel", scope.perceel):
        yield Reason("perceel", "Dit perceel staat vandaag niet in het register.", "Controleer de code.")
    if scope.segment is not None and not _has(step, Segment, "segment", scope.segment):
        yield Reason("segment", "Dit segment staat vandaag niet in het register.", "Controleer de code.")
    if scope.gemeente is not None and not _has(step, Gemeente, "gemeente", scope.gemeente):
        yield Reason("gemeente", "Deze gemeente doet vandaag niet mee in de regio.", "Controleer de CBS-code.")


def _has(step: _Step, soort: type[Perceel | Segment | Gemeente], field: str, code: str) -> bool:
    return any(getattr(row, field) == code and row.is_valid(step.today) for row in step.register.rows(soort))


def _day(step: _Step, field: str, op: date) -> Iterator[Reason]:
    if op < step.today:
        yield Reason(field, f"{op} ligt voor vandaag ({step.today}).", "Kies vandaag of een latere dag.")
    if op > LAST_DAY:
        yield Reason(
            field, f"{op} ligt na de laatste dag waarmee wordt gerekend.", f"Kies een dag tot en met {LAST_DAY}."
        )


def _double(step: _Step, scope: StopAsked | StopGranted, besides: UUID | None = None) -> Iterator[Reason]:
    """The same scope is granted already, or asked by another than the one that is decided on (`besides`).

    A stop that ends is no obstacle to one from that day on.
    """
    same = (scope.perceel or "", scope.segment or "", scope.gemeente or "")
    for one in step.stops:
        if one.stop_id == besides or (one.perceel, one.segment, one.gemeente) != same:
            continue
        is_held = one.status(step.today) in (Status.COMING, Status.IN_FORCE)
        if one.status(step.today) is Status.ASKED and besides is None:
            yield Reason(
                "aanbieder",
                f"Voor dit deel loopt al een aanvraag, van {one.gevraagd_op}.",
                "Wacht op het besluit, of besluit daarop.",
            )
        elif is_held and (one.opgeheven_vanaf is None or scope.van < one.opgeheven_vanaf):
            yield Reason(
                "van",
                f"Voor dit deel is al een stop toegekend, vanaf {one.van}.",
                "Hef die eerst op, of kies een dag erna.",
            )


def _decided(stop: Clientenstop) -> Iterator[Reason]:
    if stop.besloten_op is not None:
        yield Reason(
            "id",
            f"Op deze aanvraag is al besloten, op {stop.besloten_op}.",
            "Vraag een nieuwe stop aan, of hef deze op.",
        )


def _not_lifted(stop: Clientenstop) -> Iterator[Reason]:
    if not stop.is_toegekend:
        yield Reason("id", "Deze stop is niet toegekend; er is niets op te heffen.", "Besluit eerst op de aanvraag.")
    elif stop.opgeheven_op is not None:
        yield Reason(
            "id", f"Deze stop is al opgeheven, vanaf {stop.opgeheven_vanaf}.", "Vraag zo nodig een nieuwe stop aan."
        )
