# SPDX-License-Identifier: EUPL-1.2
"""Where else the child can go when a verzoek was turned down (definitions.md 6.3). Pure, and never another's money."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum

import msgspec

from berichtenverkeer.plafonds import claims
from berichtenverkeer.plafonds.care import RequestedCare
from berichtenverkeer.plafonds.claim import Claim
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.plafonds.stops import Clientenstop
from berichtenverkeer.register.rows import Contract


class Likeness(IntEnum):
    """How near what somebody offers is to what was asked."""

    PRODUCT = 1
    PERCEEL = 2
    CATEGORIE = 3


class Wait(msgspec.Struct, frozen=True, order=True):
    """The median of how long others waited there, in days, and of how many that is."""

    days: int
    count: int


Waits = Mapping[tuple[str, str, str], Wait]
"""By aanbieder and `product` with `categorie/code`, or `perceel` with its code."""


class Alternatief(msgspec.Struct, frozen=True):
    """An aanbieder to turn to. `wait` is None where nobody began in the last 26 weeks."""

    code: str
    naam: str
    likeness: Likeness
    wait: Wait | None


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What is known at K: the money that is VRIJ, who has a stop on the day of K, where the client has running care."""

    money: MoneyRegister
    today: date
    free: Mapping[PlafondKey, int]
    stops: Sequence[Clientenstop]
    running: Collection[str]
    waits: Waits


class _Offer(msgspec.Struct, frozen=True):
    likeness: Likeness
    care: RequestedCare


def alternatieven(asked: Sequence[RequestedCare], at: Surroundings) -> list[Alternatief]:
    """Who can take all of what was `asked` of one aanbieder: a contract on the day that care can begin, no stop for
    this client, and VRIJ of at least this claim at his own tarief in every plafond that it touches.

    Same product first, then the same perceel, then the same categorie; within it the shortest wait, unknown last, then
    by code. Where a plafond or a tarief is not known nobody can promise room.
    """
    if not asked:
        return []
    offers = [_offers(one, at) for one in asked]
    found = []
    for aanbieder in set(offers[0]).intersection(*offers[1:]) - {asked[0].aanbieder}:
        partij = at.money.register.partij(aanbieder, at.today)
        taken = _fitting([sorted(one[aanbieder], key=lambda offer: offer.likeness) for one in offers], at)
        if partij is not None and taken is not None:
            farthest = max(taken, key=lambda offer: offer.likeness)
            waits = [_wait(offer, at) for offer in taken]
            known = [one for one in waits if one is not None]
            wait = max(known) if len(known) == len(waits) else None
            found.append(Alternatief(aanbieder, partij.naam, farthest.likeness, wait))
    return sorted(found, key=_in_order)


def _in_order(one: Alternatief) -> tuple[Likeness, bool, int, str]:
    return one.likeness, one.wait is None, one.wait.days if one.wait else 0, one.code


def _offers(asked: RequestedCare, at: Surroundings) -> dict[str, list[_Offer]]:
    """By aanbieder: what he may deliver to this gemeente instead, on the day that care can begin."""
    offers: dict[str, list[_Offer]] = defaultdict(list)
    op = max(asked.ingangsdatum, at.today)
    for contract in at.money.register.rows(Contract):
        holds = contract.is_valid(op) and (
            contract.gemeente == asked.gemeente
            or (not contract.gemeente and at.money.register.takes_part(asked.gemeente, contract, op))
        )
        if holds:
            for likeness, categorie, code in _likenesses(asked, contract, at.money, op):
                care = msgspec.structs.replace(asked, aanbieder=contract.aanbieder, categorie=categorie, code=code)
                if not _is_stopped(care, at):
                    offers[contract.aanbieder].append(_Offer(likeness, care))
    return offers


def _likenesses(
    asked: RequestedCare, contract: Contract, money: MoneyRegister, op: date
) -> Iterator[tuple[Likeness, str, str | None]]:
    if asked.categorie is None:
        return
    if contract.categorie == asked.categorie and contract.code in ("", asked.code or ""):
        yield Likeness.PRODUCT, asked.categorie, asked.code
        return
    product = money.register.product(asked.categorie, asked.code, op)
    other = money.register.product(contract.categorie, contract.code, op)
    if product is not None and other is not None and product.perceel and product.perceel == other.perceel:
        yield Likeness.PERCEEL, contract.categorie, contract.code or None
    elif contract.categorie == asked.categorie:
        yield Likeness.CATEGORIE, asked.categorie, contract.code if asked.code is not None else None


def _is_stopped(care: RequestedCare, at: Surroundings) -> bool:
    """Running clients go on, also under a stop."""
    zorg = [(care.categorie, care.code, care.ingangsdatum)]
    return care.aanbieder not in at.running and any(
        one.aanbieder == care.aanbieder
        and one.is_in_force(at.today)
        and one.is_about(at.money.register, care.gemeente, zorg)
        for one in at.stops
    )


def _fitting(per_product: Sequence[Sequence[_Offer]], at: Surroundings) -> list[_Offer] | None:
    """Of each product the nearest offer, such that together they fit; None when they do not."""
    taken, asked = list[_Offer](), dict[PlafondKey, int]()
    for offers in per_product:
        for offer in offers:
            claim = claims.claim(offer.care, (), at.money)
            together = {plafond: asked.get(plafond, 0) + cents for plafond, cents in claim.per_plafond.items()}
            if _fits(claim, together, at.free):
                taken.append(offer)
                asked |= together
                break
        else:
            return None
    return taken


def _fits(claim: Claim, asked: Mapping[PlafondKey, int], free: Mapping[PlafondKey, int]) -> bool:
    if claim.is_vrij:
        return True
    is_known = claim.is_in_regio and not (claim.has_unknown_plafond or claim.is_price_unknown)
    return is_known and all(plafond in free and cents <= free[plafond] for plafond, cents in asked.items())


def _wait(offer: _Offer, at: Surroundings) -> Wait | None:
    """Of the product itself, or else of its perceel."""
    care = offer.care
    own = at.waits.get((care.aanbieder, "product", f"{care.categorie}/{care.code or ''}"))
    product = at.money.register.product(care.categorie, care.code, care.ingangsdatum) if care.categorie else None
    if own is not None or product is None or not product.perceel:
        return own
    return at.waits.get((care.aanbieder, "perceel", product.perceel))
