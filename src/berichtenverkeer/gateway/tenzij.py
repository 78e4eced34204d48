# SPDX-License-Identifier: EUPL-1.2
"""Tenzij's (definitions.md 6.4): asked by an aanbieder or a gemeente, decided on by the opdrachtgever, and booked."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError, Reason, StepImpossible
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.gateway.beller import Beller, gateway_itself
from berichtenverkeer.gateway.inzage import opening
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import OfAnother, Zicht, use
from berichtenverkeer.gateway.tenzij_values import (
    TenzijAsked,
    TenzijFile,
    TenzijGrant,
    TenzijListing,
    TenzijResult,
    TenzijStep,
    TenzijView,
    view,
)
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.gateway.turns import TurnAt
from berichtenverkeer.ledger import book, gebeurtenissen, watermark
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    OneTenzijGebeurtenis,
    TenzijAfgewezen,
    TenzijBeeindigd,
    TenzijBevestigd,
    TenzijGevraagd,
    TenzijGewijzigd,
    TenzijIngetrokken,
    TenzijToegekend,
)
from berichtenverkeer.ledger.sealed import Sealed, Texts, read_texts, seal
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.needs import Needs
from berichtenverkeer.plafonds.sharing_store import load_shared
from berichtenverkeer.plafonds.tenzij import Tenzij, faults, folded, is_more
from berichtenverkeer.plafonds.tenzij_store import (
    NOW,
    Redecided,
    TenzijQuestion,
    Used,
    anew_at,
    asked_as,
    read_page,
    read_steps,
    used_at,
)
from berichtenverkeer.plafonds.written import is_said, no_person, too_long, unexplained, wrong_bsn
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rows import Product as ProductRow
from berichtenverkeer.register.stand import RegisterStand, read_stand

_TAKEN = Reason("referentie", "Deze referentie is al van een ander verzoek van u.", "Kies een nieuwe referentie.")


class UnknownTenzij(BerichtenverkeerError):
    """Deze tenzij is er niet, of zij is niet van u."""

    actie = "Controleer het nummer; de lijst van tenzij's noemt die van u."
    status = 404


class _Step(NamedTuple):
    """What is known when a step is taken, while no money of the aanbieder moves. `old`: None for a new one."""

    grootboek: Grootboek
    now: datetime
    boekhouding: Boekhouding
    stand: Stand
    old: Tenzij | None

    @property
    def today(self) -> date:
        return day(self.now)


class Tenzijs:
    """The use cases, on one region. Each step is a gebeurtenis; what it changes of the money is booked with it."""

    def __init__(self, database: Database, vault: Vault, regio: str, clock: Clock, turn_at: TurnAt) -> None:
        self._database = database
        self._turn_at = turn_at
        self._vault = vault
        self._regio = regio
        self._clock = clock

    @use("tenzijs.listing")
    async def listing(self, zicht: Zicht, question: TenzijQuestion, k: int | None = None) -> TenzijListing:
        """Those of a partij, or all, as known at `k`, by default now. Raises UnknownPeil, DatabaseGone."""
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            one_more = msgspec.structs.replace(question, limiet=question.limiet + 1)
            found = await read_page(grootboek, peil.positie, zicht.partij, one_more)
            page = found[: question.limiet]
            used = await used_at(grootboek, peil.positie, [one.id for one in page])
            anew = await anew_at(grootboek, peil.positie, page, zicht.partij)
            register = await read_stand(grootboek, peil.positie)
        return TenzijListing(
            regio=self._regio,
            k=peil.positie,
            register_versie=register.versie,
            tenzijs=[view(one, used.get(one.id, Used()), peil.dag, register, anew.get(one.id, ())) for one in page],
            volgende=question.na + question.limiet if len(found) > question.limiet else None,
        )

    @use("tenzijs.one")
    async def one(self, zicht: Zicht, tenzij_id: UUID, k: int | None = None) -> TenzijFile:
        """One with all its steps and texts, as known at `k`. Raises UnknownTenzij, UnknownPeil, DatabaseGone."""
        async with opening(self._database, zicht, "tenzijs.one", None, str(tenzij_id)) as opened:
            file, opened.client = await self._file(zicht, tenzij_id, k)
            opened.is_found = file is not None
        if file is None:
            raise UnknownTenzij
        return file

    async def _file(self, zicht: Zicht, tenzij_id: UUID, k: int | None) -> tuple[TenzijFile | None, bytes | None]:
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            steps = await read_steps(grootboek, peil.positie, tenzij_id=tenzij_id)
            found = folded(one for _, one in steps).get(tenzij_id)
            if found is None or not _is_of(found, zicht.partij):
                return None, None
            used = await used_at(grootboek, peil.positie, [tenzij_id])
            anew = await anew_at(grootboek, peil.positie, [found], zicht.partij)
            register = await read_stand(grootboek, peil.positie)
            kept = [(tenzij_id, one.tekst) for _, one in steps]
            texts = await read_texts(self._vault, grootboek.conn, self._regio, kept)
        file = TenzijFile(
            regio=self._regio,
            k=peil.positie,
            register_versie=register.versie,
            tenzij=view(found, used.get(tenzij_id, Used()), peil.dag, register, anew.get(tenzij_id, ())),
            stappen=[
                TenzijStep(
                    positie=position,
                    soort=gebeurtenissen.soort(one),
                    op=one.op,
                    partij=one.partij,
                    door=one.door if zicht.partij in (None, one.partij) else None,
                    teksten=written,
                )
                for (position, one), written in zip(steps, texts, strict=True)
            ],
        )
        return file, found.verzoek.client

    @use("tenzijs.ask")
    async def ask(self, zicht: Zicht, asked: TenzijAsked) -> TenzijResult:
        """Ask for one; the same again, with the same `referentie`, is the one that there is.

        Who keeps the gateway may do so for another. Raises OfAnother, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        if zicht.partij not in (None, asked.aanbieder, asked.gemeente):
            raise OfAnother
        id_, client = new_id(), self._vault.pseudonym(self._regio, asked.bsn)
        texts = {"kan_niet_wachten": asked.kan_niet_wachten, "alleen_hier": asked.alleen_hier}
        texts |= {**asked.alternatieven, "toelichting": asked.toelichting}
        sealed = await self._seal(id_, texts)
        names = {f"tenzij/{zicht.beller.code}/{asked.referentie}"} if asked.referentie else set()
        async with self._begin(asked.aanbieder, client, None, names) as step:
            gebeurtenis = TenzijGevraagd(
                tenzij_id=id_,
                client=client,
                aanbieder=asked.aanbieder,
                gemeente=asked.gemeente,
                op=step.today,
                partij=zicht.beller.code,
                door=zicht.done_by(asked.door),
                tekst=sealed,
                product=Product(asked.categorie, asked.code),
                van=asked.van,
                tot=asked.tot,
                maximum_cents=asked.maximum_cents,
                kan_niet_wachten=is_said(asked.kan_niet_wachten),
                alleen_hier=is_said(asked.alleen_hier),
                alternatieven=tuple(sorted(asked.alternatieven)),
                referentie=asked.referentie,
            )
            wrong = [
                *wrong_bsn(asked.bsn),
                *_unknown(step, asked),
                *too_long(texts),
                *no_person("door", zicht.done_by(asked.door)),
            ]
            wrong += no_person("referentie", asked.referentie)
            partij, referentie = gebeurtenis.partij, gebeurtenis.referentie
            if referentie is not None and (earlier := await asked_as(step.grootboek, partij, referentie)):
                if _is_same(earlier.verzoek, gebeurtenis):
                    return TenzijResult(tenzij=await _shown(step, earlier), is_herhaald=True)
                wrong.append(_TAKEN)
            return await self._book(zicht.beller, step, gebeurtenis, wrong)

    @use("tenzijs.withdraw")
    async def withdraw(self, zicht: Zicht, tenzij_id: UUID, door: str, toelichting: str = "") -> TenzijResult:
        """Take a request back, before the decision. Raises as `grant`."""
        return await self._take(zicht, tenzij_id, TenzijIngetrokken, door, {"toelichting": toelichting})

    @use("tenzijs.grant")
    async def grant(
        self, zicht: Zicht, tenzij_id: UUID, granted: TenzijGrant, door: str, motivering: str
    ) -> TenzijResult:
        """Grant it, as it was asked or otherwise. Above the bound of four eyes it waits for a second user.

        Raises UnknownTenzij, StepImpossible, ClockUnreliable, DatabaseGone.
        """
        fields = {"product": Product(granted.categorie, granted.code), "van": granted.van}
        fields |= {"tot": granted.tot, "maximum_cents": granted.maximum_cents}
        return await self._take(zicht, tenzij_id, TenzijToegekend, door, {"motivering": motivering}, **fields)

    @use("tenzijs.reject")
    async def reject(self, zicht: Zicht, tenzij_id: UUID, door: str, motivering: str) -> TenzijResult:
        """Reject it, or turn down what waits for a second user. Raises as `grant`."""
        return await self._take(zicht, tenzij_id, TenzijAfgewezen, door, {"motivering": motivering})

    @use("tenzijs.change")
    async def change(
        self, zicht: Zicht, tenzij_id: UUID, maximum_cents: int, tot: date, door: str, motivering: str
    ) -> TenzijResult:
        """Another maximum, or another last day. Raises as `grant`."""
        texts = {"motivering": motivering}
        return await self._take(zicht, tenzij_id, TenzijGewijzigd, door, texts, maximum_cents=maximum_cents, tot=tot)

    @use("tenzijs.end")
    async def end(self, zicht: Zicht, tenzij_id: UUID, vanaf: date, door: str, motivering: str) -> TenzijResult:
        """Let it cover nothing from the day `vanaf` on. Raises as `grant`."""
        return await self._take(zicht, tenzij_id, TenzijBeeindigd, door, {"motivering": motivering}, vanaf=vanaf)

    @use("tenzijs.confirm")
    async def confirm(self, zicht: Zicht, tenzij_id: UUID, door: str, toelichting: str = "") -> TenzijResult:
        """A second user confirms what waits for that. Raises as `grant`."""
        return await self._take(zicht, tenzij_id, TenzijBevestigd, door, {"toelichting": toelichting})

    @use("tenzijs.one")
    async def asked(self, zicht: Zicht, tenzij_id: UUID) -> TenzijGevraagd:
        """What was asked, also a moment ago, when no K has it yet. Raises UnknownTenzij, DatabaseGone."""
        return await self._verzoek(zicht, tenzij_id)

    async def _verzoek(self, zicht: Zicht, tenzij_id: UUID) -> TenzijGevraagd:
        async with self._database.lees() as conn:
            steps = await read_steps(Grootboek(conn, self._regio), NOW, tenzij_id=tenzij_id)
        known = folded(one for _, one in steps).get(tenzij_id)
        if known is None or not _is_of(known, zicht.partij):
            raise UnknownTenzij
        return known.verzoek

    async def _take(
        self,
        zicht: Zicht,
        tenzij_id: UUID,
        child: type[OneTenzijGebeurtenis],
        door: str,
        texts: Texts,
        **fields: Any,
    ) -> TenzijResult:
        """A step on one that is there."""
        asked = await self._verzoek(zicht, tenzij_id)
        sealed = await self._seal(tenzij_id, texts)
        async with self._begin(asked.aanbieder, asked.client, tenzij_id) as step:
            assert step.old is not None, "a step is never undone"
            if child in (TenzijToegekend, TenzijGewijzigd):
                fields["te_bevestigen"] = _needs_second(step, fields["maximum_cents"], fields["tot"])
            gebeurtenis = child(
                tenzij_id=tenzij_id,
                client=asked.client,
                aanbieder=asked.aanbieder,
                gemeente=asked.gemeente,
                op=step.today,
                partij=zicht.beller.code,
                door=zicht.done_by(door),
                tekst=sealed,
                **fields,
            )
            wrong = [*unexplained(texts), *too_long(texts), *no_person("door", door)]
            if isinstance(gebeurtenis, TenzijToegekend):
                wrong += _unknown_product(step, gebeurtenis.product, gebeurtenis.van)
            return await self._book(zicht.beller, step, gebeurtenis, wrong)

    async def _seal(self, about: UUID, texts: Texts) -> Sealed | None:
        key = await self._vault.month_key(self._database, self._regio, day(self._clock()))
        return seal(key, about, texts)

    @asynccontextmanager
    async def _begin(
        self, aanbieder: str, client: bytes, tenzij_id: UUID | None, names: Iterable[str] = ()
    ) -> AsyncIterator[_Step]:
        """Nothing of this client, and no money of this aanbieder, moves meanwhile; nor what `names` are of."""
        async with self._turn_at(aanbieder), self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            now = await require_correct(grootboek, self._clock)
            await watermark.begin(grootboek, locks(self._regio, {f"client/{client.hex()}", *names}))
            needed = Needs(aanbieders=frozenset({aanbieder}), betrokken=frozenset({client}))
            boekhouding = await store.load(grootboek, needed, RegisterStand({}, 0), day(now))
            stand = Stand()
            await load_shared(grootboek, boekhouding, stand, [(client, aanbieder)])
            old = next((one for one in boekhouding.tenzijs if one.id == tenzij_id), None)
            yield _Step(grootboek, now, boekhouding, stand, old)

    async def _book(
        self, beller: Beller, step: _Step, gebeurtenis: OneTenzijGebeurtenis, wrong: list[Reason]
    ) -> TenzijResult:
        if reasons := [*wrong, *faults(step.old, gebeurtenis)]:
            raise StepImpossible(reasons)
        boekhouding, stand = step.boekhouding, step.stand
        who = gebeurtenis.client, gebeurtenis.aanbieder
        count = len(boekhouding.to_lapse) + 1 + len(boekhouding.refused(who, stand))
        positions = iter(await book.reserve(step.grootboek.conn, count, self._clock))
        vervallen = boekhouding.lapse(positions, stand)
        position = next(positions)
        anew = boekhouding.after_tenzij(stand, position, gebeurtenis, positions)
        rows = [self._row(gateway_itself(self._regio), step, *one) for one in vervallen]
        rows += [self._row(beller, step, *one, client=who[0]) for one in [(position, gebeurtenis), *anew]]
        await book.write_gebeurtenissen(step.grootboek.conn, rows)
        await store.save(step.grootboek, boekhouding)
        (new,) = (one for one in boekhouding.tenzijs if one.id == gebeurtenis.tenzij_id)
        decided = (one for _, one in anew if isinstance(one, PlafondBesloten))
        again = tuple(Redecided(one.claim.referentie, one.uitkomst, step.today) for one in decided)
        return TenzijResult(tenzij=await _shown(step, new), opnieuw_besloten=again)

    def _row(
        self, beller: Beller, step: _Step, position: int, gebeurtenis: Gebeurtenis, client: bytes | None = None
    ) -> book.GebeurtenisRow:
        return book.row_of(
            gebeurtenis,
            regio=self._regio,
            position=position,
            booked_at=step.now,
            causer=beller.veroorzaker,
            client=client,
            aanbieder=getattr(gebeurtenis, "aanbieder", None),
            gemeente=getattr(gebeurtenis, "gemeente", None),
        )


