# SPDX-License-Identifier: EUPL-1.2
"""What a JW317 claims: per plafond what its products would claim more than they do now, never below zero (6.3, IV093).

Leveringen and prestaties play no part in it: they are the same before and after. Pure.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Self

import msgspec

from berichtenverkeer.plafonds import claims
from berichtenverkeer.plafonds.claims import Claim
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.standaard.codes import Frequentie

_DAY = timedelta(days=1)


class RequestedCare(msgspec.Struct, frozen=True, kw_only=True):
    """Care that is asked for: a claims.Zorg."""

    gemeente: str
    aanbieder: str
    categorie: str | None
    code: str | None
    ingangsdatum: date
    einddatum: date | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget_cents: int | None

    @classmethod
    def like(cls, care: Toewijzing | Verzoek | Wijzigingsdeel, **changes: object) -> Self:
        """The same care, but for what is named."""
        fields = {field: getattr(care, field) for field in cls.__struct_fields__ if hasattr(care, field)}
        return cls(**(fields | changes))


class _Part(msgspec.Struct, frozen=True):
    """One product: what it asks in the end, and what that is more (or less) than now, per plafond."""

    wanted: RequestedCare
    claim: Claim
    difference: dict[PlafondKey, int]
    is_in_regio: bool
    is_new: bool

    @property
    def asks(self) -> bool:
        """Whether it may cost more than now."""
        is_uncertain = self.is_new or self.claim.has_unknown_plafond or self.claim.is_price_unknown
        return not self.claim.is_vrij and (is_uncertain or any(cents > 0 for cents in self.difference.values()))


def asked(verzoek: Verzoek, stand: Stand, money: MoneyRegister) -> tuple[Claim, bool]:
    """The claim of a JW317 as a whole, and whether all that it asks more is crisis care.

    The toewijzingen that it would change are in `stand`; one that is not there, or was removed, cannot be changed and
    asks nothing. It is `free` when every product is; without a plafond, or without a price, when any of them is.
    """
    parts = [_part(verzoek, part, stand, money) for part in stand.delen(verzoek.sleutel)]
    counting = [part for part in parts if part is not None]
    summed: dict[PlafondKey, int] = {}
    for part in counting:
        for plafond, cents in part.difference.items():
            summed[plafond] = summed.get(plafond, 0) + cents
    is_in_regio = any(part.is_in_regio for part in counting)
    if not counting:
        is_in_regio = money.register.is_in_regio(verzoek.gemeente, verzoek.ingangsdatum)
    claim = Claim(
        bedragen={(plafond, Rekening.GERESERVEERD): max(0, cents) for plafond, cents in summed.items()},
        is_vrij=bool(counting) and all(part.claim.is_vrij for part in counting),
        has_unknown_plafond=any(part.claim.has_unknown_plafond for part in counting),
        is_price_unknown=any(part.claim.is_price_unknown for part in counting),
        is_in_regio=is_in_regio,
    )
    asking = [part.wanted for part in counting if part.asks]
    is_crisis = all(money.is_crisis(care.categorie, care.code, care.ingangsdatum) for care in asking)
    return claim, bool(asking) and is_crisis


def _part(verzoek: Verzoek, part: Wijzigingsdeel, stand: Stand, money: MoneyRegister) -> _Part | None:
    """None for what stays as it is."""
    if part.soort == "ongewijzigd":
        return None
    old = None
    if part.soort == "te wijzigen":
        old = stand.toewijzing(verzoek.gemeente, part.toewijzing_nummer or 0)
        if old is None or old.is_verwijderd or (old.aanbieder, old.client) != (verzoek.aanbieder, verzoek.client):
            return None
    resulting = list(_resulting_care(verzoek, part, old))
    wanted = [claims.claim(care, (), money) for care in resulting]
    now = claims.claim(old, (), money).per_plafond if old else {}
    difference = {plafond: -cents for plafond, cents in now.items()}
    for one in wanted:
        for plafond, cents in one.per_plafond.items():
            difference[plafond] = difference.get(plafond, 0) + cents
    return _Part(resulting[-1], wanted[-1], difference, any(one.is_in_regio for one in wanted), old is None)


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


def _omvang(care: Toewijzing | Wijzigingsdeel) -> tuple[object, ...]:
    return care.volume, care.eenheid, care.frequentie, care.budget_cents
