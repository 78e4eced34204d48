# SPDX-License-Identifier: EUPL-1.2
"""A batch of berichten in one transaction: idempotency, judgement, booking, delivery (design.md 3).

The number of statements does not depend on the number of berichten.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from itertools import chain

from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.gateway import unanswered
from berichtenverkeer.gateway.afwijzing import may_reject
from berichtenverkeer.gateway.antwoorden import heen_of
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.handling import BatchHandling
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.turns import Turn
from berichtenverkeer.gateway.unanswered import Unanswered
from berichtenverkeer.gateway.waiting_room import Occupied
from berichtenverkeer.gateway.work import Receipt, Work
from berichtenverkeer.gateway.writer import Writer
from berichtenverkeer.ledger import book, booking, envelopes, watermark
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.plafonds import needs as money_needs
from berichtenverkeer.plafonds import store as money
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.sharing_store import load_shared
from berichtenverkeer.postvak import tray
from berichtenverkeer.projections import needs, store
from berichtenverkeer.projections.stand import Stand

PATIENCE_MS = 1000
"""How long a batch waits for what others hold for a moment. It keeps a connection, and a worker, meanwhile."""

PATIENCE_IN_TURN_MS = 200
"""And who waited and has his turn: there may be others who wait and whose aanbieder is free."""


async def process(
    conn: PgConnection,
    environment: Environment,
    works: Sequence[Work],
    turn: Turn,
    *,
    wait: bool,
    at_most: int | None = None,
) -> list[Receipt]:
    """Judge and book a batch in the transaction of `conn`: one receipt per bericht, in order.

    Nothing is visible to others before the caller commits. With `wait` off it raises Occupied, having done nothing,
    rather than wait for a declaratie that is being booked. Nor does it wait longer than PATIENCE_MS for
    anything, or PATIENCE_IN_TURN_MS with `wait`: then it raises LockHeld, and the transaction must be given up.
    `turn` is extended to all whose money it touches; where another has a turn it raises Occupied, and is given up too.
    So it does with TooManyRows, when what it must know of the past is more than `at_most` rows of a kind.
    """
    grootboek = Grootboek(conn, environment.regio)
    # What it answers is read before its locks, which hang on that; it never changes, and is not read again behind them.
    found = await unanswered.search(grootboek, works)
    heen = unanswered.waiting(found)
    needed, clienten = await _lock(grootboek, works, heen, wait=wait)
    earlier = await envelopes.with_keys(grootboek, {(work.key, None) for work in works}, at_most=at_most)
    months = {envelope.sleutel_maand for envelope in earlier} - {environment.key.maand}
    data_keys = await environment.vault.existing_keys(conn, grootboek.regio, months)
    stand = await store.load(grootboek, needed, at_most=at_most)
    rejected = [work for work in works if may_reject(work, environment.register, environment.today)]
    open_answers = await unanswered.read(grootboek, works, heen, clienten, stand, rejected=rejected, at_most=at_most)
    # Of a bericht that is wrong within itself nothing can be booked: what a rule demands may not be there.
    gebeurtenissen = [makes_happen(work, open_answers, environment.today) for work in works]
    every = [*gebeurtenissen, *(open_answers.from_heen(work) for work in works)]
    declaraties = [work.bericht for work in works if isinstance(work.bericht, JW323) and not work.bevindingen]
    touched = money_needs.needs_of(stand, chain.from_iterable(every), map(declared, declaraties))
    await turn.extend(touched.aanbieders)
    boekhouding = await _load_money(grootboek, environment, touched, needed, stand, at_most)
    count = len(boekhouding.to_lapse) + sum(map(_max_positions, every))
    count += sum(1 for one in declaraties for _ in booking.gedeclareerd(one))
    positions = book.at_proef(count) if works[0].is_proef else await book.reserve(conn, count, environment.clock)
    known = {envelope.id: envelope for envelope in (*earlier, *found)}
    handling = BatchHandling(environment, stand, known.values(), boekhouding, iter(positions), open_answers, data_keys)
    handling.lapse()
    receipts = []
    for work, own_gebeurtenissen in zip(works, gebeurtenissen, strict=True):
        receipts.append(handling.handle(work, own_gebeurtenissen))
        await asyncio.sleep(0)  # whatever else this event loop has to do comes between
    if handling.writer.berichten or handling.writer.gebeurtenissen:
        await _write(grootboek, handling.writer)
        await store.save(grootboek, stand.wijzigingen)
        await money.save(grootboek, boekhouding)
    return receipts


async def _load_money(
    grootboek: Grootboek,
    environment: Environment,
    touched: money_needs.Needs,
    loaded: needs.Needs,
    stand: Stand,
    at_most: int | None,
) -> Boekhouding:
    """The money, locked, and into `stand` what it depends on besides what was `loaded`."""
    boekhouding = await money.load(grootboek, touched, environment.register, environment.today, at_most=at_most)
    more = needs.without(touched.state_needs(boekhouding.stops), loaded)
    await store.load_also(grootboek, more, stand, at_most=at_most)
    await load_shared(grootboek, boekhouding, stand, at_most=at_most)
    return boekhouding


async def _lock(
    grootboek: Grootboek, works: Sequence[Work], heen: Sequence[Envelope], *, wait: bool
) -> tuple[needs.Needs, set[bytes]]:
    """Hold what a batch that answers `heen` needs. Returns that, and whose life it can change.

    Raises Occupied and LockHeld.
    """
    own = [needs.from_bericht(work.bericht, work.clienten) for work in works]
    needed = needs.together(own)
    # Two processes that hold the same client, number, reference or Identificatie wait for each other here; the locks
    # are taken in one order, so they never wait in a circle.
    names = {*needed.locks, *("/".join(("identificatie", *work.key)) for work in works)}
    clienten = await unanswered.clienten_of(grootboek, works, heen)
    names |= {f"client/{client.hex()}" for client in clienten}
    # An answer of who answers himself folds a whole client again: nothing of his aanbieder may change meanwhile.
    retouren = (work for work in works if work.soort.is_retourbericht)
    antwoorden = {needs.from_aanbieder(work.aanbieder) for work in retouren if heen_of(work, heen)}
    shared, only = locks(grootboek.regio, needed.shared), locks(grootboek.regio, needed.exclusive | antwoorden)
    patience = PATIENCE_IN_TURN_MS if wait else PATIENCE_MS
    # Of what is asked from here on no plan is better than that for any values: one index fits (decision 125).
    occupied = await watermark.begin(
        grootboek,
        locks(grootboek.regio, names),
        shared,
        only,
        wait=wait,
        patience_ms=patience,
        plans="force_generic_plan",
    )
    if occupied:
        raise Occupied(
            frozenset(
                w.aanbieder for w, one in zip(works, own, strict=True) if _shares(grootboek.regio, w, one) & occupied
            )
        )
    return needed, clienten


async def _write(grootboek: Grootboek, added: Writer) -> None:
    if added.berichten:
        await book.write_berichten(grootboek.conn, added.berichten)
        await tray.deliver(grootboek, added.berichten)
    await book.write_gebeurtenissen(grootboek.conn, added.gebeurtenissen)
    added.gebeurtenissen.clear()


def _shares(regio: str, work: Work, needed: needs.Needs) -> set[int]:
    """What a bericht holds beside others, or alone for long."""
    return locks(regio, {needs.from_aanbieder(work.aanbieder), *needed.shared, *needed.exclusive})


def makes_happen(work: Work, open_answers: Unanswered, today: date) -> list[Gebeurtenis]:
    """What a bericht makes happen if it is approved, but for its prestaties; of one that is wrong in itself nothing."""
    if work.bevindingen:
        return []
    if isinstance(work.bericht, JW323):
        return [booking.ingediend(work.bericht, today)]  # its prestaties when it is known what becomes of each
    antwoord = open_answers.gebeurtenis(work, today)
    return [antwoord] if antwoord else booking.gebeurtenissen(work.bericht, work.clienten, today)


def declared(bericht: JW323) -> money_needs.Declared:
    """What the prestaties of a JW323 can touch before they are made."""
    return money_needs.Declared(bericht.header.afzender, bericht.header.ontvanger, booking.gedeclareerd(bericht))


def _max_positions(gebeurtenissen: Sequence[Gebeurtenis]) -> int:
    """How many positions a bericht can take; what is left over leaves a harmless gap.

    For itself, its answer, what a declaratie is told, and what it makes happen with a decision on each that can have
    one; for each verzoek also a rejection that the gateway makes: a number, a bericht, its retour, what it makes
    happen.
    """
    return 3 + sum(
        7 if isinstance(gebeurtenis, VerzoekOntvangen | WijzigingVerzocht) else 2 for gebeurtenis in gebeurtenissen
    )
