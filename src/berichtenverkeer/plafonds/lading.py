# SPDX-License-Identifier: EUPL-1.2
"""All open claims worked out anew: to book a register load, and to check that what is booked is what the state says."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.boekingen import key_of
from berichtenverkeer.plafonds.booking import Boeking, Saldo
from berichtenverkeer.plafonds.claims import Periode
from berichtenverkeer.plafonds.claimstand import Claimstand
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, from_toewijzing
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.plafonds.sharing_store import load_state
from berichtenverkeer.plafonds.tenzij_store import read_tenzijs
from berichtenverkeer.plafonds.updating import MoneyUpdater, Who
from berichtenverkeer.plafonds.zijden import CLAIM_SQL
from berichtenverkeer.projections import store as states
from berichtenverkeer.projections.needs import Needs as StandNeeds
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Afmelding, Contract, Gemeente, Plafond, Product, Tarief
from berichtenverkeer.register.stand import RegisterStand, read_stand

STEP = 2000
"""Toewijzingen or verzoeken at a time: enough to make round trips cheap, few enough to hold in memory."""

SHARED_STEP = 100
"""Clients with a tenzij at a time: each with all that it has."""

_TOEWIJZINGEN = query("plafonds", "toewijzingen")
_WEZEN = query("plafonds", "wezen")
_RESERVERINGEN = f"""
select {CLAIM_SQL} from claim v
where v.regio = $1 and v.is_gereserveerd and (v.claim_partij, v.claim_referentie) > ($2, $3)
  and ($4::text[] is null or v.aanbieder = any($4))
order by v.claim_partij, v.claim_referentie limit $5"""


class Difference(msgspec.Struct, frozen=True):
    """Where what is booked is not what it should be, in Dutch; `plafond` is empty when it is about a claim alone."""

    plafond: PlafondKey | None
    claim: Claimsleutel | None
    tekst: str


async def book_lading(grootboek: Grootboek, position: int) -> int:
    """Book a register load that was just written at `position`, in its transaction: amounts, and all open claims.

    Takes the exclusive lock of the region (level 2, `store`); returns the number of boekingen. Only aanbieders that
    the difference with the register before it can touch are worked out.
    """
    await store.lock_regio(grootboek)
    new = await read_stand(grootboek)
    touched = touched_aanbieders(await read_stand(grootboek, position - 1), new)
    if touched is not None and not touched:
        return 0
    return await _update(grootboek, new, position, touched)


async def rebook(grootboek: Grootboek, position: int) -> int:
    """Bring all that is booked in line with state and register, at `position`; returns the number of boekingen."""
    await store.lock_regio(grootboek)
    return await _update(grootboek, await read_stand(grootboek), position, None)


async def shift(grootboek: Grootboek, position: int, peilmaand: date) -> int:
    """Count the declaration term back from `peilmaand`; returns the number of boekingen that it took.

    Call it under `store.lock_regio`. Works out only the toewijzingen that another day of undeclared care can touch.
    """
    register = await read_stand(grootboek)
    money = money_register(register)
    old = money.first_declarable_day(await store.read_peilmaand(grootboek))
    await store.save_peilmaand(grootboek, peilmaand)
    new = money.first_declarable_day(peilmaand)
    if old == new:
        return 0
    window = min(old or date.min, new or date.min), max(old or date.min, new or date.min)
    with_plafond = frozenset(plafond.aanbieder for plafond in money.bedragen)
    return await _update(grootboek, register, position, with_plafond, window)


async def search_differences(grootboek: Grootboek) -> list[Difference]:
    """Everything that is booked otherwise than state and register say, or otherwise than the boekingen add up to.

    Writes nothing. Run it in a snapshot: every statement must see the same moment.
    """
    register = await read_stand(grootboek)
    peilmaand = await store.read_peilmaand(grootboek)
    boekhouding = MoneyUpdater(register, await store.read_saldi(grootboek), peilmaand=peilmaand)
    boekhouding.add_tenzijs(await read_tenzijs(grootboek))
    boekhouding.book_plafonds(0)
    async for piece in _all_care(grootboek, boekhouding, None):
        _book_differences(boekhouding, piece, 0)
        boekhouding.changed_claims.clear()  # a check writes nothing
        boekhouding.changed_parts.clear()
    differences = [_difference_of(boeking) for _, boeking in boekhouding.boekingen]
    differences += [
        Difference(None, key_of(*row), "Er is beslag geboekt voor een toewijzing die er niet is.")
        for row in await grootboek.fetch(_WEZEN)
    ]
    return differences + await _sum_differences(grootboek)


def touched_aanbieders(old: RegisterStand, new: RegisterStand) -> frozenset[str] | None:
    """Whose amounts or claims a register load can change; None: everybody's."""
    for soort in (Product, Gemeente, Afmelding, Parameters):
        if old.rows(soort) != new.rows(soort):
            return None
    touched = {row.aanbieder for row in set(old.rows(Plafond)) ^ set(new.rows(Plafond))}
    touched |= {row.aanbieder for row in set(old.rows(Tarief)) ^ set(new.rows(Tarief))}
    touched |= {row.aanbieder for row in set(old.rows(Contract)) ^ set(new.rows(Contract))}
    return None if "" in touched else frozenset(touched)


