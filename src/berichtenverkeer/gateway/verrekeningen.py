# SPDX-License-Identifier: EUPL-1.2
"""The half-yearly settlement of tenzij's (definitions.md 6.4): asked of an aanbieder, answered, and fixed for ever."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError, Reason, StepImpossible
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.werkdagen import is_werkdag
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.gateway.turns import TurnAt
from berichtenverkeer.gateway.verrekening_forms import (
    TOELICHTING,
    Opgave,
    Uitvraag,
    Vaststelling,
    VerrekeningFile,
    VerrekeningListing,
    VerrekeningQuestion,
    VerrekeningView,
    view,
    wrong_bedragen,
)
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    OneTenzijGebeurtenis,
    TenzijGebeurtenis,
    TenzijOpgegeven,
    TenzijUitgevraagd,
    TenzijVerrekend,
)
from berichtenverkeer.ledger.sealed import Texts, read_texts, seal
from berichtenverkeer.ledger.vault import MonthKey, Vault
from berichtenverkeer.plafonds import store, tenzij, verrekening
from berichtenverkeer.plafonds.tenzij import Tenzij
from berichtenverkeer.plafonds.tenzij_store import NOW
from berichtenverkeer.plafonds.verrekening import Halfjaar, Producties, Verrekening
from berichtenverkeer.plafonds.verrekening_store import producties_at, read_steps
from berichtenverkeer.plafonds.written import no_person
from berichtenverkeer.register.stand import RegisterStand, read_stand


class UnknownVerrekening(BerichtenverkeerError):
    """Deze verrekening is er niet, of zij is niet van u."""

    actie = "Controleer het nummer; de lijst van verrekeningen noemt die van u."
    status = 404


class _Known(NamedTuple):
    """All of the tenzij's of an aanbieder (or of all), and of their settlement, at one moment."""

    grootboek: Grootboek
    register: RegisterStand
    now: datetime
    tenzijs: Mapping[UUID, Tenzij]
    verrekeningen: Sequence[Verrekening]
    producties: Producties

    @property
    def today(self) -> date:
        return day(self.now)

    def one(self, uitvraag_id: UUID) -> Verrekening | None:
        return next((one for one in self.verrekeningen if one.id == uitvraag_id), None)


