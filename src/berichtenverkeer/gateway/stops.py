# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops (definitions.md 6.5): asked by an aanbieder, decided and lifted by the opdrachtgever, seen by all."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from uuid import UUID

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError, StepImpossible
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.gateway import stop_steps
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.register import book_loose_gebeurtenis
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.stop_forms import (
    StopAsked,
    StopDecided,
    StopLifted,
    StopListing,
    StopQuestion,
    Stopregel,
    StopView,
)
from berichtenverkeer.gateway.stop_steps import Step
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.gateway.turns import TurnAt
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.gebeurtenissen import soort
from berichtenverkeer.ledger.gebeurtenissen.stops import (
    ClientenstopBesloten,
    ClientenstopGevraagd,
    ClientenstopOpgeheven,
    Stopgebeurtenis,
)
from berichtenverkeer.ledger.sealed import Sealed, read_texts, seal
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.plafonds import stop_store, store
from berichtenverkeer.plafonds.stops import Clientenstop
from berichtenverkeer.register.stand import RegisterStand, read_stand

TEXT = "toelichting"
"""By this name what is written at a step is kept."""


class UnknownStop(BerichtenverkeerError):
    """Deze cliëntenstop is er niet."""

    actie = "Controleer het nummer; de lijst van cliëntenstops noemt ze allemaal."
    status = 404


