# SPDX-License-Identifier: EUPL-1.2
"""The state of declaraties and their prestaties: submitted, answered, credited (IV085, IV087, OP303, OP366)."""

from datetime import date
from typing import Literal

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)

Verdict = Literal["ingediend", "goedgekeurd", "afgewezen", "verworpen"]


class Declaratie(msgspec.Struct, frozen=True):
    """A JW323 by its DeclaratieNummer, unique for its aanbieder (TR333); one that was sent anew replaces it.

    `identificatie` and `dagtekening` are those of the bericht. `totaal_cents` is signed, as `toegekend_cents` is.
    `is_betwist`: the gateway found something about it as a whole, which its receiver has to judge himself.
    """

    aanbieder: str
    nummer: str
    gemeente: str
    identificatie: str
    dagtekening: date
    periode_begin: date
    periode_eind: date
    totaal_cents: int
    xsd_versie: str
    ontvangen_op: date
    beantwoord_op: date | None = None
    toegekend_cents: int | None = None
    is_verworpen: bool = False
    is_betwist: bool = False

    @property
    def geldt(self) -> bool:
        """Sent, and when it waits for its answer the gateway found nothing about it as a whole."""
        return not self.is_verworpen and (self.is_answered or not self.is_betwist)

    @property
    def is_answered(self) -> bool:
        """A JW325 came."""
        return self.beantwoord_op is not None


class Prestatie(msgspec.Struct, frozen=True):
    """A Prestatie by its ReferentieNummer, unique for its aanbieder (TR314). See `regels.history.Prestatie`.

    One that uses the reference of another stands beside it, `dubbel_in` its own declaratie: it can be answered, and
    counts nowhere. `is_betwist`: the gateway found something about it, which its receiver has to judge himself.
    """

    aanbieder: str
    referentie: str
    gemeente: str
    client: bytes
    declaratie_nummer: str
    toewijzing_nummer: int
    categorie: str
    code: str
    begindatum: date
    einddatum: date
    volume: int
    eenheid: str
    tarief_cents: int | None
    bedrag_cents: int
    is_credit: bool
    vorig_referentie: str | None
    uitslag: Verdict
    is_gecrediteerd: bool = False
    is_betwist: bool = False
    dubbel_in: str = ""

    @property
    def is_goedgekeurd(self) -> bool:
        """An approved debet that was not credited: what counts as production."""
        return self.uitslag == "goedgekeurd" and not (self.is_credit or self.is_gecrediteerd or self.dubbel_in)

    @property
    def geldt(self) -> bool:
        """Not rejected; when it waits for its answer, the gateway found nothing about it."""
        return self.uitslag == "goedgekeurd" or (self.uitslag == "ingediend" and not self.is_betwist)

    @property
    def counts(self) -> bool:
        """A debet that was not rejected and not credited, answered or not."""
        return self.geldt and not self.is_credit and not self.is_gecrediteerd


def after_submission(gebeurtenis: DeclaratieIngediend) -> Declaratie:
    """A new declaratie, not answered yet."""
    return Declaratie(
        aanbieder=gebeurtenis.aanbieder,
        nummer=gebeurtenis.nummer,
        gemeente=gebeurtenis.gemeente,
        identificatie=gebeurtenis.identificatie,
        dagtekening=gebeurtenis.dagtekening,
        periode_begin=gebeurtenis.periode_begin,
        periode_eind=gebeurtenis.periode_eind,
        totaal_cents=gebeurtenis.totaal_cents,
        xsd_versie=gebeurtenis.xsd_versie,
        ontvangen_op=gebeurtenis.ontvangen_op,
        is_betwist=gebeurtenis.is_betwist,
    )


def after_prestatie(gebeurtenis: PrestatieIngediend) -> Prestatie:
    """A new prestatie."""
    assert gebeurtenis.product.categorie is not None, "the schema demands it"
    assert gebeurtenis.product.code is not None, "the schema demands it"
    return Prestatie(
        aanbieder=gebeurtenis.aanbieder,
        referentie=gebeurtenis.referentie,
        gemeente=gebeurtenis.gemeente,
        client=gebeurtenis.client,
        declaratie_nummer=gebeurtenis.declaratie_nummer,
        toewijzing_nummer=gebeurtenis.toewijzing_nummer,
        categorie=gebeurtenis.product.categorie,
        code=gebeurtenis.product.code,
        begindatum=gebeurtenis.begindatum,
        einddatum=gebeurtenis.einddatum,
        volume=gebeurtenis.volume,
        eenheid=gebeurtenis.eenheid,
        tarief_cents=gebeurtenis.tarief_cents,
        bedrag_cents=gebeurtenis.bedrag_cents,
        is_credit=gebeurtenis.is_credit,
        vorig_referentie=gebeurtenis.vorig_referentie,
        uitslag=gebeurtenis.uitslag,
        is_betwist=gebeurtenis.is_betwist,
    )


def after_antwoord(old: Declaratie, gebeurtenis: DeclaratieBeantwoord) -> Declaratie:
    """The declaratie with its answer."""
    return msgspec.structs.replace(
        old,
        beantwoord_op=gebeurtenis.ontvangen_op,
        toegekend_cents=gebeurtenis.toegekend_cents,
        is_verworpen=gebeurtenis.is_verworpen,
    )
