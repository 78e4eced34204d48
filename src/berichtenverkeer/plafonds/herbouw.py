# SPDX-License-Identifier: EUPL-1.2
"""Saldi and claims made anew from the ledger, by the fold of every batch: boekingen say how much, gebeurtenissen why.

Nothing is decided again: a decision is a fact, whatever the register says now.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple, assert_never

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import (
    PeilmaandVerschoven,
    PlafondBesloten,
    Plafondgebeurtenis,
    PlafondsHerrekend,
    ReserveringVervallen,
)
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.boeken import Boeking, Onderwerp
from berichtenverkeer.plafonds.geldstand import Geldstand, Vouwing, onderwerp
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_verzoek
from berichtenverkeer.plafonds.zijden import CLAIM_SQL, PLAFOND_SQL
from berichtenverkeer.projections.rijen import Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rijen import Plafond
from berichtenverkeer.register.stand import ooit_geladen

STAP = 2000
"""Boekingen per batch."""

_TABELLEN = {
    "plafond_saldo": f"{PLAFOND_SQL}, rekening",
    "claim": CLAIM_SQL,
    "claimdeel": f"{CLAIM_SQL}, {PLAFOND_SQL}, rekening",
    "plafond_peil": "regio",
}
"""What is made, and in which order its rows are read."""


class _Stap(NamedTuple):
    """What happened to a claim, and what that does to the money."""

    positie: int
    claim: Claimsleutel
    vouw: Vouwing


class Geldbouw:
    """The money of a region while its ledger is gone through: saldi stay in memory, claims only for a batch."""

    def __init__(self, grootboek: Grootboek) -> None:
        self._grootboek = grootboek
        self._geld = Geldstand()
        self._stappen: list[_Stap] = []
        self._peilmaand = date.min
        self._tot = 0

    def vouw(self, positie: int, feit: Gebeurtenis, stand: Stand, wijzigingen: Sequence[Wijziging]) -> None:
        """Note what a gebeurtenis does to claims. It was folded into `stand`, where it brought `wijzigingen`."""
        if isinstance(feit, Plafondgebeurtenis):
            self._vouw(positie, feit, stand)
        for een in wijzigingen:
            if isinstance(een.rij, Verzoek) and not een.is_bevestigd:
                claim = van_verzoek(een.rij.aanbieder, een.rij.referentie)
                nieuw = een.nieuw if isinstance(een.nieuw, Verzoek) else None
                self._stappen.append(_Stap(positie, claim, partial(Geldstand.vouw_verzoek, claim=claim, verzoek=nieuw)))

    def _vouw(self, positie: int, feit: Plafondgebeurtenis, stand: Stand) -> None:
        match feit:
            case PlafondBesloten():
                besluit = partial(Geldstand.vouw_besluit, positie=positie, feit=feit, over=_over(stand, feit))
                self._stappen.append(_Stap(positie, feit.claim, besluit))
            case ReserveringVervallen():
                self._stappen.append(_Stap(positie, feit.claim, partial(Geldstand.vouw_verval, feit=feit)))
            case PeilmaandVerschoven():
                self._peilmaand = max(self._peilmaand, feit.peilmaand)
            case PlafondsHerrekend():
                pass  # only boekingen
            case _:
                assert_never(feit)

    async def bewaar(self, tot_en_met: int) -> None:
        """Fold what was noted, and the boekingen up to this position, and write the claims."""
        async for geboekt in opslag.boekingen_tussen(self._grootboek, self._tot, tot_en_met, STAP):
            await self._bewaar(geboekt[-1][0], geboekt)
        await self._bewaar(tot_en_met, [])
        self._tot = tot_en_met

    async def _bewaar(self, tot_en_met: int, geboekt: Sequence[tuple[int, Boeking]]) -> None:
        """In ledger order; what happened comes before what was booked for it."""
        aantal = sum(stap.positie <= tot_en_met for stap in self._stappen)
        stappen, self._stappen = self._stappen[:aantal], self._stappen[aantal:]
        claims = {claim for _, een in geboekt for claim, _, _ in een.zijden if claim is not None}
        claims |= {stap.claim for stap in stappen}
        if not claims and not geboekt:
            return
        self._geld.ken(await opslag.lees_claims(self._grootboek, claims))
        alles: list[tuple[int, Vouwing]] = [(stap.positie, stap.vouw) for stap in stappen]
        alles += [(plek, partial(Geldstand.vouw_boeking, positie=plek, boeking=een)) for plek, een in geboekt]
        for _, vouw in sorted(alles, key=lambda een: een[0]):
            vouw(self._geld)
        await opslag.bewaar_claims(self._grootboek, self._geld)
        self._geld.vergeet()

    async def sluit(self) -> None:
        """After the last gebeurtenis: the saldi. Of a plafond of nothing only the register knows, and since when."""
        for rij, positie in await ooit_geladen(self._grootboek, Plafond):
            plafond = PlafondSleutel(rij.aanbieder, rij.jaar, rij.perceel, rij.segment)
            if not rij.zonder_plafond and (plafond, Rekening.PLAFOND) not in self._geld.gewijzigde_saldi:
                self._geld.vouw_plafond(positie, plafond)
        await opslag.bewaar(self._grootboek, self._geld)
        if self._peilmaand > date.min:
            await opslag.zet_peilmaand(self._grootboek, self._peilmaand)


def _over(stand: Stand, feit: PlafondBesloten) -> Onderwerp:
    claim = feit.claim
    zorg = (
        stand.verzoek(claim.partij, claim.referentie)
        if claim.soort is Claimsoort.VERZOEK
        else stand.toewijzing(claim.partij, claim.nummer)
    )
    return Onderwerp(feit.gemeente) if zorg is None else onderwerp(zorg)


async def wis(grootboek: Grootboek) -> None:
    """Forget saldi and claims of a region. Call `opslag.sluit_af` first, before any other lock."""
    for tabel in _TABELLEN:
        await grootboek.execute(f"delete from {tabel} where regio = $1")


async def alles(grootboek: Grootboek) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that is made, by table, in a fixed order: to compare before and after."""
    return {
        tabel: [tuple(rij) for rij in await grootboek.fetch(f"select * from {tabel} where regio = $1 order by {orde}")]
        for tabel, orde in _TABELLEN.items()
    }
