# SPDX-License-Identifier: EUPL-1.2
"""What goes into and comes out of the use cases of the half-yearly settlement of tenzij's."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from berichtenverkeer.core.errors import Reason
from berichtenverkeer.core.money import MAX_CENTS
from berichtenverkeer.gateway.json_form import Rules
from berichtenverkeer.gateway.tenzij_forms import said_by
from berichtenverkeer.ledger.gebeurtenissen.tenzij import Correctie, Helft, Hoeveelheid, Opgaveregel
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.ledger.sealed import Texts
from berichtenverkeer.plafonds.tenzij import Tenzij
from berichtenverkeer.plafonds.verrekening import (
    UNEXPLAINED_VOLUME,
    Producties,
    Verrekening,
    Verrekeningstatus,
    gewijzigd,
    named_twice,
)
from berichtenverkeer.plafonds.written import is_said

CLIENT_CHARACTERS = 10
"""Hexadecimal digits of a pseudonym that is shown: enough to tell clients apart in a list."""

TOELICHTING = "toelichting"
"""By this name what is written about a whole is kept; what is about a tenzij, by its id."""

Agb = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{8}\Z", description="een AGB-code van acht cijfers")]
Jaar = Annotated[int, msgspec.Meta(ge=2000, le=2100, description="van 2000 tot en met 2100")]
Door = Annotated[str, msgspec.Meta(min_length=1, max_length=100, description="een functie of gebruiker, geen naam")]
Text = Annotated[str, msgspec.Meta(max_length=4000, description="hooguit 4000 tekens")]
Cents = Annotated[int, msgspec.Meta(ge=0, le=MAX_CENTS, description="centen, niet minder dan 0")]


_RULES: Rules = {("door",): said_by}


class Uitvraag(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Ask an aanbieder what became of his tenzij's in a half year."""

    aanbieder: Agb
    jaar: Jaar
    helft: Helft
    door: Door

    RULES: ClassVar[Rules] = _RULES


