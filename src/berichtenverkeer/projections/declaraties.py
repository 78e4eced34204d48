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

Uitslag = Literal["ingediend", "goedgekeurd", "afgewezen", "verworpen"]


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
        return not self.is_verworpen and (self.is_beantwoord or not self.is_betwist)

    @property
    def is_beantwoord(self) -> bool:
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
    uitslag: Uitslag
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
    def telt(self) -> bool:
        """A debet that was not rejected and not credited, answered or not."""
        return self.geldt and not self.is_credit and not self.is_gecrediteerd


def na_indiening(feit: DeclaratieIngediend) -> Declaratie:
    """A new declaratie, not answered yet."""
    return Declaratie(
        aanbieder=feit.aanbieder,
        nummer=feit.nummer,
        gemeente=feit.gemeente,
        identificatie=feit.identificatie,
        dagtekening=feit.dagtekening,
        periode_begin=feit.periode_begin,
        periode_eind=feit.periode_eind,
        totaal_cents=feit.totaal_cents,
        xsd_versie=feit.xsd_versie,
        ontvangen_op=feit.ontvangen_op,
        is_betwist=feit.is_betwist,
    )


def na_prestatie(feit: PrestatieIngediend) -> Prestatie:
    """A new prestatie."""
    assert feit.product.categorie is not None, "the schema demands it"
    assert feit.product.code is not None, "the schema demands it"
    return Prestatie(
        aanbieder=feit.aanbieder,
        referentie=feit.referentie,
        gemeente=feit.gemeente,
        client=feit.client,
        declaratie_nummer=feit.declaratie_nummer,
        toewijzing_nummer=feit.toewijzing_nummer,
        categorie=feit.product.categorie,
        code=feit.product.code,
        begindatum=feit.begindatum,
        einddatum=feit.einddatum,
        volume=feit.volume,
        eenheid=feit.eenheid,
        tarief_cents=feit.tarief_cents,
        bedrag_cents=feit.bedrag_cents,
        is_credit=feit.is_credit,
        vorig_referentie=feit.vorig_referentie,
        uitslag=feit.uitslag,
        is_betwist=feit.is_betwist,
    )


def na_antwoord(oud: Declaratie, feit: DeclaratieBeantwoord) -> Declaratie:
    """The declaratie with its answer."""
    return msgspec.structs.replace(
        oud,
        beantwoord_op=feit.ontvangen_op,
        toegekend_cents=feit.toegekend_cents,
        is_verworpen=feit.is_verworpen,
    )
