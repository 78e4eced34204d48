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
from berichtenverkeer.plafonds.geldregister import Geldregister
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.standaard.codes import Frequentie

_DAG = timedelta(days=1)


class Wens(msgspec.Struct, frozen=True, kw_only=True):
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
    def van(cls, zorg: Toewijzing | Verzoek | Wijzigingsdeel, **anders: object) -> Self:
        """The same care, but for what is named."""
        velden = {veld: getattr(zorg, veld) for veld in cls.__struct_fields__ if hasattr(zorg, veld)}
        return cls(**(velden | anders))


class _Deel(msgspec.Struct, frozen=True):
    """One product: what it asks in the end, and what that is more (or less) than now, per plafond."""

    wens: Wens
    claim: Claim
    verschil: dict[PlafondSleutel, int]
    is_van_de_regio: bool
    is_nieuw: bool

    @property
    def vraagt(self) -> bool:
        """Whether it may cost more than now."""
        is_onzeker = self.is_nieuw or self.claim.plafond_onbekend or self.claim.is_onbekend
        return not self.claim.is_vrij and (is_onzeker or any(cents > 0 for cents in self.verschil.values()))


def gevraagd(verzoek: Verzoek, stand: Stand, geld: Geldregister) -> tuple[Claim, bool]:
    """The claim of a JW317 as a whole, and whether all that it asks more is crisis care.

    The toewijzingen that it would change are in `stand`; one that is not there, or was removed, cannot be changed and
    asks nothing. It is `vrij` when every product is; without a plafond, or without a price, when any of them is.
    """
    delen = [_deel(verzoek, deel, stand, geld) for deel in stand.delen(verzoek.aanbieder, verzoek.referentie)]
    tellend = [deel for deel in delen if deel is not None]
    som: dict[PlafondSleutel, int] = {}
    for deel in tellend:
        for plafond, cents in deel.verschil.items():
            som[plafond] = som.get(plafond, 0) + cents
    van_de_regio = any(deel.is_van_de_regio for deel in tellend)
    if not tellend:
        van_de_regio = geld.register.is_in_regio(verzoek.gemeente, verzoek.ingangsdatum)
    claim = Claim(
        bedragen={(plafond, Rekening.GERESERVEERD): max(0, cents) for plafond, cents in som.items()},
        is_vrij=bool(tellend) and all(deel.claim.is_vrij for deel in tellend),
        plafond_onbekend=any(deel.claim.plafond_onbekend for deel in tellend),
        is_onbekend=any(deel.claim.is_onbekend for deel in tellend),
        is_van_de_regio=van_de_regio,
    )
    vragen = [deel.wens for deel in tellend if deel.vraagt]
    is_crisis = all(geld.is_crisis(wens.categorie, wens.code, wens.ingangsdatum) for wens in vragen)
    return claim, bool(vragen) and is_crisis


def _deel(verzoek: Verzoek, deel: Wijzigingsdeel, stand: Stand, geld: Geldregister) -> _Deel | None:
    """None for what stays as it is."""
    if deel.soort == "ongewijzigd":
        return None
    oud = None
    if deel.soort == "te wijzigen":
        oud = stand.toewijzing(verzoek.gemeente, deel.toewijzing_nummer or 0)
        if oud is None or oud.is_verwijderd or (oud.aanbieder, oud.client) != (verzoek.aanbieder, verzoek.client):
            return None
    wensen = list(_wensen(verzoek, deel, oud))
    gewenst = [claims.claim(wens, (), geld) for wens in wensen]
    nu = claims.claim(oud, (), geld).per_plafond if oud else {}
    verschil = {plafond: -cents for plafond, cents in nu.items()}
    for een in gewenst:
        for plafond, cents in een.per_plafond.items():
            verschil[plafond] = verschil.get(plafond, 0) + cents
    return _Deel(wensen[-1], gewenst[-1], verschil, any(een.is_van_de_regio for een in gewenst), oud is None)


def _wensen(verzoek: Verzoek, deel: Wijzigingsdeel, oud: Toewijzing | None) -> Iterator[Wens]:
    """The toewijzingen that would be there instead, as IV093 has them; what is asked for comes last."""
    van = deel.ingangsdatum or verzoek.ingangsdatum
    if oud is None:
        yield Wens.van(deel, gemeente=verzoek.gemeente, ingangsdatum=van)
        return
    zorg = {"gemeente": oud.gemeente, "categorie": oud.categorie, "code": oud.code}
    if oud.budget_cents is not None or oud.frequentie == Frequentie.TOTAAL or _omvang(deel) == _omvang(oud):
        yield Wens.van(deel, **zorg, ingangsdatum=oud.ingangsdatum)
        return
    if van > oud.ingangsdatum:
        laatste = van - _DAG
        yield Wens.van(oud, einddatum=laatste if oud.einddatum is None else min(laatste, oud.einddatum))
    yield Wens.van(deel, **zorg, ingangsdatum=van)


def _omvang(zorg: Toewijzing | Wijzigingsdeel) -> tuple[object, ...]:
    return zorg.volume, zorg.eenheid, zorg.frequentie, zorg.budget_cents