class Moved(msgspec.Struct, frozen=True):
    """What a load would make of one plafond; None: it is not there yet. `claims`: how many claims on it would move."""

    before: Saldo | None
    after: Saldo
    claims: int


async def preview(grootboek: Grootboek, register: RegisterStand) -> list[Moved]:
    """The plafonds that a load of this register would change, by key: amounts and open claims. Writes nothing.

    Run it in a snapshot: every statement must see the same moment.
    """
    who = touched_aanbieders(await read_stand(grootboek), register)
    if who is not None and not who:
        return []
    before = {saldo.plafond: saldo for saldo in await store.read_saldi(grootboek, who)}
    boekhouding = MoneyUpdater(register, before.values(), peilmaand=await store.read_peilmaand(grootboek))
    boekhouding.add_tenzijs(await read_tenzijs(grootboek))
    boekhouding.book_plafonds(0, who)
    async for piece in _all_care(grootboek, boekhouding, who):
        _book_differences(boekhouding, piece, 0)
        boekhouding.changed_claims.clear()  # a preview writes nothing
        boekhouding.changed_parts.clear()
    touched = {(one.plafond, one.claim) for _, one in boekhouding.boekingen}
    claims = Counter(plafond for plafond, claim in touched if claim is not None)
    changed = {plafond for plafond, _ in touched} | {one.plafond for one in boekhouding.saldi()} - before.keys()
    return [Moved(before.get(key), boekhouding.saldo(key), claims[key]) for key in sorted(changed)]


class _Piece(msgspec.Struct):
    """Some toewijzingen and reserved verzoeken with their state, and what is held for them.

    What shares in a tenzij comes by itself, all that a client has at an aanbieder together: `shared`.
    """

    toewijzingen: Sequence[Toewijzing]
    verzoeken: Sequence[Verzoeksleutel]
    stand: Stand
    claims: Sequence[Claimstand]
    shared: Sequence[Who] = ()


async def _update(
    grootboek: Grootboek,
    register: RegisterStand,
    position: int,
    who: frozenset[str] | None,
    window: Periode | None = None,
) -> int:
    peilmaand = await store.read_peilmaand(grootboek)
    saldi = await store.read_saldi(grootboek, who)
    boekhouding = MoneyUpdater(register, saldi, peilmaand=peilmaand)
    boekhouding.add_tenzijs(await read_tenzijs(grootboek))
    boekhouding.book_plafonds(position, who)
    count = 0
    first = 1
    async for piece in _all_care(grootboek, boekhouding, who, window):
        _book_differences(boekhouding, piece, position)
        count += len(boekhouding.boekingen)
        await store.save(grootboek, boekhouding, first)
        first = count + 1
    return count


def _book_differences(boekhouding: MoneyUpdater, piece: _Piece, position: int) -> None:
    boekhouding.forget()
    boekhouding.add_claims(piece.claims)
    alone = (one for one in piece.toewijzingen if not boekhouding.shares(one))
    boekhouding.book_toewijzingen({(one.gemeente, one.nummer): position for one in alone}, piece.stand)
    for key in piece.verzoeken:
        verzoek = piece.stand.verzoek(key)
        if verzoek is not None and not boekhouding.shares(verzoek):
            boekhouding.book_reservering(position, verzoek, piece.stand)
    for who in piece.shared:
        boekhouding.book_shared(position, who, piece.stand)


