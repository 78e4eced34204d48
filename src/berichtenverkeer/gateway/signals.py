# SPDX-License-Identifier: EUPL-1.2
"""Plafonds of which much is used: seen in time, spoken of, decided on; and where a cliëntenstop is proposed (6.5)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import Clock, day, in_words
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import Reason, StepImpossible
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.register import book_loose_gebeurtenis
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.stop_forms import Agb, Code, Text
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.ledger import book, days, watermark
from berichtenverkeer.ledger.gebeurtenissen.signals import SignaalBesloten, SignaalBesproken, SignalOutcome
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.ledger.sealed import Sealed, read_texts, seal
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.plafonds import stop_store, store, view
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.signals import Signaal, signalen_at
from berichtenverkeer.plafonds.stops import TO_COME_OR_IN_FORCE
from berichtenverkeer.register.stand import RegisterStand, read_stand

Jaar = Annotated[int, msgspec.Meta(ge=2000, le=2099, description="van 2000 tot en met 2099")]

_EVERYTHING = 2**63 - 1

TEXT = "toelichting"
"""By this name what is written at a step is kept."""


class SignaalGesprek(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """That the running signaal of a plafond was spoken of, on `dag`, by default today."""

    aanbieder: Agb
    jaar: Jaar
    perceel: Code | None = None
    segment: Code | None = None
    dag: date | None = None
    toelichting: Text = ""


class SignaalBesluit(SignaalGesprek, frozen=True, kw_only=True, rename="camel"):
    """What was decided about it."""

    uitkomst: SignalOutcome


class Signaalregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One signaal: from `dag` until `tot` (None: it goes on), with its two clocks.

    `gesprek_voor` and `besluit_voor` are the last days in time. `stop_voorgesteld`: nothing is VRIJ on it, and no stop
    of it is asked or in force. What was written at each step is for the region; None for another, where nothing
    was, and when the data key of its month was destroyed.
    """

    aanbieder: str
    naam: str | None
    jaar: int
    perceel: str | None
    segment: str | None
    dag: date
    tot: date | None
    claims_cents: int
    plafond_cents: int
    gesprek_voor: date
    gesprek_op: date | None
    besluit_voor: date | None
    besluit_op: date | None
    uitkomst: SignalOutcome | None
    gesprek_toelichting: str | None
    besluit_toelichting: str | None
    is_te_laat: bool
    stop_voorgesteld: bool