async def _shown(step: _Step, one: Tenzij) -> TenzijView:
    used = await used_at(step.grootboek, NOW, [one.id])
    anew = await anew_at(step.grootboek, NOW, [one])
    return view(one, used.get(one.id, Used()), step.today, step.boekhouding.register, anew.get(one.id, ()))


def _is_same(earlier: TenzijGevraagd, gebeurtenis: TenzijGevraagd) -> bool:
    """The same is asked, whatever the words."""
    words = {name: getattr(earlier, name) for name in ("tenzij_id", "op", "door", "tekst")}
    return msgspec.structs.replace(gebeurtenis, **words) == earlier


def _is_of(one: Tenzij, partij: str | None) -> bool:
    return partij in (None, one.verzoek.aanbieder, one.verzoek.gemeente)


def _needs_second(step: _Step, maximum_cents: int, tot: date) -> bool:
    """Four eyes: a decision that gives more, and that is on more money than one user decides on."""
    bound = step.boekhouding.register.parameters(step.today).vier_ogen_vanaf_cents
    assert step.old is not None, "a decision is on one that is there"
    return bound is not None and maximum_cents > bound and is_more(step.old, maximum_cents, tot)


# -- what is wrong with what was given


def _unknown(step: _Step, asked: TenzijAsked) -> Iterator[Reason]:
    register, today = step.boekhouding.register, step.today
    if not register.is_aanbieder(asked.aanbieder, today):
        yield Reason("aanbieder", "Deze aanbieder staat vandaag niet in het register.", "Controleer de AGB-code.")
    if not register.is_in_regio(asked.gemeente, today):
        yield Reason("gemeente", "Deze gemeente doet vandaag niet mee in de regio.", "Controleer de CBS-code.")
    yield from _unknown_product(step, Product(asked.categorie, asked.code), asked.van)
    if not all(register.is_aanbieder(code, today) for code in asked.alternatieven):
        yield Reason("alternatieven", "Een van de aanbieders staat niet in het register.", "Controleer de AGB-codes.")


def _unknown_product(step: _Step, product: Product, op: date) -> Iterator[Reason]:
    """A categorie is known by any of its products."""
    wanted = product.categorie, product.code
    listed = [one for one in step.boekhouding.register.rows(ProductRow) if one.is_valid(op)]
    if not any(wanted in ((one.categorie, one.code), (one.categorie, None)) for one in listed):
        yield Reason("categorie", "Dit product staat op de eerste dag niet in het register.", "Controleer de code.")
