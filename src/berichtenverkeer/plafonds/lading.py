# SPDX-License-Identifier: EUPL-1.2
"""All open claims worked out anew: to book a register load, and to check that what is booked is what the state says."""

from collections.abc import AsyncIterator, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.bijwerken import Bijwerking
from berichtenverkeer.plafonds.boeken import Boeking, Saldo
from berichtenverkeer.plafonds.claims import Periode
from berichtenverkeer.plafonds.claimstand import Claimstand
from berichtenverkeer.plafonds.geldregister import geldregister
from berichtenverkeer.plafonds.opslag import sleutel_van
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_toewijzing
from berichtenverkeer.plafonds.zijden import CLAIM_SQL
from berichtenverkeer.projections import opslag as staten
from berichtenverkeer.projections.behoefte import Behoefte as Staatbehoefte
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.register.rijen import Afmelding, Contract, Gemeente, Parameters, Plafond, Product, Tarief
from berichtenverkeer.register.stand import RegisterStand, lees_stand

STAP = 2000
"""Toewijzingen or verzoeken at a time: enough to make round trips cheap, few enough to hold in memory."""

_TOEWIJZINGEN = query("plafonds", "toewijzingen")
_WEZEN = query("plafonds", "wezen")
_RESERVERINGEN = f"""
select {CLAIM_SQL} from claim v
where v.regio = $1 and v.is_gereserveerd and (v.claim_partij, v.claim_referentie) > ($2, $3)
  and ($4::text[] is null or v.aanbieder = any($4))
order by v.claim_partij, v.claim_referentie limit $5"""


class Verschil(msgspec.Struct, frozen=True):
    """Where what is booked is not what it should be, in Dutch; `plafond` is empty when it is about a claim alone."""

    plafond: PlafondSleutel | None
    claim: Claimsleutel | None
    tekst: str


async def boek_lading(grootboek: Grootboek, positie: int) -> int:
    """Book a register load that was just written at `positie`, in its transaction: amounts, and all open claims.

    Takes the exclusive lock of the region (level 2, `opslag`); answers the number of boekingen. Only aanbieders that
    the difference with the register before it can touch are worked out.
    """
    await opslag.sluit_af(grootboek)
    nieuw = await lees_stand(grootboek)
    geraakt = geraakte_aanbieders(await lees_stand(grootboek, positie - 1), nieuw)
    if geraakt is not None and not geraakt:
        return 0
    return await _werk_bij(grootboek, nieuw, positie, geraakt)


async def boek_bij(grootboek: Grootboek, positie: int) -> int:
    """Bring all that is booked in line with state and register, at `positie`; answers the number of boekingen."""
    await opslag.sluit_af(grootboek)
    return await _werk_bij(grootboek, await lees_stand(grootboek), positie, None)


async def verschuif(grootboek: Grootboek, positie: int, peilmaand: date) -> int:
    """Count the declaration term back from `peilmaand`; answers the number of boekingen that it took.

    Under the lock of `opslag.sluit_af`. Only toewijzingen are worked out that another day of undeclared care can touch.
    """
    register = await lees_stand(grootboek)
    geld = geldregister(register)
    oud = geld.declaratiegrens(await opslag.lees_peilmaand(grootboek))
    await opslag.zet_peilmaand(grootboek, peilmaand)
    nieuw = geld.declaratiegrens(peilmaand)
    if oud == nieuw:
        return 0
    venster = min(oud or date.min, nieuw or date.min), max(oud or date.min, nieuw or date.min)
    met_plafond = frozenset(plafond.aanbieder for plafond in geld.bedragen)
    return await _werk_bij(grootboek, register, positie, met_plafond, venster)


async def herbereken(grootboek: Grootboek) -> list[Verschil]:
    """Everything that is booked otherwise than state and register say, or otherwise than the boekingen add up to.

    Writes nothing. Run it in a momentopname: every statement must see the same moment.
    """
    register = await lees_stand(grootboek)
    peilmaand = await opslag.lees_peilmaand(grootboek)
    boekhouding = Bijwerking(register, await opslag.lees_saldi(grootboek), peilmaand=peilmaand)
    boekhouding.boek_plafonds(0)
    async for stuk in _alle_zorg(grootboek, register, None):
        _boek(boekhouding, stuk, 0)
        boekhouding.gewijzigde_claims.clear()  # a check writes nothing
        boekhouding.gewijzigde_delen.clear()
    verschillen = [_uit_boeking(boeking) for _, boeking in boekhouding.boekingen]
    verschillen += [
        Verschil(None, sleutel_van(*rij), "Er is beslag geboekt voor een toewijzing die er niet is.")
        for rij in await grootboek.fetch(_WEZEN)
    ]
    return verschillen + await _optelling(grootboek)


def geraakte_aanbieders(oud: RegisterStand, nieuw: RegisterStand) -> frozenset[str] | None:
    """Whose amounts or claims a register load can change; None: everybody's."""
    for soort in (Product, Gemeente, Afmelding, Parameters):
        if oud.rijen(soort) != nieuw.rijen(soort):
            return None
    geraakt = {rij.aanbieder for rij in set(oud.rijen(Plafond)) ^ set(nieuw.rijen(Plafond))}
    geraakt |= {rij.aanbieder for rij in set(oud.rijen(Tarief)) ^ set(nieuw.rijen(Tarief))}
    geraakt |= {rij.aanbieder for rij in set(oud.rijen(Contract)) ^ set(nieuw.rijen(Contract))}
    return None if "" in geraakt else frozenset(geraakt)