class OtherHoeveelheid(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Volume in one Eenheid."""

    eenheid: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2}\Z", description="een code van WJ756")]
    volume: Annotated[int, msgspec.Meta(ge=0, le=99_999_999, description="een geheel getal, niet minder dan 0")]


class OtherVolume(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Another volume than was asked of one tenzij, and why."""

    tenzij: UUID
    volumes: list[OtherHoeveelheid]
    reden: Text


def _wrong_volumes(regels: Sequence[OtherVolume]) -> Iterator[Reason]:
    yield from named_twice([one.tenzij for one in regels])
    if not all(is_said(one.reden) for one in regels):
        yield UNEXPLAINED_VOLUME


class Opgave(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The answer: what is not in `regels` is as it was asked."""

    door: Door
    regels: list[OtherVolume] = []

    RULES: ClassVar[Rules] = {**_RULES, ("regels",): _wrong_volumes}

    def lines(self, asked: Collection[UUID]) -> tuple[Opgaveregel, ...]:
        """Line by line; those that were not asked too, which is a fault."""
        given = [one.tenzij for one in self.regels]
        confirmed = (Opgaveregel(tenzij_id=one) for one in asked if one not in given)
        others = ((one.tenzij, [Hoeveelheid(each.eenheid, each.volume) for each in one.volumes]) for one in self.regels)
        return (*confirmed, *(Opgaveregel(tenzij_id=one, volumes=tuple(volumes)) for one, volumes in others))

    @property
    def reasons(self) -> dict[UUID, str]:
        """Why each volume is another."""
        return {one.tenzij: one.reden for one in self.regels if is_said(one.reden)}


class OtherBedrag(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Another amount than was approved, and why."""

    tenzij: UUID
    bedrag_cents: Cents
    reden: Text


def wrong_bedragen(regels: Sequence[OtherBedrag]) -> Iterator[Reason]:
    """Lines that cannot be fixed, whatever was asked."""
    yield from named_twice([one.tenzij for one in regels])
    if not all(is_said(one.reden) for one in regels):
        yield Reason("regels", "Bij een ander bedrag staat geen reden.", "Schrijf erbij waarom het anders is.")


class Vaststelling(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What the opdrachtgever fixes: what is not in `regels` is the production as known now."""

    door: Door
    regels: list[OtherBedrag] = []
    toelichting: Text = ""

    RULES: ClassVar[Rules] = {**_RULES, ("regels",): wrong_bedragen}


class VerrekeningQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which settlements; None: whatever."""

    aanbieder: str | None = None
    jaar: int | None = None
    status: Verrekeningstatus | None = None
    na: int = 0
    limiet: int = 50


class CorrectieView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How much more (below zero: less) another half year became."""

    jaar: int
    helft: Helft
    bedrag_cents: int


class Verrekeningregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One tenzij in a settlement. `referentie` is the asker's own, for him and the region; `client` its pseudonym.

    `volumes`, `bedrag_cents` and `correcties` are what was asked, `opgave` another volume that the aanbieder gives,
    with its `reden`. `verrekend_cents` and `verrekende_correcties` are fixed; `na_verrekening_gewijzigd_cents` is what
    the half year became more (below zero: less) since. `vaststelling`: why another amount was fixed.
    """

    tenzij: UUID
    client: str
    gemeente: str
    referentie: str | None
    categorie: str
    code: str | None
    volumes: tuple[Hoeveelheid, ...]
    bedrag_cents: int
    correcties: tuple[CorrectieView, ...]
    opgave: tuple[Hoeveelheid, ...] | None
    reden: str | None
    verrekend_cents: int | None
    verrekende_correcties: tuple[CorrectieView, ...]
    vaststelling: str | None
    na_verrekening_gewijzigd_cents: int | None


class VerrekeningView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A settlement with an aanbieder. `bedrag_cents` and `verrekend_cents` are of its lines, with their correcties."""

    id: UUID
    aanbieder: str
    jaar: int
    helft: Helft
    status: Verrekeningstatus
    uitgevraagd_op: date
    antwoord_voor: date
    is_te_laat: bool
    opgegeven_op: date | None
    verrekend_op: date | None
    bedrag_cents: int
    verrekend_cents: int | None
    regels: list[Verrekeningregel]


class VerrekeningFile(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One settlement as known at `k`, on the day of it."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    verrekening: VerrekeningView


class VerrekeningListing(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of settlements as known at `k`, the last asked first; `volgende` is the `na` of the next one."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    verrekeningen: list[VerrekeningView]
    volgende: int | None


def view(
    one: Verrekening,
    tenzijs: Mapping[UUID, Tenzij],
    known: Producties,
    op: date,
    partij: str | None,
    texts: Mapping[UUID, Texts | None],
) -> VerrekeningView:
    """On the day `op`, as `partij` sees it (None: all of it); `texts` by what they were sealed under."""
    regels = [
        _regel(one, number, tenzijs[regel.tenzij_id], known, partij, texts)
        for number, regel in enumerate(one.uitvraag.regels)
        if partij in (None, one.uitvraag.aanbieder, tenzijs[regel.tenzij_id].verzoek.gemeente)
    ]
    settled = [regel for regel in regels if regel.verrekend_cents is not None]
    last = next(iter(one.verrekend.values()), None)
    return VerrekeningView(
        id=one.id,
        aanbieder=one.uitvraag.aanbieder,
        jaar=one.half.jaar,
        helft=one.half.helft,
        status=one.status,
        uitgevraagd_op=one.uitvraag.op,
        antwoord_voor=one.uitvraag.antwoord_voor,
        is_te_laat=one.status is Verrekeningstatus.UITGEVRAAGD and op > one.uitvraag.antwoord_voor,
        opgegeven_op=one.opgave.op if one.opgave else None,
        verrekend_op=last.op if last else None,
        bedrag_cents=sum(regel.bedrag_cents + _sum(regel.correcties) for regel in regels),
        verrekend_cents=sum((regel.verrekend_cents or 0) + _sum(regel.verrekende_correcties) for regel in settled)
        if settled
        else None,
        regels=regels,
    )


def _regel(
    one: Verrekening,
    number: int,
    tenzij: Tenzij,
    known: Producties,
    partij: str | None,
    texts: Mapping[UUID, Texts | None],
) -> Verrekeningregel:
    asked, verzoek = one.uitvraag.regels[number], tenzij.verzoek
    settled = one.verrekend.get(tenzij.id)
    answers = one.opgave.regels if one.opgave else ()
    product = tenzij.geldt.product if tenzij.geldt else verzoek.product
    return Verrekeningregel(
        tenzij=tenzij.id,
        client=verzoek.client.hex()[:CLIENT_CHARACTERS],
        gemeente=verzoek.gemeente,
        referentie=verzoek.referentie if partij in (None, verzoek.partij) else None,
        categorie=product.categorie or "",
        code=product.code,
        volumes=asked.volumes,
        bedrag_cents=asked.bedrag_cents,
        correcties=_shown(asked.correcties),
        opgave=next((answer.volumes for answer in answers if answer.tenzij_id == tenzij.id), None),
        reden=(texts.get(one.id) or {}).get(str(tenzij.id)),
        verrekend_cents=settled.bedrag_cents if settled else None,
        verrekende_correcties=_shown(settled.correcties) if settled else (),
        vaststelling=(texts.get(tenzij.id) or {}).get(TOELICHTING),
        na_verrekening_gewijzigd_cents=gewijzigd(one.half, tenzij, known) if settled else None,
    )


def _shown(correcties: Iterable[Correctie]) -> tuple[CorrectieView, ...]:
    return tuple(CorrectieView(jaar=one.jaar, helft=one.helft, bedrag_cents=one.bedrag_cents) for one in correcties)


def _sum(correcties: Collection[CorrectieView]) -> int:
    return sum(one.bedrag_cents for one in correcties)
