# SPDX-License-Identifier: EUPL-1.2
"""The money as known at a ledger position, as far as a bericht can touch it: for who asks why that was decided.

Saldi are what is booked now less what was booked since; a claim is what its decisions, its verzoek and its boekingen
up to then add up to. Nothing is locked: what was, stays as it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.boekingen import boekingen_of
from berichtenverkeer.plafonds.booking import Boeking, Subject
from berichtenverkeer.plafonds.claimstand import Claimstand, after_besluit, after_lapse, after_verzoek
from berichtenverkeer.plafonds.keys import FROM_CLAIMS, RekeningKey, from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.money_state import subject
from berichtenverkeer.plafonds.needs import Needs
from berichtenverkeer.plafonds.onbevestigd import PEILMAAND
from berichtenverkeer.plafonds.stop_store import stops_at
from berichtenverkeer.plafonds.stops import Stops
from berichtenverkeer.plafonds.tenzij_store import read_tenzijs
from berichtenverkeer.plafonds.updating import Who
from berichtenverkeer.plafonds.view import saldi_at
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.then import Version, versions_of
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand

Decided = Sequence[tuple[int, PlafondBesloten]]
"""The decisions on whom it is about, each with its position, in ledger order."""


async def stops_then(grootboek: Grootboek, k: int, needed: Needs, today: date) -> Stops:
    """The stops that held at `k` at the aanbieders whose money is touched."""
    every = [one for who in sorted(needed.aanbieders) for one in await stops_at(grootboek, k, who)]
    return Stops(today, every)


async def money_then(
    grootboek: Grootboek,
    k: int,
    needed: Needs,
    register: RegisterStand,
    today: date,
    stand: Stand,
    decided: Decided,
    stops: Stops,
) -> Boekhouding:
    """The Boekhouding of `k` for what can touch `needed`; all of those clients is in `stand` already."""
    if not needed.aanbieders:
        return Boekhouding(register, today=today)
    saldi = [one for who in sorted(needed.aanbieders) for one in await saldi_at(grootboek, k, who, None)]
    peilmaand = await grootboek.fetchval(PEILMAAND, k) if saldi else None
    boekhouding = Boekhouding(register, saldi, today=today, loaded=needed.claims, stops=stops, peilmaand=peilmaand)
    tenzijs = await read_tenzijs(grootboek, k, needed.betrokken)
    boekhouding.add_tenzijs(one for one in tenzijs if one.verzoek.aanbieder in needed.aanbieders)
    claims = needed.claims | _shared(boekhouding.sharing, stand)
    boekhouding.add_claims(await _claimstanden(grootboek, k, claims, stand, decided, today), claims)
    return boekhouding


def _shared(whose: Iterable[Who], stand: Stand) -> set[Claimsleutel]:
    """The claims that share in a tenzij."""
    keys: set[Claimsleutel] = set()
    for client, aanbieder in whose:
        own = (one for one in stand.toewijzingen(client) if one.aanbieder == aanbieder)
        keys |= {from_toewijzing(one.gemeente, one.nummer) for one in own}
        keys |= {from_verzoek(one.sleutel) for one in stand.verzoeken(client) if one.aanbieder == aanbieder}
    return keys


async def _claimstanden(
    grootboek: Grootboek, k: int, claims: Iterable[Claimsleutel], stand: Stand, decided: Decided, today: date
) -> list[Claimstand]:
    every = set(claims)
    # What was held for a verzoek went to a toewijzing of its client: that is booked among those of the toewijzing.
    others = {from_toewijzing(one.gemeente, one.nummer) for one in stand.rijen() if isinstance(one, Toewijzing)}
    booked: dict[Claimsleutel, list[Boeking]] = defaultdict(list)
    for _, boeking in await boekingen_of(grootboek, k, every | others):
        for key in {boeking.claim, boeking.van_claim} - {None}:
            booked[key].append(boeking)  # type: ignore[index]  # not None
    versions: dict[Claimsleutel, list[Version]] = defaultdict(list)
    for one in await versions_of(grootboek, k, [key.verzoek for key in every if key.soort is Claimsoort.VERZOEK]):
        versions[from_verzoek(one.verzoek.sleutel)].append(one)
    besluiten: dict[Claimsleutel, list[tuple[int, PlafondBesloten]]] = defaultdict(list)
    for position, besluit in decided:
        if position <= k:
            besluiten[besluit.claim].append((position, besluit))
    found = []
    for key in sorted(every):
        about = _about(key, stand, booked[key])
        held = _folded(besluiten[key], versions[key], k, about) or _first(key, about, booked[key])
        if held is not None:
            bedragen = _bedragen(key, booked[key])
            found.append(msgspec.structs.replace(_lapsed(held, today), about=about, bedragen=bedragen))
    return found


def _folded(besluiten: Decided, versions: Sequence[Version], k: int, about: Subject) -> Claimstand | None:
    """What the decisions and what became of its verzoek make of a claim, in the order in which they came."""
    begins = {one.since for one in versions}
    steps: list[tuple[int, PlafondBesloten | Verzoek | None]] = [*besluiten]
    steps += [(one.since, one.verzoek) for one in versions]
    gone = (one.until for one in versions if one.until is not None and one.until <= k and one.until not in begins)
    steps += [(until, None) for until in gone]
    held: Claimstand | None = None
    for position, step in sorted(steps, key=lambda one: one[0]):
        if isinstance(step, PlafondBesloten):
            held = after_besluit(held, position, step, about)
        elif held is not None:
            op = step.in_onderzoek_op if step is not None else None
            held = after_verzoek(_lapsed(held, op) if op is not None else held, step)
    return held


def _lapsed(held: Claimstand, op: date) -> Claimstand:
    """A reservation whose term is over lapses before anything else is booked there: then it has lapsed."""
    is_over = held.is_gereserveerd and held.vervalt_op is not None and held.vervalt_op <= op
    return after_lapse(held) if is_over else held


def _first(key: Claimsleutel, about: Subject, boekingen: Sequence[Boeking]) -> Claimstand | None:
    """A claim on which nothing was decided comes into being with its first boeking."""
    return Claimstand(claim=key, aanbieder=boekingen[0].plafond.aanbieder, about=about) if boekingen else None


def _about(key: Claimsleutel, stand: Stand, boekingen: Sequence[Boeking]) -> Subject:
    """What is known of what it is about: of what was undone only what was booked for it."""
    care = stand.verzoek(key.verzoek) if key.soort is Claimsoort.VERZOEK else stand.toewijzing(key.partij, key.nummer)
    if care is not None:
        return subject(care)
    known = (one.about for one in reversed(boekingen) if one.claim == key and one.about is not None)
    return next(known, Subject(key.partij if key.soort is Claimsoort.TOEWIJZING else ""))


def _bedragen(key: Claimsleutel, boekingen: Iterable[Boeking]) -> Mapping[RekeningKey, int]:
    """What its boekingen add up to."""
    held: dict[RekeningKey, int] = {}
    for boeking in boekingen:
        for claim, rekening, cents, tenzij in boeking.zijden:
            if claim == key and rekening in FROM_CLAIMS:
                own = RekeningKey(boeking.plafond, rekening, tenzij)
                held[own] = held.get(own, 0) + cents
    return {one: cents for one, cents in held.items() if cents}