class Verrekeningen:
    """The use cases, on one region."""

    def __init__(self, database: Database, vault: Vault, regio: str, clock: Clock, turn_at: TurnAt) -> None:
        self._database = database
        self._turn_at = turn_at
        self._vault = vault
        self._regio = regio
        self._clock = clock

    @use("verrekeningen.listing")
    async def listing(self, zicht: Zicht, question: VerrekeningQuestion, k: int | None = None) -> VerrekeningListing:
        """Those of a partij (of a gemeente: its lines), or all, as known at `k`, by default now.

        Raises UnknownPeil, PositionVervallen, DatabaseGone.
        """
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            known = await self._read(grootboek, peil.positie, question.aanbieder or _own_aanbieder(zicht))
            found = [
                one for one in reversed(known.verrekeningen) if _is_asked(one, question) and _is_of(zicht, one, known)
            ]
            following = question.na + question.limiet
            asked = found[question.na : following]
            known = await _with_producties(known, peil.positie, peil.dag, asked)
            page = [await self._view(zicht, one, known, peil.dag) for one in asked]
        return VerrekeningListing(
            regio=self._regio,
            k=peil.positie,
            register_versie=known.register.versie,
            verrekeningen=page,
            volgende=following if following < len(found) else None,
        )

    @use("verrekeningen.one")
    async def one(self, zicht: Zicht, uitvraag_id: UUID, k: int | None = None) -> VerrekeningFile:
        """One of them. Raises UnknownVerrekening, UnknownPeil, PositionVervallen, DatabaseGone."""
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            known = await self._read(grootboek, peil.positie, uitvraag_id=uitvraag_id)
            found = known.one(uitvraag_id)
            if found is None or not _is_of(zicht, found, known):
                raise UnknownVerrekening
            known = await _with_producties(known, peil.positie, peil.dag, [found])
            shown = await self._view(zicht, found, known, peil.dag)
        return VerrekeningFile(
            regio=self._regio, k=peil.positie, register_versie=known.register.versie, verrekening=shown
        )

    @use("verrekeningen.ask")
    async def ask(self, zicht: Zicht, asked: Uitvraag) -> VerrekeningView:
        """Ask an aanbieder about a half year that is over: a line for each tenzij that was not asked about before.

        Raises StepImpossible, ClockUnreliable, DatabaseGone.
        """
        id_, half = new_id(), Halfjaar(asked.jaar, asked.helft)
        async with self._begin(asked.aanbieder) as known:
            before = {line for one in known.verrekeningen if one.half == half for line in one.tenzijs}
            gebeurtenis = TenzijUitgevraagd(
                uitvraag_id=id_,
                aanbieder=asked.aanbieder,
                op=known.today,
                partij=zicht.beller.code,
                door=asked.door,
                jaar=half.jaar,
                helft=half.helft,
                antwoord_voor=_last_day(known),
                regels=verrekening.uitvraagregels(half, known.tenzijs.values(), known.producties, before),
            )
            _require([*verrekening.faults(None, gebeurtenis, known.verrekeningen), *no_person("door", asked.door)])
            await self._book(zicht, known, [gebeurtenis])
            return await self._after(zicht, known, id_)

    @use("verrekeningen.answer")
    async def answer(self, zicht: Zicht, uitvraag_id: UUID, opgave: Opgave) -> VerrekeningView:
        """Confirm, or give other volumes with why. Raises UnknownVerrekening, StepImpossible, DatabaseGone."""
        key = await self._key()
        async with self._begin_with(zicht, uitvraag_id) as (known, old):
            gebeurtenis = TenzijOpgegeven(
                uitvraag_id=uitvraag_id,
                aanbieder=old.uitvraag.aanbieder,
                op=known.today,
                partij=zicht.beller.code,
                door=opgave.door,
                tekst=seal(key, uitvraag_id, {str(one): why for one, why in opgave.reasons.items()}),
                jaar=old.half.jaar,
                helft=old.half.helft,
                regels=opgave.lines(old.tenzijs),
            )
            why = opgave.reasons.keys()
            _require([*verrekening.faults(old, gebeurtenis, why=why), *no_person("door", opgave.door)])
            await self._book(zicht, known, [gebeurtenis])
            return await self._after(zicht, known, uitvraag_id)

    @use("verrekeningen.settle")
    async def settle(self, zicht: Zicht, uitvraag_id: UUID, fixed: Vaststelling) -> VerrekeningView:
        """Fix the amount of every line, after the answer or its term. Raises as `answer`."""
        key = await self._key()
        async with self._begin_with(zicht, uitvraag_id) as (known, old):
            settled = [self._settled(zicht, known, old.half, one, fixed, key) for one in old.tenzijs]
            _require(
                [
                    *verrekening.not_to_settle(old, known.today),
                    *_wrong_lines(old, fixed),
                    *no_person("door", fixed.door),
                ]
            )
            _require(reason for one in settled for reason in tenzij.faults(known.tenzijs[one.tenzij_id], one))
            await self._book(zicht, known, settled)
            return await self._after(zicht, known, uitvraag_id)

    def _settled(
        self, zicht: Zicht, known: _Known, half: Halfjaar, tenzij_id: UUID, fixed: Vaststelling, key: MonthKey
    ) -> TenzijVerrekend:
        one = known.tenzijs[tenzij_id]
        other = next((line for line in fixed.regels if line.tenzij == tenzij_id), None)
        text = other.reden if other else fixed.toelichting
        return TenzijVerrekend(
            tenzij_id=tenzij_id,
            client=one.verzoek.client,
            aanbieder=one.verzoek.aanbieder,
            gemeente=one.verzoek.gemeente,
            op=known.today,
            partij=zicht.beller.code,
            door=fixed.door,
            tekst=seal(key, tenzij_id, {TOELICHTING: text}),
            jaar=half.jaar,
            helft=half.helft,
            bedrag_cents=other.bedrag_cents if other else verrekening.bedrag(half, one, known.producties),
            correcties=verrekening.correcties(half, one, known.producties),
        )

    # -- what is known

    async def _read(
        self, grootboek: Grootboek, k: int, aanbieder: str | None = None, uitvraag_id: UUID | None = None
    ) -> _Known:
        """Of all, of one aanbieder, or of that of an uitvraag; without producties."""
        steps = await read_steps(grootboek, k, aanbieder, uitvraag_id)
        register = await read_stand(grootboek, k)
        tenzijs = tenzij.folded(one for one in steps if isinstance(one, OneTenzijGebeurtenis))
        return _Known(grootboek, register, self._clock(), tenzijs, verrekening.folded(steps), {})

    async def _read_whole(self, grootboek: Grootboek, aanbieder: str, today: date) -> _Known:
        """All of one aanbieder now."""
        known = await self._read(grootboek, NOW, aanbieder)
        producties = await producties_at(grootboek, NOW, today, known.register, list(known.tenzijs.values()))
        return known._replace(producties=producties)

    @asynccontextmanager
    async def _begin(self, aanbieder: str) -> AsyncIterator[_Known]:
        """No money of this aanbieder moves meanwhile."""
        async with self._turn_at(aanbieder), self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            now = await require_correct(grootboek, self._clock)
            await watermark.begin(grootboek)
            await store.lock(grootboek, [aanbieder])
            yield (await self._read_whole(grootboek, aanbieder, day(now)))._replace(now=now)

    @asynccontextmanager
    async def _begin_with(self, zicht: Zicht, uitvraag_id: UUID) -> AsyncIterator[tuple[_Known, Verrekening]]:
        """The same of the aanbieder of a settlement. Raises UnknownVerrekening when it is not for who calls."""
        async with self._database.lees() as conn:
            steps = await read_steps(Grootboek(conn, self._regio), NOW, uitvraag_id=uitvraag_id)
        found = next((one for one in verrekening.folded(steps) if one.id == uitvraag_id), None)
        if found is None or zicht.partij not in (None, found.uitvraag.aanbieder):
            raise UnknownVerrekening
        async with self._begin(found.uitvraag.aanbieder) as known:
            now = known.one(uitvraag_id)
            assert now is not None, "a step is never undone"
            yield known, now

    async def _after(self, zicht: Zicht, known: _Known, uitvraag_id: UUID) -> VerrekeningView:
        after = await self._read(known.grootboek, NOW, uitvraag_id=uitvraag_id)
        after = after._replace(producties=known.producties)  # no step of a settlement approves anything
        one = after.one(uitvraag_id)
        assert one is not None, "just booked"
        return await self._view(zicht, one, after, known.today)

    async def _view(self, zicht: Zicht, one: Verrekening, known: _Known, op: date) -> VerrekeningView:
        kept = [(one.id, one.opgave.tekst if one.opgave else None)]
        kept += [(id_, settled.tekst) for id_, settled in one.verrekend.items()]
        opened = await read_texts(self._vault, known.grootboek.conn, self._regio, kept)
        texts: dict[UUID, Texts | None] = {id_: text for (id_, _), text in zip(kept, opened, strict=True)}
        return view(one, known.tenzijs, known.producties, op, zicht.partij, texts)

    async def _key(self) -> MonthKey:
        return await self._vault.month_key(self._database, self._regio, day(self._clock()))

    async def _book(self, zicht: Zicht, known: _Known, steps: Sequence[TenzijGebeurtenis]) -> None:
        positions = await book.reserve(known.grootboek.conn, len(steps), self._clock)
        rows = [
            book.row_of(
                step,
                regio=self._regio,
                position=position,
                booked_at=known.now,
                causer=zicht.beller.veroorzaker,
                client=getattr(step, "client", None),
                aanbieder=step.aanbieder,
                gemeente=getattr(step, "gemeente", None),
            )
            for position, step in zip(positions, steps, strict=True)
        ]
        await book.write_gebeurtenissen(known.grootboek.conn, rows)