async def _all_care(
    grootboek: Grootboek,
    boekhouding: MoneyUpdater,
    who: frozenset[str] | None,
    window: Periode | None = None,
) -> AsyncIterator[_Piece]:
    """All that can hold a claim, in pieces; always at least one piece.

    With `window` only toewijzingen whose claim can change when the limit of declaring moves from one to the other, and
    what shares in a tenzij.
    """
    first_year = min((row.jaar for row in boekhouding.register.rows(Plafond)), default=date.max.year)
    aanbieders = None if who is None else sorted(who)
    after: tuple[str, int] = ("", 0)
    while True:
        from_to = window or (None, None)
        rows = await grootboek.fetch(_TOEWIJZINGEN, *after, aanbieders, date(first_year, 1, 1), *from_to, STEP)
        toewijzingen = [Toewijzing(*row) for row in rows]
        needed = StandNeeds(
            clienten=frozenset(toewijzing.client for toewijzing in toewijzingen),
            op_toewijzing=frozenset((toewijzing.gemeente, toewijzing.nummer) for toewijzing in toewijzingen),
        )
        stand = await states.load(grootboek, needed)
        stand.add(toewijzingen)
        names = [from_toewijzing(toewijzing.gemeente, toewijzing.nummer) for toewijzing in toewijzingen]
        yield _Piece(toewijzingen, (), stand, await store.read_claims(grootboek, names))
        if len(rows) < STEP:
            break
        after = (toewijzingen[-1].gemeente, toewijzingen[-1].nummer)
    whose = [one for one in boekhouding.sharing if who is None or one[1] in who]
    for begin in range(0, len(whose), SHARED_STEP):
        own, stand = whose[begin : begin + SHARED_STEP], Stand()
        names = list(await load_state(grootboek, own, stand))
        yield _Piece((), (), stand, await store.read_claims(grootboek, names), own)
    if window is not None:
        return
    last = Verzoeksleutel("", "")
    while rows := await grootboek.fetch(_RESERVERINGEN, last.aanbieder, last.referentie, aanbieders, STEP):
        claims = [key_of(*row) for row in rows]
        keys = [claim.verzoek for claim in claims]
        stand = await states.load(grootboek, StandNeeds(verzoeken=frozenset(keys)))
        await states.load_also(grootboek, StandNeeds(toewijzingen=_to_change(stand, keys)), stand)
        yield _Piece((), keys, stand, await store.read_claims(grootboek, claims))
        last = keys[-1]


def _to_change(stand: Stand, verzoeken: Sequence[Verzoeksleutel]) -> frozenset[tuple[str, int]]:
    """The toewijzingen that JW317's among these would change."""
    return frozenset(
        (verzoek.gemeente, part.toewijzing_nummer)
        for key in verzoeken
        if (verzoek := stand.verzoek(key)) is not None
        for part in stand.delen(key)
        if part.toewijzing_nummer is not None
    )


def _difference_of(boeking: Boeking) -> Difference:
    text = f"Volgens de stand hoort hier nog {boeking.bedrag_cents} cent van {boeking.credit} naar {boeking.debet}."
    return Difference(boeking.plafond, boeking.claim, text)


async def _sum_differences(grootboek: Grootboek) -> list[Difference]:
    """Where saldi and claims are not the sum of their boekingen."""
    summed = await store.sums(grootboek)
    held = {saldo.plafond: saldo for saldo in await store.read_saldi(grootboek)}
    differences = []
    for key in sorted(summed.keys() | held.keys()):
        saldo = held.get(key, Saldo(key))
        for rekening in Rekening:
            booked, expected = saldo.stand(rekening), summed.get(key, {}).get(rekening, 0)
            if booked != expected:
                text = f"Op {rekening} staat {booked} cent; de boekingen tellen op tot {expected} cent."
                differences.append(Difference(key, None, text))
    differences += [
        Difference(None, claim, "Wat voor deze claim vastligt, is niet de som van haar boekingen.")
        for claim in await store.askew_claims(grootboek)
    ]
    return differences
