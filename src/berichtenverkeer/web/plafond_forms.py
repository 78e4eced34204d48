# SPDX-License-Identifier: EUPL-1.2
"""The JSON of plafonds and their boekingen; described in schemas.py under the same names."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from berichtenverkeer.gateway.own_room import Ruimtetenzij
from berichtenverkeer.gateway.plafonds import Aanbiedersruimte, BoekingListing, PlafondFigures, Plafondstand
from berichtenverkeer.gateway.signals import Signaalregel
from berichtenverkeer.gateway.stop_forms import Stopregel
from berichtenverkeer.ledger.causer import Veroorzaker
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds.view import BoekingenQuery, Boekingsregel
from berichtenverkeer.web.forms import Form


class Plafondregel(PlafondFigures, frozen=True, kw_only=True, rename="camel"):
    """One plafond, with the address of its boekingen."""

    boekingen: str


class Plafondoverzicht(Form, frozen=True, kw_only=True):
    """Plafonds of a year, and what the figures rest on."""

    definitieversie: int
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    jaar: int
    plafonds: list[Plafondregel]


class Ruimteoverzicht(Plafondoverzicht, frozen=True, kw_only=True):
    """The same of one aanbieder, with all else that is its own, on the day `op`."""

    op: date
    tenzijs: list[Ruimtetenzij]
    signalen: list[Signaalregel]
    clientenstops: list[Stopregel]


class Boekingregel(Form, frozen=True, kw_only=True):
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
    tenzij: str | None
    gebeurtenis: str
    bericht: UUID | None
    veroorzaker: Veroorzaker


class Boekingenpagina(Form, frozen=True, kw_only=True):
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
        plafonds=[_plafondregel(figures, stand.k) for figures in stand.plafonds],
    )


def ruimteoverzicht(ruimte: Aanbiedersruimte, jaar: int) -> Ruimteoverzicht:
    """The same of one aanbieder, with its tenzij's, signalen and cliëntenstops."""
    return Ruimteoverzicht(
        **msgspec.structs.asdict(plafondoverzicht(ruimte, jaar)),
        op=ruimte.op,
        tenzijs=ruimte.tenzijs,
        signalen=ruimte.signalen,
        clientenstops=ruimte.clientenstops,
    )


def boeking_listing(question: BoekingenQuery, listing: BoekingListing, given: Mapping[str, Any]) -> Boekingenpagina:
    """A page; the next one asks the same at the same K."""
    following = None
    if listing.volgende is not None:
        position, volgnr = listing.volgende
        further = {**given, "k": listing.k, "na": f"{position}.{volgnr}"}
        following = f"{_address(question.aanbieder, question.jaar)}?{urlencode(further)}"
    return Boekingenpagina(
        definitieversie=listing.definitieversie,
        k=listing.k,
        boekingen=[_boekingregel(regel) for regel in listing.boekingen],
        volgende=following,
    )


def _plafondregel(figures: PlafondFigures, k: int) -> Plafondregel:
    this_plafond = {"perceel": figures.perceel or "", "segment": figures.segment or "", "k": k}
    href = f"{_address(figures.aanbieder, figures.jaar)}?{urlencode(this_plafond)}"
    return Plafondregel(**msgspec.structs.asdict(figures), boekingen=href)


def _boekingregel(regel: Boekingsregel) -> Boekingregel:
    return Boekingregel(
        positie=regel.positie,
        volgnr=regel.volgnr,
        perceel=regel.perceel or None,
        segment=regel.segment or None,
        debet=regel.debet,
        credit=regel.credit,
        bedrag_cents=regel.bedrag_cents,
        claim=_text(regel.claim),
        van_claim=_text(regel.van_claim),
        tenzij=regel.tenzij,
        gebeurtenis=regel.gebeurtenis,
        bericht=regel.bericht_id,
        veroorzaker=regel.veroorzaker,
    )


def _text(claim: Claimsleutel | None) -> str | None:
    return None if claim is None else str(claim)


def _address(aanbieder: str, jaar: int) -> str:
    return f"/v1/aanbieders/{aanbieder}/plafonds/{jaar}/boekingen"
