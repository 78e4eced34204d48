# SPDX-License-Identifier: EUPL-1.2
"""What goes into and comes out of the use cases of tenzij's. A BSN goes in only, never out."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec

from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.ledger.sealed import Texts
from berichtenverkeer.plafonds.tenzij import Grant, Tenzij, TenzijStatus, decide_before
from berichtenverkeer.plafonds.tenzij_store import Redecided, Used
from berichtenverkeer.register.stand import RegisterStand


class TenzijAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A tenzij that is asked for. `door` is a function or a user, never the name of a client.

    A ground is given when its reason is: `kan_niet_wachten`, `alleen_hier`. `alternatieven`: the AGB code of each
    aanbieder that was asked, with why not. Without `code` it is about the whole categorie.
    """

    bsn: str
    aanbieder: str
    gemeente: str
    categorie: str
    code: str | None = None
    van: date
    tot: date
    maximum_cents: int
    door: str
    kan_niet_wachten: str = ""
    alleen_hier: str = ""
    alternatieven: Mapping[str, str] = {}
    referentie: str | None = None
    toelichting: str = ""


class TenzijGrant(msgspec.Struct, frozen=True, kw_only=True):
    """What is granted: for the whole categorie without `code`."""

    categorie: str
    code: str | None = None
    van: date
    tot: date
    maximum_cents: int


class Allowed(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is allowed, or waits for a second user."""

    categorie: str
    code: str | None
    van: date
    tot: date
    maximum_cents: int


class AskedElsewhere(msgspec.Struct, frozen=True, rename="camel"):
    """An aanbieder that was asked first, with its name on the day on which the tenzij was asked for."""

    aanbieder: str
    naam: str | None


class TenzijView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A tenzij, without its client: `referentie` is that of who asked.

    `is_zwak`: a ground was not given, or no alternatief was asked. `beslissen_voor` is the last day to decide while
    nobody did, `is_te_laat` whether that is over. `opnieuw_besloten`: verzoeken that had a `nee`, and what was
    decided on each after a step of it. `beslag_cents` and `realisatie_cents` are held under it.
    """

    id: UUID
    aanbieder: str
    gemeente: str
    referentie: str | None
    gevraagd_door: str
    gevraagd_op: date
    gevraagd: Allowed
    kan_niet_wachten: bool
    alleen_hier: bool
    alternatieven: tuple[AskedElsewhere, ...]
    is_zwak: bool
    status: TenzijStatus
    besloten_op: date | None
    toegekend: Allowed | None
    te_bevestigen: Allowed | None
    beslissen_voor: date | None
    is_te_laat: bool
    beslag_cents: int
    realisatie_cents: int
    verrekend_cents: int
    opnieuw_besloten: tuple[Redecided, ...]


class TenzijListing(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of tenzij's as known at `k`; `volgende` is the `na` of the next one. What cannot wait comes first."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    tenzijs: list[TenzijView]
    volgende: int | None


class TenzijStep(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A step; `door` only for who did it and for the region; `teksten` is None when their key was destroyed."""

    positie: int
    soort: str
    op: date
    partij: str
    door: str | None
    teksten: Texts | None


class TenzijFile(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One tenzij with all its steps, as known at `k`."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    tenzij: TenzijView
    stappen: list[TenzijStep]


class TenzijResult(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a step made of it, and of verzoeken that had a `nee`. `is_herhaald`: it was asked before, so nothing."""

    tenzij: TenzijView
    is_herhaald: bool = False
    opnieuw_besloten: tuple[Redecided, ...] = ()


def view(one: Tenzij, used: Used, op: date, register: RegisterStand, anew: tuple[Redecided, ...] = ()) -> TenzijView:
    """On the day `op`, with the term to decide and the names that `register` has."""
    asked = one.verzoek
    last = decide_before(asked, register)[0] if one.is_open else None
    return TenzijView(
        id=one.id,
        aanbieder=asked.aanbieder,
        gemeente=asked.gemeente,
        referentie=asked.referentie,
        gevraagd_door=asked.partij,
        gevraagd_op=asked.op,
        gevraagd=Allowed(
            categorie=asked.product.categorie or "",
            code=asked.product.code,
            van=asked.van,
            tot=asked.tot,
            maximum_cents=asked.maximum_cents,
        ),
        kan_niet_wachten=asked.kan_niet_wachten,
        alleen_hier=asked.alleen_hier,
        alternatieven=tuple(_named(code, asked.op, register) for code in asked.alternatieven),
        is_zwak=one.is_weak,
        status=one.status,
        besloten_op=one.besloten_op,
        toegekend=_allowed(one.geldt),
        te_bevestigen=_allowed(one.wacht),
        beslissen_voor=last,
        is_te_laat=last is not None and op > last,
        beslag_cents=used.beslag,
        realisatie_cents=used.realisatie,
        verrekend_cents=one.settled_cents,
        opnieuw_besloten=anew,
    )


def _named(aanbieder: str, op: date, register: RegisterStand) -> AskedElsewhere:
    partij = register.partij(aanbieder, op)
    return AskedElsewhere(aanbieder, partij.naam if partij else None)


def _allowed(grant: Grant | None) -> Allowed | None:
    if grant is None:
        return None
    product = grant.product
    return Allowed(
        categorie=product.categorie or "",
        code=product.code,
        van=grant.van,
        tot=grant.tot,
        maximum_cents=grant.maximum_cents,
    )
