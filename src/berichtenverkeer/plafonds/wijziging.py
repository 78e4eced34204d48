# SPDX-License-Identifier: EUPL-1.2
"""What a JW317 claims: per plafond what its products would claim more than they do now, never below zero (6.3, IV093).

Leveringen and prestaties play no part in it: they are the same before and after. Pure.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds import claims
from berichtenverkeer.plafonds.care import RequestedCare
from berichtenverkeer.plafonds.claim import Claim, Slice
from berichtenverkeer.plafonds.dekking import Cover, are_within, cuts
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, RekeningKey
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.plafonds.stops import Zorg
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.standaard.codes import Frequentie

_DAY = timedelta(days=1)


class _Part(msgspec.Struct, frozen=True):
    """One product: what it asks in the end, and what that is more (or less) than now, per plafond; wished from `op`."""

    op: date
    wanted: RequestedCare
    claim: Claim
    difference: dict[PlafondKey, int]
    slices: tuple[Slice, ...]
    old: Toewijzing | None

    @property
    def asks(self) -> bool:
        """Whether it may cost more than now."""
        is_uncertain = self.old is None or self.is_unknown
        return not self.claim.is_vrij and (is_uncertain or any(cents > 0 for cents in self.difference.values()))

    @property
    def is_unknown(self) -> bool:
        """Whether there is something of it that cannot be held yet."""
        return self.claim.has_unknown_plafond or self.claim.is_price_unknown

    @property
    def days(self) -> claims.Periode | None:
        """On which another thing is wished than there is: behind the present end when only that changes."""
        wanted, old = self.wanted, self.old
        first, last = wanted.ingangsdatum, wanted.einddatum or date.max
        if old is not None and _omvang(wanted) == _omvang(old):
            until, is_spread = old.einddatum or date.max, claims.spread_until(old) is not None
            if last == until or (last < until and not is_spread):
                return None
            first = first if is_spread else until + _DAY
        return (first, last) if first <= last else None

    def is_within(self, held: Sequence[Cover]) -> bool:
        """Whether one of these covers every such day."""
        return self.days is None or are_within(held, self.wanted.categorie, self.wanted.code, *self.days)


class Asked(msgspec.Struct, frozen=True):
    """What a verzoek claims, and for what care; and what is never blocked: a JW317 when all that it asks more is.

    `is_within_tenzij`: all its days are; of a JW317, of which something cannot be held yet, those on which it wishes
    another thing than there is.
    """

    claim: Claim
    is_crisis: bool
    is_gedwongen_kader: bool
    zorg: tuple[Zorg, ...]
    is_within_tenzij: bool


def asked(verzoek: Verzoek, stand: Stand, money: MoneyRegister, held: Sequence[Cover] = ()) -> Asked:
    """What a JW317 claims as a whole; `held` are the grants that its client has there.

    The toewijzingen that it would change are in `stand`; one that is not there, or was removed, cannot be changed and
    asks nothing. It is `free` when every product is that counts in the region; without a plafond, or without a price,
    when any of them is.
    """
    parts = [_part(verzoek, part, stand, money, held) for part in stand.delen(verzoek.sleutel)]
    counting = [part for part in parts if part is not None]
    summed: dict[PlafondKey, int] = {}
    for part in counting:
        for plafond, cents in part.difference.items():
            summed[plafond] = summed.get(plafond, 0) + cents
    own = [part for part in counting if part.claim.is_in_regio]
    is_in_regio = bool(own)
    if not counting:
        is_in_regio = money.register.is_in_regio(verzoek.gemeente, verzoek.ingangsdatum)
    claim = Claim(
        bedragen={RekeningKey(plafond, Rekening.GERESERVEERD): max(0, cents) for plafond, cents in summed.items()},
        is_vrij=bool(own) and all(part.claim.is_vrij for part in own),
        has_unknown_plafond=any(part.claim.has_unknown_plafond for part in own),
        is_price_unknown=any(part.claim.is_price_unknown for part in own),
        is_in_regio=is_in_regio,
        slices=tuple(one for part in counting for one in part.slices),
    )
    asking = [part for part in own if part.asks]
    crisis = [money.is_crisis(part.wanted.categorie, part.wanted.code, part.wanted.ingangsdatum) for part in asking]
    forced = [_is_gedwongen_kader(part, stand, money, verzoek.ontvangen_op) for part in asking]
    never_blocked = map(any, zip(crisis, forced, strict=True))
    zorg = tuple((part.wanted.categorie, part.wanted.code, part.op) for part in own)
    is_within = any(part.is_unknown and part.days for part in asking) and all(part.is_within(held) for part in asking)
    return Asked(claim, bool(asking) and all(crisis), bool(asking) and all(never_blocked), zorg, is_within)


def _is_gedwongen_kader(part: _Part, stand: Stand, money: MoneyRegister, op: date) -> bool:
    """A JW317 names no verwijzer: of what it changes the care goes back to one."""
    care, old = part.wanted, part.old
    verwijzer = verwijzer_of(old, stand) if old is not None else None
    return money.is_gedwongen_kader(care.categorie, care.code, care.ingangsdatum, verwijzer, op)


def verwijzer_of(toewijzing: Toewijzing, stand: Stand) -> str | None:
    """Who referred to the care (definitions.md 2): COD327 of the request that it goes back to, which is in `stand`."""
    if toewijzing.eerste_referentie is None:
        return None
    key = Verzoeksleutel(toewijzing.aanbieder, toewijzing.eerste_referentie)
    verzoek = stand.verzoek_on(toewijzing.gemeente, key)
    return verzoek.verwijzer if verzoek is not None and verzoek.client == toewijzing.client else None


def _part(
    verzoek: Verzoek, part: Wijzigingsdeel, stand: Stand, money: MoneyRegister, held: Sequence[Cover]
) -> _Part | None:
    """None for what stays as it is."""
    if part.soort == "ongewijzigd":
        return None
    old = None
    if part.soort == "te wijzigen":
        old = stand.toewijzing(verzoek.gemeente, part.toewijzing_nummer or 0)
        if old is None or old.is_verwijderd or (old.aanbieder, old.client) != (verzoek.aanbieder, verzoek.client):
            return None
    resulting = list(_resulting_care(verzoek, part, old))
    wanted = [claims.claim(care, (), money, cuts=cuts(held)) for care in resulting]
    now = claims.claim(old, (), money, cuts=cuts(held)) if old else Claim()
    difference = {plafond: -cents for plafond, cents in now.per_plafond.items()}
    for one in wanted:
        for plafond, cents in one.per_plafond.items():
            difference[plafond] = difference.get(plafond, 0) + cents
    more = tuple(_more(resulting[-1], [piece for one in wanted for piece in one.slices], now.slices, held))
    return _Part(part.ingangsdatum or verzoek.ingangsdatum, resulting[-1], wanted[-1], difference, more, old)


def _more(care: RequestedCare, wanted: Sequence[Slice], now: Sequence[Slice], held: Sequence[Cover]) -> Iterator[Slice]:
    """What is asked more than now, year by year: first on the days of a grant, no more than of the whole year.

    What it asks less on other days of the same grants is off: so much more they cover when it is granted.
    """
    for jaar in sorted({one.jaar for one in wanted}):
        pieces = [(one, day, cents) for one in wanted if one.jaar == jaar for day, cents in one.pieces]
        pieces += [(one, day, -cents) for one in now if one.jaar == jaar for day, cents in one.pieces]
        plafonds = next(one.plafonds for one in reversed(wanted) if one.jaar == jaar)
        begins: dict[tuple[str, ...], date] = {}
        more: dict[tuple[str, ...], int] = {}
        for piece, day, cents in pieces:
            covered_by = tuple(one.tenzij for one in held if one.covers(piece, day))
            begins[covered_by] = min(begins.get(covered_by, day), day)
            more[covered_by] = more.get(covered_by, 0) + cents
        left = max(0, sum(more.values()))
        for covered_by in sorted(more, key=lambda one: (not one, one)):
            taken = max(0, min(more[covered_by], left))
            left -= taken
            yield Slice(
                jaar=jaar,
                rekening=Rekening.GERESERVEERD,
                plafonds=plafonds,
                categorie=care.categorie,
                code=care.code,
                pieces=((begins[covered_by], taken),),
            )


def _resulting_care(verzoek: Verzoek, part: Wijzigingsdeel, old: Toewijzing | None) -> Iterator[RequestedCare]:
    """The toewijzingen that would be there instead, as IV093 has them; what is asked for comes last."""
    begin = part.ingangsdatum or verzoek.ingangsdatum
    if old is None:
        yield RequestedCare.like(part, gemeente=verzoek.gemeente, ingangsdatum=begin)
        return
    care = {"gemeente": old.gemeente, "categorie": old.categorie, "code": old.code}
    if old.budget_cents is not None or old.frequentie == Frequentie.TOTAAL or _omvang(part) == _omvang(old):
        yield RequestedCare.like(part, **care, ingangsdatum=old.ingangsdatum)
        return
    if begin > old.ingangsdatum:
        last = begin - _DAY
        yield RequestedCare.like(old, einddatum=last if old.einddatum is None else min(last, old.einddatum))
    yield RequestedCare.like(part, **care, ingangsdatum=begin)


def _omvang(care: Toewijzing | Wijzigingsdeel | RequestedCare) -> tuple[object, ...]:
    return care.volume, care.eenheid, care.frequentie, care.budget_cents