class Stops:
    """The use cases, on one region."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, turn_at: TurnAt, *, regio: str) -> None:
        self._database = database
        self._turn_at = turn_at
        self._vault = vault
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
        found = [one for one in stops if _is_seen(zicht, one) and _is_asked(one, question, op)]
        page = found[question.na : question.na + question.limiet]
        following = question.na + question.limiet
        return StopListing(
            regio=self._regio,
            k=peil.positie,
            op=op,
            register_versie=register.versie,
            stops=[regel(one, op, register) for one in page],
            volgende=following if following < len(found) else None,
        )

    @use("stops.view")
    async def view(self, zicht: Zicht, stop_id: UUID, k: int | None = None) -> StopView:
        """One stop that the caller may see. Raises UnknownStop, UnknownPeil, PositionVervallen, DatabaseGone."""
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            found = [one for one in await stop_store.stops_at(grootboek, peil.positie) if one.stop_id == stop_id]
            if not found or not _is_seen(zicht, found[0]):
                raise UnknownStop
            register = await read_stand(grootboek, peil.positie)
            texts: Mapping[str, str | None] = {}
            if zicht.partij in (None, found[0].aanbieder):
                texts = await self._texts(grootboek, peil.positie, stop_id)
        return StopView(
            regio=self._regio,
            k=peil.positie,
            op=peil.dag,
            register_versie=register.versie,
            stop=regel(found[0], peil.dag, register),
            aanvraag=texts.get("ClientenstopGevraagd"),
            besluit=texts.get("ClientenstopBesloten"),
            opheffing=texts.get("ClientenstopOpgeheven"),
        )

    async def _texts(self, grootboek: Grootboek, k: int, stop_id: UUID) -> dict[str, str | None]:
        """What was written at each step, by its kind."""
        steps = await stop_store.steps_at(grootboek, k, stop_id)
        texts = await read_texts(self._vault, grootboek.conn, self._regio, [(stop_id, one.tekst) for one in steps])
        return {soort(step): own.get(TEXT) if own else None for step, own in zip(steps, texts, strict=True)}

    @use("stops.ask")
    async def ask(self, zicht: Zicht, asked: StopAsked) -> Stopregel:
        """Ask for a stop: an aanbieder for himself, the region for any of them, as on a proposal of the system.

        Raises OfAnother, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        zicht.require_of(asked.aanbieder)
        stop_id = new_id()
        text = await self._seal(stop_id, asked.toelichting)
        async with self._begin(asked.aanbieder) as step:
            if reasons := [
                *stop_steps.unknown(step, asked.aanbieder),
                *stop_steps.scope(step, asked),
                *stop_steps.double(step, asked),
            ]:
                raise StepImpossible(reasons)
            gebeurtenis = ClientenstopGevraagd(
                stop_id=stop_id,
                dag=step.today,
                tekst=text,
                aanbieder=asked.aanbieder,
                perceel=asked.perceel or "",
                segment=asked.segment or "",
                gemeente=asked.gemeente or "",
                van=asked.van,
                grond=asked.grond,
            )
            return await self._book(zicht, step, None, gebeurtenis)

    @use("stops.decide")
    async def decide(self, zicht: Zicht, stop_id: UUID, decided: StopDecided) -> Stopregel:
        """Grant it, as it was asked or otherwise, or turn it down. No day before today.

        Raises UnknownStop, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        text = await self._seal(stop_id, decided.toelichting)
        async with self._begin_with(stop_id) as (step, old):
            is_granted, what = decided.besluit == "toegekend", decided.on(old)
            reasons = [
                *stop_steps.decided(old),
                *(stop_steps.scope(step, what) if is_granted else stop_steps.without(decided)),
            ]
            reasons += stop_steps.double(step, what, besides=stop_id) if is_granted else []
            if reasons:
                raise StepImpossible(reasons)
            gebeurtenis = ClientenstopBesloten(
                stop_id=stop_id,
                dag=step.today,
                tekst=text,
                perceel=what.perceel or "",
                segment=what.segment or "",
                gemeente=what.gemeente or "",
                van=what.van if is_granted else None,
                grond=what.grond,
            )
            return await self._book(zicht, step, old, gebeurtenis)

    @use("stops.lift")
    async def lift(self, zicht: Zicht, stop_id: UUID, lifted: StopLifted) -> Stopregel:
        """Let a granted stop hold no longer from a day on, which is not before today.

        Raises UnknownStop, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        text = await self._seal(stop_id, lifted.toelichting)
        async with self._begin_with(stop_id) as (step, old):
            if reasons := [*stop_steps.not_lifted(old), *stop_steps.day(step, "vanaf", lifted.vanaf)]:
                raise StepImpossible(reasons)
            gebeurtenis = ClientenstopOpgeheven(stop_id=stop_id, dag=step.today, tekst=text, vanaf=lifted.vanaf)
            return await self._book(zicht, step, old, gebeurtenis)

    async def _seal(self, stop_id: UUID, text: str) -> Sealed | None:
        key = await self._vault.month_key(self._database, self._regio, day(self._clock()))
        return seal(key, stop_id, {TEXT: text})

    @asynccontextmanager
    async def _begin(self, aanbieder: str) -> AsyncIterator[Step]:
        """Who decides on this aanbieder meanwhile waits: a request is before the step or after it, never beside it."""
        async with self._turn_at(aanbieder), self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            now = await require_correct(grootboek, self._clock)
            await watermark.begin(grootboek)
            await store.lock(grootboek, [aanbieder])
            stops = await stop_store.stops_now(grootboek, aanbieder=aanbieder)
            yield Step(grootboek, await read_stand(grootboek), day(now), stops)

    @asynccontextmanager
    async def _begin_with(self, stop_id: UUID) -> AsyncIterator[tuple[Step, Clientenstop]]:
        """The same of the aanbieder of a stop, which never changes. Raises UnknownStop."""
        async with self._database.lees() as conn:
            found = await stop_store.stops_now(Grootboek(conn, self._regio), stop_id=stop_id)
        if not found:
            raise UnknownStop
        async with self._begin(found[0].aanbieder) as step:
            yield step, next(one for one in step.stops if one.stop_id == stop_id)

    async def _book(
        self, zicht: Zicht, step: Step, old: Clientenstop | None, gebeurtenis: Stopgebeurtenis
    ) -> Stopregel:
        conn = step.grootboek.conn
        (position,) = await book.reserve(conn, 1, self._clock)
        await book_loose_gebeurtenis(conn, zicht.beller, position, gebeurtenis, self._clock)
        new = await stop_store.write_step(step.grootboek, position, old, gebeurtenis)
        return regel(new, step.today, step.register)


def _is_seen(zicht: Zicht, stop: Clientenstop) -> bool:
    """What is only asked, or was turned down, is for the region and the aanbieder himself."""
    return stop.is_toegekend or zicht.partij in (None, stop.aanbieder)


def _is_asked(stop: Clientenstop, question: StopQuestion, op: date) -> bool:
    """A stop for all gemeenten is one for each of them."""
    is_there = question.gemeente in (None, stop.gemeente or question.gemeente)
    return is_there and question.status in (None, stop.status(op))


def regel(stop: Clientenstop, op: date, register: RegisterStand) -> Stopregel:
    """One stop with where it stands on the day `op`."""
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
