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


class Wish(msgspec.Struct, frozen=True, kw_only=True):
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
    def van(cls, care: Toewijzing | Verzoek | Wijzigingsdeel, **otherwise: object) -> Self:
        """The same care, but for what is named."""
        fields = {field: getattr(care, field) for field in cls.__struct_fields__ if hasattr(care, field)}
        return cls(**(fields | otherwise))


class _Part(msgspec.Struct, frozen=True):
    """One product: what it asks in the end, and what that is more (or less) than now, per plafond."""

    wens: Wish
    claim: Claim
    verschil: dict[PlafondKey, int]
    is_van_de_regio: bool
    is_nieuw: bool

    @property
    def asks(self) -> bool:
        """Whether it may cost more than now."""
        is_uncertain = self.is_nieuw or self.claim.plafond_onbekend or self.claim.is_onbekend
        return not self.claim.is_vrij and (is_uncertain or any(cents > 0 for cents in self.verschil.values()))


def asked(verzoek: Verzoek, stand: Stand, money: MoneyRegister) -> tuple[Claim, bool]:
    """The claim of a JW317 as a whole, and whether all that it asks more is crisis care.

    The toewijzingen that it would change are in `stand`; one that is not there, or was removed, cannot be changed and
    asks nothing. It is `free` when every product is; without a plafond, or without a price, when any of them is.
    """
    parts = [_part(verzoek, part, stand, money) for part in stand.delen(verzoek.aanbieder, verzoek.referentie)]
    counting = [part for part in parts if part is not None]
    summed: dict[PlafondKey, int] = {}
    for part in counting:
        for plafond, cents in part.verschil.items():
            summed[plafond] = summed.get(plafond, 0) + cents
    of_the_regio = any(part.is_van_de_regio for part in counting)
    if not counting:
        of_the_regio = money.register.is_in_regio(verzoek.gemeente, verzoek.ingangsdatum)
    claim = Claim(
        bedragen={(plafond, Rekening.GERESERVEERD): max(0, cents) for plafond, cents in summed.items()},
        is_vrij=bool(counting) and all(part.claim.is_vrij for part in counting),
        plafond_onbekend=any(part.claim.plafond_onbekend for part in counting),
        is_onbekend=any(part.claim.is_onbekend for part in counting),
        is_van_de_regio=of_the_regio,
    )
    questions = [part.wens for part in counting if part.asks]
    is_crisis = all(money.is_crisis(wish.categorie, wish.code, wish.ingangsdatum) for wish in questions)
    return claim, bool(questions) and is_crisis


def _part(verzoek: Verzoek, part: Wijzigingsdeel, stand: Stand, money: MoneyRegister) -> _Part | None:
    """None for what stays as it is."""
    if part.soort == "ongewijzigd":
        return None
    old = None
    if part.soort == "te wijzigen":
        old = stand.toewijzing(verzoek.gemeente, part.toewijzing_nummer or 0)
        if old is None or old.is_verwijderd or (old.aanbieder, old.client) != (verzoek.aanbieder, verzoek.client):
            return None
    wishes = list(_wishes(verzoek, part, old))
    wanted = [claims.claim(wish, (), money) for wish in wishes]
    now = claims.claim(old, (), money).per_plafond if old else {}
    difference = {plafond: -cents for plafond, cents in now.items()}
    for one in wanted:
        for plafond, cents in one.per_plafond.items():
            difference[plafond] = difference.get(plafond, 0) + cents
    return _Part(wishes[-1], wanted[-1], difference, any(one.is_van_de_regio for one in wanted), old is None)


def _wishes(verzoek: Verzoek, part: Wijzigingsdeel, old: Toewijzing | None) -> Iterator[Wish]:
    """The toewijzingen that would be there instead, as IV093 has them; what is asked for comes last."""
    van = part.ingangsdatum or verzoek.ingangsdatum
    if old is None:
        yield Wish.van(part, gemeente=verzoek.gemeente, ingangsdatum=van)
        return
    care = {"gemeente": old.gemeente, "categorie": old.categorie, "code": old.code}
    if old.budget_cents is not None or old.frequentie == Frequentie.TOTAAL or _omvang(part) == _omvang(old):
        yield Wish.van(part, **care, ingangsdatum=old.ingangsdatum)
        return
    if van > old.ingangsdatum:
        last = van - _DAY
        yield Wish.van(old, einddatum=last if old.einddatum is None else min(last, old.einddatum))
    yield Wish.van(part, **care, ingangsdatum=van)


def _omvang(care: Toewijzing | Wijzigingsdeel) -> tuple[object, ...]:
    return care.volume, care.eenheid, care.frequentie, care.budget_cents