class Signaallijst(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The signalen of a year as known at `k`, on the day `op` of it."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    op: date
    register_versie: int
    signalen: list[Signaalregel]


class Signals:
    """The use cases, on one region."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, *, regio: str) -> None:
        self._database = database
        self._vault = vault
        self._regio = regio
        self._clock = clock

    @use("signals.listing")
    async def listing(
        self, zicht: Zicht, jaar: int | None = None, aanbieder: str | None = None, k: int | None = None
    ) -> Signaallijst:
        """Of `jaar`, by default that of the day of K; an aanbieder sees his own.

        Raises OfAnother, UnknownPeil, PositionVervallen, DatabaseGone.
        """
        if aanbieder is not None:
            zicht.require_of(aanbieder)
        who = aanbieder or zicht.partij
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            booked_at = await days.booked_at(grootboek, peil.positie)
            op = day(booked_at) if booked_at is not None and k is not None else peil.dag
            register = await read_stand(grootboek, peil.positie)
            vault = self._vault if zicht.partij is None else None
            signalen = await regels_at(grootboek, peil.positie, op, register, jaar or op.year, who, vault)
        return Signaallijst(
            regio=self._regio,
            k=peil.positie,
            op=op,
            register_versie=register.versie,
            signalen=signalen,
        )

    @use("signals.discuss")
    async def discuss(self, zicht: Zicht, gesprek: SignaalGesprek) -> None:
        """Enter the gesprek about the running signaal of a plafond. Raises StepImpossible, ClockUnreliable,
        DatabaseGone."""
        await self._step(zicht, gesprek, None)

    @use("signals.decide")
    async def decide(self, zicht: Zicht, besluit: SignaalBesluit) -> None:
        """Enter what was decided, after the gesprek. Raises as `discuss`."""
        await self._step(zicht, besluit, besluit.uitkomst)

    async def _step(self, zicht: Zicht, step: SignaalGesprek, uitkomst: SignalOutcome | None) -> None:
        plafond = PlafondKey(step.aanbieder, step.jaar, step.perceel or "", step.segment or "")
        stap_id = new_id()
        text = await self._seal(stap_id, step.toelichting)
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            today = day(await require_correct(grootboek, self._clock))
            await watermark.begin(grootboek)
            await store.lock(grootboek, [step.aanbieder])
            register = await read_stand(grootboek)
            found = await signalen_at(grootboek, _EVERYTHING, step.jaar, register, step.aanbieder)
            running = next((one for one in found if one.plafond == plafond and one.tot is None), None)
            op = step.dag or today
            if reasons := _against(running, op, today, is_besluit=uitkomst is not None):
                raise StepImpossible(reasons)
            assert running is not None, "it was asked"
            about = {"stap_id": stap_id, **msgspec.structs.asdict(plafond), "sinds": running.sinds, "dag": op}
            (position,) = await book.reserve(conn, 1, self._clock)
            gebeurtenis = (
                SignaalBesproken(**about, tekst=text)
                if uitkomst is None
                else SignaalBesloten(**about, tekst=text, uitkomst=uitkomst)
            )
            await book_loose_gebeurtenis(conn, zicht.beller, position, gebeurtenis, self._clock)

    async def _seal(self, stap_id: UUID, text: str) -> Sealed | None:
        key = await self._vault.month_key(self._database, self._regio, day(self._clock()))
        return seal(key, stap_id, {TEXT: text})


async def regels_at(
    grootboek: Grootboek,
    k: int,
    op: date,
    register: RegisterStand,
    jaar: int,
    aanbieder: str | None,
    vault: Vault | None = None,
) -> list[Signaalregel]:
    """Those of a year (of an aanbieder, or of all) as known at `k`, on day `op`; with `vault` also what was written."""
    signalen = await signalen_at(grootboek, k, jaar, register, aanbieder)
    saldi = await view.saldi_at(grootboek, k, aanbieder, jaar)
    stops = await stop_store.stops_at(grootboek, k, aanbieder)
    full = {one.plafond for one in saldi if not one.stand(Rekening.VRIJ)}
    held = {(one.aanbieder, one.perceel, one.segment) for one in stops if one.status(op) in TO_COME_OR_IN_FORCE}
    written = await _written(grootboek, vault, signalen) if vault else {}

    def regel(one: Signaal) -> Signaalregel:
        partij, plafond = register.partij(one.plafond.aanbieder, op), one.plafond
        is_held = bool({(plafond.aanbieder, plafond.perceel, plafond.segment), (plafond.aanbieder, "", "")} & held)
        is_proposed = one.tot is None and plafond in full and plafond.jaar == op.year and not is_held
        return _regel(one, op, partij.naam if partij else None, written, is_proposed=is_proposed)

    return [regel(one) for one in signalen]


async def _written(grootboek: Grootboek, vault: Vault, signalen: Iterable[Signaal]) -> dict[UUID, str | None]:
    """What was written at each step, by its id."""
    steps = [step for one in signalen for step in (one.gesprek, one.besluit) if step is not None]
    texts = await read_texts(vault, grootboek.conn, grootboek.regio, [(step.stap_id, step.tekst) for step in steps])
    return {step.stap_id: own.get(TEXT) if own else None for step, own in zip(steps, texts, strict=True)}


def _against(running: Signaal | None, op: date, today: date, *, is_besluit: bool) -> list[Reason]:
    """All that stands in the way of a gesprek, or of a besluit."""
    if running is None:
        return [Reason("aanbieder", "Dit plafond heeft nu geen lopend signaal.", "Controleer aanbieder, jaar en deel.")]
    reasons = []
    if op > today:
        reasons.append(Reason("dag", f"{in_words(op)} moet nog komen.", "Leg het vast als het zover is."))
    if op < running.dag:
        reasons.append(
            Reason("dag", f"{in_words(op)} ligt voor het signaal, van {in_words(running.dag)}.", "Kies een latere dag.")
        )
    if not is_besluit and running.gesprek is not None:
        reasons.append(
            Reason("aanbieder", f"Het gesprek was al op {in_words(running.gesprek.dag)}.", "Leg nu het besluit vast.")
        )
    if is_besluit and running.gesprek is None:
        reasons.append(Reason("aanbieder", "Er is nog geen gesprek vastgelegd.", "Leg eerst het gesprek vast."))
    if is_besluit and running.besluit is not None:
        reasons.append(
            Reason("aanbieder", f"Er is al besloten, op {in_words(running.besluit.dag)}.", "Er is niets meer te doen.")
        )
    if is_besluit and running.gesprek is not None and op < running.gesprek.dag:
        reasons.append(
            Reason(
                "dag",
                f"{in_words(op)} ligt voor het gesprek ({in_words(running.gesprek.dag)}).",
                "Kies een latere dag.",
            )
        )
    return reasons


def _regel(
    one: Signaal, op: date, name: str | None, written: Mapping[UUID, str | None], *, is_proposed: bool
) -> Signaalregel:
    deadline = one.besluit_before or one.gesprek_before
    return Signaalregel(
        aanbieder=one.plafond.aanbieder,
        naam=name,
        jaar=one.plafond.jaar,
        perceel=one.plafond.perceel or None,
        segment=one.plafond.segment or None,
        dag=one.dag,
        tot=one.tot,
        claims_cents=one.claims_cents,
        plafond_cents=one.plafond_cents,
        gesprek_voor=one.gesprek_before,
        gesprek_op=one.gesprek.dag if one.gesprek else None,
        besluit_voor=one.besluit_before,
        besluit_op=one.besluit.dag if one.besluit else None,
        uitkomst=one.besluit.uitkomst if one.besluit else None,
        gesprek_toelichting=written.get(one.gesprek.stap_id) if one.gesprek else None,
        besluit_toelichting=written.get(one.besluit.stap_id) if one.besluit else None,
        is_te_laat=one.is_open and op > deadline,
        stop_voorgesteld=is_proposed,
    )
