# SPDX-License-Identifier: EUPL-1.2
"""The JSON of plafonds and their boekingen; described in schemas.py under the same names."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from berichtenverkeer.gateway.plafonds import Boekingenlijst, Plafondstand, gebruik_procent
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.inzage import Boekingenvraag, Boekingsregel
from berichtenverkeer.web.vormen import Vorm


class Plafondregel(Vorm, frozen=True, kw_only=True):
    """One plafond. `plafond_cents` is the sum of the five amounts after it; `overschrijding_cents` is 0 or below."""

    aanbieder: str
    naam: str | None
    perceel: str | None
    segment: str | None
    plafond_cents: int
    vrij_cents: int
    gereserveerd_cents: int
    beslag_cents: int
    realisatie_cents: int
    overschrijding_cents: int
    gebruik_procent: int | None
    boekingen: str


class Plafondoverzicht(Vorm, frozen=True, kw_only=True):
    """Plafonds of a year, and what the figures rest on."""

    definitieversie: int
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
        k=stand.k,
        register_versie=stand.register_versie,
        register_dag=stand.register_dag,
        jaar=jaar,
        plafonds=[_plafondregel(saldo, stand) for saldo in stand.saldi],
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


def _plafondregel(saldo: Saldo, stand: Plafondstand) -> Plafondregel:
    sleutel = saldo.sleutel
    dit_plafond = {"perceel": sleutel.perceel, "segment": sleutel.segment}
    verder = urlencode(dit_plafond | ({"k": stand.k} if stand.k else {}))
    return Plafondregel(
        aanbieder=sleutel.aanbieder,
        naam=stand.namen.get(sleutel.aanbieder),
        perceel=sleutel.perceel or None,
        segment=sleutel.segment or None,
        plafond_cents=-saldo.plafond_cents,
        vrij_cents=saldo.vrij_cents,
        gereserveerd_cents=saldo.gereserveerd_cents,
        beslag_cents=saldo.beslag_cents,
        realisatie_cents=saldo.realisatie_cents,
        overschrijding_cents=saldo.overschrijding_cents,
        gebruik_procent=gebruik_procent(saldo),
        boekingen=f"{_adres(sleutel.aanbieder, sleutel.jaar)}?{verder}",
    )


def _boekingregel(regel: Boekingsregel) -> Boekingregel:
    return Boekingregel(
        positie=regel.positie,
        volgnr=regel.volgnr,
        perceel=regel.perceel or None,
        segment=regel.segment or None,
        debet=regel.debet,
        credit=regel.credit,
        bedrag_cents=regel.bedrag_cents,
        claim=regel.claim,
        van_claim=regel.van_claim,
        gebeurtenis=regel.gebeurtenis,
        bericht=regel.bericht_id,
    )


def _adres(aanbieder: str, jaar: int) -> str:
    return f"/v1/aanbieders/{aanbieder}/plafonds/{jaar}/boekingen"
