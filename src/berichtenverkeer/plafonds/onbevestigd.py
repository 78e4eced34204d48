# SPDX-License-Identifier: EUPL-1.2
"""How much of what the plafonds hold rests on berichten that their receivers, who answer themselves, still have.

The difference between what is claimed with them and what would be claimed without (decision 099): it can be negative.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds import wijziging
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claim import in_room
from berichtenverkeer.plafonds.claims import claim
from berichtenverkeer.plafonds.claimstand import Claimstand, lapse_day, summed
from berichtenverkeer.plafonds.keys import PlafondKey, from_verzoek
from berichtenverkeer.plafonds.money_register import MoneyRegister, money_register
from berichtenverkeer.plafonds.money_state import subject
from berichtenverkeer.plafonds.tenzij_store import read_tenzijs
from berichtenverkeer.plafonds.updating import MoneyUpdater
from berichtenverkeer.plafonds.zijden import PLAFOND_SQL, ZIJDEN
from berichtenverkeer.projections import store
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand

PEILMAAND = query("plafonds", "peilmaand")
"""The month from which the declaration term counts back, as known at K: $2."""
_PROMISED = query("plafonds", "toegezegd")

_GERESERVEERD = f"""
select claim_partij, claim_referentie, {PLAFOND_SQL}, sum(cents) as cents from {ZIJDEN} z
where regio = $1 and positie <= $2 and rekening = 'GERESERVEERD' and claim_soort = 'verzoek'
  and (claim_partij, claim_referentie) in (select * from unnest($3::text[], $4::text[]))
  and aanbieder = any($3::text[])
group by claim_partij, claim_referentie, {PLAFOND_SQL}"""


async def onbevestigd_at(grootboek: Grootboek, k: int, dag_k: date, register: RegisterStand) -> dict[PlafondKey, int]:
    """Cents per plafond at ledger position `k`, of gereserveerd, beslag and realisatie together.

    `dag_k` is the day of `k`, `register` what was known then. Run it in a snapshot.
    """
    confirmed, total = await store.layers_at(grootboek, k)
    if not total.rijen():
        return {}
    money = money_register(register)
    peilmaand = await grootboek.fetchval(PEILMAAND, k)
    first_declarable = money.first_declarable_day(peilmaand)
    held = await _gereserveerd(grootboek, k, total)
    promised = await promised_at(grootboek, k, total)
    sharing = MoneyUpdater(register, map(Saldo, money.bedragen), peilmaand=peilmaand)
    sharing.add_tenzijs(await read_tenzijs(grootboek, k, _clienten(total)))
    alone = [held.get(from_verzoek(one.sleutel), {}) for one in _verzoeken(total) if not sharing.shares(one)]
    difference: Mapping[PlafondKey, int] = summed(_beslag(total, money, first_declarable, sharing), *alone)
    difference = summed(difference, _beslag(confirmed, money, first_declarable, sharing), sign=-1)
    difference = summed(difference, _shared(total, sharing, promised, dag_k))
    difference = summed(difference, _shared(confirmed, sharing, promised, dag_k), sign=-1)
    for verzoek in _verzoeken(confirmed):
        key = from_verzoek(verzoek.sleutel)
        above = total.verzoek(verzoek.sleutel)
        if not verzoek.is_open or key not in promised or sharing.shares(verzoek):
            continue
        if above is not None and above.is_open and not verzoek.is_wijziging:  # which asks for more than there is
            difference = summed(difference, held.get(key, {}), sign=-1)
        elif lapse_day(verzoek) > dag_k:
            difference = summed(difference, _asked(verzoek, confirmed, money), sign=-1)
    return dict(difference)


def _shared(stand: Stand, sharing: MoneyUpdater, promised: set[Claimsleutel], dag_k: date) -> Mapping[PlafondKey, int]:
    """What takes room in a layer of those of whom a tenzij holds."""
    sharing.forget()
    sharing.add_claims(reserved(stand, promised, dag_k))
    parts: dict[PlafondKey, int] = {}
    for who in sharing.sharing:
        parts = summed(parts, *map(in_room, sharing.due(who, stand).values()))
    return parts


def reserved(stand: Stand, promised: Collection[Claimsleutel], dag_k: date) -> Iterator[Claimstand]:
    """What waits for an answer in a layer, of what was ever given room (`promised_at`)."""
    for one in _verzoeken(stand):
        if (key := from_verzoek(one.sleutel)) in promised:
            is_gereserveerd = lapse_day(one) > dag_k
            yield Claimstand(claim=key, aanbieder=one.aanbieder, about=subject(one), is_gereserveerd=is_gereserveerd)


def _clienten(stand: Stand) -> set[bytes]:
    return {row.client for row in stand.rijen() if isinstance(row, Toewijzing | Verzoek)}


def _beslag(
    stand: Stand, money: MoneyRegister, first_declarable: date | None, sharing: MoneyUpdater
) -> Mapping[PlafondKey, int]:
    """What the toewijzingen in a layer claim that share in no tenzij."""
    parts: dict[PlafondKey, int] = {}
    for row in stand.rijen():
        if isinstance(row, Toewijzing) and not sharing.shares(row):
            prestaties = stand.prestaties(row.gemeente, row.nummer)
            one = claim(row, stand.leveringen(row.client), money, prestaties, first_declarable)
            parts = summed(parts, one.per_plafond)
    return parts


def _asked(verzoek: Verzoek, stand: Stand, money: MoneyRegister) -> Mapping[PlafondKey, int]:
    if verzoek.is_wijziging:
        return wijziging.asked(verzoek, stand, money).claim.per_plafond
    return claim(verzoek, (), money).per_plafond


def _verzoeken(stand: Stand) -> Iterator[Verzoek]:
    return (row for row in stand.rijen() if isinstance(row, Verzoek))


async def _gereserveerd(grootboek: Grootboek, k: int, stand: Stand) -> Mapping[Claimsleutel, Mapping[PlafondKey, int]]:
    """By claim: what was reserved for the verzoeken in a layer."""
    verzoeken = list(_verzoeken(stand))
    keys = [one.aanbieder for one in verzoeken], [one.referentie for one in verzoeken]
    found: dict[Claimsleutel, dict[PlafondKey, int]] = {}
    for aanbieder, referentie, *plafond, cents in await grootboek.fetch(_GERESERVEERD, k, *keys):
        found.setdefault(from_verzoek(Verzoeksleutel(aanbieder, referentie)), {})[PlafondKey(*plafond)] = int(cents)
    return found


async def promised_at(grootboek: Grootboek, k: int, stand: Stand) -> set[Claimsleutel]:
    """The claims that were ever given room."""
    clienten = sorted({one.client for one in _verzoeken(stand)})
    booked = [gebeurtenissen.read(*row) for row in await grootboek.fetch(_PROMISED, k, clienten)]
    return {gebeurtenis.claim for gebeurtenis in booked if isinstance(gebeurtenis, PlafondBesloten)}