async def _with_producties(known: _Known, k: int, dag_k: date, asked: Iterable[Verrekening]) -> _Known:
    """With what was approved under the tenzij's that these are about."""
    whose = {_who(known.tenzijs[line]) for one in asked for line in one.tenzijs}
    tenzijs = [one for one in known.tenzijs.values() if _who(one) in whose]
    return known._replace(producties=await producties_at(known.grootboek, k, dag_k, known.register, tenzijs))


def _who(one: Tenzij) -> tuple[bytes, str]:
    return one.verzoek.client, one.verzoek.aanbieder


def _own_aanbieder(zicht: Zicht) -> str | None:
    """Whose uitvragen these all are: of an aanbieder his own; None for the region, and for a gemeente."""
    return zicht.partij if zicht.beller.is_aanbieder else None


def _is_asked(one: Verrekening, question: VerrekeningQuestion) -> bool:
    is_of_year = question.jaar in (None, one.half.jaar)
    return is_of_year and question.status in (None, one.status)


def _is_of(zicht: Zicht, one: Verrekening, known: _Known) -> bool:
    """Of an aanbieder his own, of a gemeente what has a line of it."""
    gemeenten = {known.tenzijs[line].verzoek.gemeente for line in one.tenzijs}
    return zicht.partij in {None, one.uitvraag.aanbieder, *gemeenten}


def _last_day(known: _Known) -> date:
    """To answer on: the term, and from its end the first working day."""
    last = known.today + timedelta(days=known.register.parameters(known.today).tenzij_opgavetermijn_dagen)
    while not is_werkdag(last):
        last += timedelta(days=1)
    return last


def _require(reasons: Iterable[Reason]) -> None:
    if found := list(dict.fromkeys(reasons)):
        raise StepImpossible(found)


def _wrong_lines(old: Verrekening, fixed: Vaststelling) -> Iterator[Reason]:
    if {one.tenzij for one in fixed.regels} - set(old.tenzijs):
        yield Reason("regels", "Een regel gaat over een tenzij die niet is uitgevraagd.", "Laat die regel weg.")
    yield from wrong_bedragen(fixed.regels)
