# SPDX-License-Identifier: EUPL-1.2
"""The JSON of plafonds and their boekingen; described in schemas.py under the same names."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from berichtenverkeer.gateway.plafonds import Boekingenlijst, Plafondcijfers, Plafondstand
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.veroorzaker import Veroorzaker
from berichtenverkeer.plafonds.inzage import Boekingenvraag, Boekingsregel
from berichtenverkeer.web.vormen import Vorm


class Plafondregel(Plafondcijfers, frozen=True, kw_only=True, rename="camel"):
    """One plafond, with the address of its boekingen."""

    boekingen: str


class Plafondoverzicht(Vorm, frozen=True, kw_only=True):
    """Plafonds of a year, and what the figures rest on."""

    definitieversie: int
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    jaar: int
    plafonds: list[Plafondregel]


class Boekingregel(Vorm, frozen=True, kw_only=True):
    """One boeking with the gebeurtenis that caused it."""

    positie: int
    volgnr: int
    perceel: str | None
    segment: str | None
    debet: str
    credit: str
    bedrag_cents: int
    claim: str | None
    van_claim: str | None
    gebeurtenis: str
    bericht: UUID | None
    veroorzaker: Veroorzaker


class Boekingenpagina(Vorm, frozen=True, kw_only=True):
    """A page of boekingen."""

    definitieversie: int
    k: int
    boekingen: list[Boekingregel]
    volgende: str | None


def plafondoverzicht(stand: Plafondstand, jaar: int) -> Plafondoverzicht:
    """What plafonds there are, with the way to the boekingen of each at the same K."""
    return Plafondoverzicht(
        definitieversie=stand.definitieversie,
        regio=stand.regio,
        k=stand.k,
        register_versie=stand.register_versie,
        register_dag=stand.register_dag,
        jaar=jaar,
        plafonds=[_plafondregel(cijfers, stand.k) for cijfers in stand.plafonds],
    )


def boekingenlijst(vraag: Boekingenvraag, lijst: Boekingenlijst, gelezen: Mapping[str, Any]) -> Boekingenpagina:
    """A page; the next one asks the same at the same K."""
    volgende = None
    if lijst.volgende is not None:
        positie, volgnr = lijst.volgende
        verder = {**gelezen, "k": lijst.k, "na": f"{positie}.{volgnr}"}
        volgende = f"{_adres(vraag.aanbieder, vraag.jaar)}?{urlencode(verder)}"
    return Boekingenpagina(
        definitieversie=lijst.definitieversie,
        k=lijst.k,
        boekingen=[_boekingregel(regel) for regel in lijst.boekingen],
        volgende=volgende,
    )


def _plafondregel(cijfers: Plafondcijfers, k: int) -> Plafondregel:
    dit_plafond = {"perceel": cijfers.perceel or "", "segment": cijfers.segment or "", "k": k}
    href = f"{_adres(cijfers.aanbieder, cijfers.jaar)}?{urlencode(dit_plafond)}"
    return Plafondregel(**msgspec.structs.asdict(cijfers), boekingen=href)


def _boekingregel(regel: Boekingsregel) -> Boekingregel:
    return Boekingregel(
        positie=regel.positie,
        volgnr=regel.volgnr,
        perceel=regel.perceel or None,
        segment=regel.segment or None,
        debet=regel.debet,
        credit=regel.credit,
        bedrag_cents=regel.bedrag_cents,
        claim=_tekst(regel.claim),
        van_claim=_tekst(regel.van_claim),
        gebeurtenis=regel.gebeurtenis,
        bericht=regel.bericht_id,
        veroorzaker=regel.veroorzaker,
    )


def _tekst(claim: Claimsleutel | None) -> str | None:
    return None if claim is None else str(claim)


def _adres(aanbieder: str, jaar: int) -> str:
    return f"/v1/aanbieders/{aanbieder}/plafonds/{jaar}/boekingen"