class _Stuk(msgspec.Struct):
    """Some toewijzingen and reserved verzoeken with their state, and what is held for them."""

    toewijzingen: Sequence[Toewijzing]
    verzoeken: Sequence[tuple[str, str]]
    stand: Stand
    claims: Sequence[Claimstand]


async def _werk_bij(
    grootboek: Grootboek,
    register: RegisterStand,
    positie: int,
    wie: frozenset[str] | None,
    venster: Periode | None = None,
) -> int:
    peilmaand = await opslag.lees_peilmaand(grootboek)
    saldi = await opslag.lees_saldi(grootboek, wie)
    boekhouding = Bijwerking(register, saldi, peilmaand=peilmaand)
    boekhouding.boek_plafonds(positie, wie)
    aantal = 0
    eerste = 1
    async for stuk in _alle_zorg(grootboek, register, wie, venster):
        _boek(boekhouding, stuk, positie)
        aantal += len(boekhouding.boekingen)
        await opslag.bewaar(grootboek, boekhouding, eerste)
        eerste = aantal + 1
    return aantal


def _boek(boekhouding: Bijwerking, stuk: _Stuk, positie: int) -> None:
    boekhouding.vergeet()
    boekhouding.ken(stuk.claims)
    for toewijzing in stuk.toewijzingen:
        boekhouding.boek_toewijzing(positie, toewijzing, stuk.stand)
    for aanbieder, referentie in stuk.verzoeken:
        verzoek = stuk.stand.verzoek(aanbieder, referentie)
        if verzoek is not None:
            boekhouding.boek_reservering(positie, verzoek, stuk.stand)


async def _alle_zorg(
    grootboek: Grootboek,
    register: RegisterStand,
    wie: frozenset[str] | None,
    venster: Periode | None = None,
) -> AsyncIterator[_Stuk]:
    """All that can hold a claim, in pieces; always at least one piece.

    With `venster` only toewijzingen whose claim can change when the limit of declaring moves from one to the other.
    """
    eerste_jaar = min((rij.jaar for rij in register.rijen(Plafond)), default=date.max.year)
    aanbieders = None if wie is None else sorted(wie)
    na: tuple[str, int] = ("", 0)
    while True:
        van_tot = venster or (None, None)
        rijen = await grootboek.fetch(_TOEWIJZINGEN, *na, aanbieders, date(eerste_jaar, 1, 1), *van_tot, STAP)
        toewijzingen = [Toewijzing(*rij) for rij in rijen]
        nodig = Staatbehoefte(
            clienten=frozenset(toewijzing.client for toewijzing in toewijzingen),
            op_toewijzing=frozenset((toewijzing.gemeente, toewijzing.nummer) for toewijzing in toewijzingen),
        )
        stand = await staten.laad(grootboek, nodig)
        stand.voeg_toe(toewijzingen)
        namen = [van_toewijzing(toewijzing.gemeente, toewijzing.nummer) for toewijzing in toewijzingen]
        yield _Stuk(toewijzingen, (), stand, await opslag.lees_claims(grootboek, namen))
        if len(rijen) < STAP:
            break
        na = (toewijzingen[-1].gemeente, toewijzingen[-1].nummer)
    if venster is not None:
        return
    laatste = ("", "")
    while rijen := await grootboek.fetch(_RESERVERINGEN, *laatste, aanbieders, STAP):
        claims = [sleutel_van(*rij) for rij in rijen]
        sleutels = [(claim.partij, claim.referentie) for claim in claims]
        stand = await staten.laad(grootboek, Staatbehoefte(verzoeken=frozenset(sleutels)))
        await staten.laad_bij(grootboek, Staatbehoefte(toewijzingen=_te_wijzigen(stand, sleutels)), stand)
        yield _Stuk((), sleutels, stand, await opslag.lees_claims(grootboek, claims))
        laatste = sleutels[-1]


def _te_wijzigen(stand: Stand, verzoeken: Sequence[tuple[str, str]]) -> frozenset[tuple[str, int]]:
    """The toewijzingen that JW317's among these would change."""
    return frozenset(
        (verzoek.gemeente, deel.toewijzing_nummer)
        for sleutel in verzoeken
        if (verzoek := stand.verzoek(*sleutel)) is not None
        for deel in stand.delen(*sleutel)
        if deel.toewijzing_nummer is not None
    )


def _uit_boeking(boeking: Boeking) -> Verschil:
    tekst = f"Volgens de stand hoort hier nog {boeking.bedrag_cents} cent van {boeking.credit} naar {boeking.debet}."
    return Verschil(boeking.plafond, boeking.claim, tekst)


async def _optelling(grootboek: Grootboek) -> list[Verschil]:
    """Where saldi and claims are not the sum of their boekingen."""
    som = await opslag.sommen(grootboek)
    gehouden = {saldo.sleutel: saldo for saldo in await opslag.lees_saldi(grootboek)}
    verschillen = []
    for sleutel in sorted(som.keys() | gehouden.keys()):
        saldo = gehouden.get(sleutel, Saldo(sleutel))
        for rekening in Rekening:
            is_, hoort = saldo.stand(rekening), som.get(sleutel, {}).get(rekening, 0)
            if is_ != hoort:
                tekst = f"Op {rekening} staat {is_} cent; de boekingen tellen op tot {hoort} cent."
                verschillen.append(Verschil(sleutel, None, tekst))
    verschillen += [
        Verschil(None, claim, "Wat voor deze claim vastligt, is niet de som van haar boekingen.")
        for claim in await opslag.scheve_claims(grootboek)
    ]
    return verschillen
