# SPDX-License-Identifier: EUPL-1.2
"""How much of what the plafonds hold rests on berichten that their receivers, who answer themselves, still have.

The difference between what is claimed with them and what would be claimed without (decision 099): it can be negative.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds import wijziging
from berichtenverkeer.plafonds.claims import claim
from berichtenverkeer.plafonds.claimstand import som, vervaldag
from berichtenverkeer.plafonds.geldregister import Geldregister, geldregister
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, van_verzoek
from berichtenverkeer.plafonds.zijden import PLAFOND_SQL, ZIJDEN
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand

_PEILMAAND = query("plafonds", "peilmaand")
_TOEGEZEGD = query("plafonds", "toegezegd")

_GERESERVEERD = f"""
select claim_partij, claim_referentie, {PLAFOND_SQL}, sum(cents) as cents from {ZIJDEN} z
where regio = $1 and positie <= $2 and rekening = 'GERESERVEERD' and claim_soort = 'verzoek'
  and (claim_partij, claim_referentie) in (select * from unnest($3::text[], $4::text[]))
  and aanbieder = any($3::text[])
group by claim_partij, claim_referentie, {PLAFOND_SQL}"""


async def onbevestigd_op(
    grootboek: Grootboek, k: int, dag_k: date, register: RegisterStand
) -> dict[PlafondSleutel, int]:
    """Cents per plafond at ledger position `k`, of gereserveerd, beslag and realisatie together.

    `dag_k` is the day of `k`, `register` what was known then. Run it in a momentopname.
    """
    bevestigd, totaal = await opslag.lagen_op(grootboek, k)
    if not totaal.rijen():
        return {}
    geld = geldregister(register)
    grens = geld.declaratiegrens(await grootboek.fetchval(_PEILMAAND, k))
    gehouden = await _gereserveerd(grootboek, k, totaal)
    toegezegd = await _toegezegd(grootboek, k, totaal)
    verschil: Mapping[PlafondSleutel, int] = som(_beslag(totaal, geld, grens), *gehouden.values())
    verschil = som(verschil, _beslag(bevestigd, geld, grens), teken=-1)
    for verzoek in _verzoeken(bevestigd):
        sleutel = van_verzoek(verzoek.aanbieder, verzoek.referentie)
        boven = totaal.verzoek(verzoek.aanbieder, verzoek.referentie)
        if not verzoek.is_open or sleutel not in toegezegd:
            continue
        if boven is not None and boven.is_open and not verzoek.is_wijziging:  # which asks for more than there is
            verschil = som(verschil, gehouden.get(sleutel, {}), teken=-1)
        elif vervaldag(verzoek) > dag_k:
            verschil = som(verschil, _gevraagd(verzoek, bevestigd, geld), teken=-1)
    return dict(verschil)


def _beslag(stand: Stand, geld: Geldregister, grens: date | None) -> Mapping[PlafondSleutel, int]:
    """What the toewijzingen in a layer claim."""
    delen: dict[PlafondSleutel, int] = {}
    for rij in stand.rijen():
        if isinstance(rij, Toewijzing):
            prestaties = stand.prestaties(rij.gemeente, rij.nummer)
            een = claim(rij, stand.leveringen(rij.client), geld, prestaties, grens)
            delen = som(delen, een.per_plafond)
    return delen


def _gevraagd(verzoek: Verzoek, stand: Stand, geld: Geldregister) -> Mapping[PlafondSleutel, int]:
    if verzoek.is_wijziging:
        return wijziging.gevraagd(verzoek, stand, geld)[0].per_plafond
    return claim(verzoek, (), geld).per_plafond


def _verzoeken(stand: Stand) -> Iterator[Verzoek]:
    return (rij for rij in stand.rijen() if isinstance(rij, Verzoek))


async def _gereserveerd(
    grootboek: Grootboek, k: int, stand: Stand
) -> Mapping[Claimsleutel, Mapping[PlafondSleutel, int]]:
    """By claim: what was reserved for the verzoeken in a layer."""
    verzoeken = list(_verzoeken(stand))
    sleutels = [een.aanbieder for een in verzoeken], [een.referentie for een in verzoeken]
    gevonden: dict[Claimsleutel, dict[PlafondSleutel, int]] = {}
    for aanbieder, referentie, *plafond, cents in await grootboek.fetch(_GERESERVEERD, k, *sleutels):
        gevonden.setdefault(van_verzoek(aanbieder, referentie), {})[PlafondSleutel(*plafond)] = int(cents)
    return gevonden


async def _toegezegd(grootboek: Grootboek, k: int, stand: Stand) -> set[Claimsleutel]:
    """The claims that were ever given room."""
    clienten = sorted({een.client for een in _verzoeken(stand)})
    feiten = [gebeurtenissen.lees(*rij) for rij in await grootboek.fetch(_TOEGEZEGD, k, clienten)]
    return {feit.claim for feit in feiten if isinstance(feit, PlafondBesloten)}
