# SPDX-License-Identifier: EUPL-1.2
"""The state of a verzoek: asked, under investigation, granted, rejected (OP274, OP344)."""

from datetime import date
from typing import Literal, assert_never

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.care import (
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel


class Verzoek(msgspec.Struct, frozen=True):
    """One AangevraagdProduct, or the Verzoek of a JW317 as a whole; its ReferentieAanbieder is unique (OP361).

    A wijziging has no product, Omvang or verwijzer of its own: those are in its delen. `ingangsdatum` is the first day
    on which it would change anything.
    """

    aanbieder: str
    referentie: str
    gemeente: str
    client: bytes
    dagtekening: date
    ontvangen_op: date
    categorie: str | None
    code: str | None
    ingangsdatum: date
    einddatum: date | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget_cents: int | None
    verwijzer: str | None
    in_onderzoek_op: date | None = None
    afgewezen_op: date | None = None
    reden_afwijzing: str | None = None
    gemeente_woonplaats: str | None = None
    toegewezen_op: date | None = None
    is_wijziging: bool = False
    reden_verzoek: str | None = None
    is_voorlopig: bool = False

    @property
    def sleutel(self) -> Verzoeksleutel:
        """By what it is known."""
        return Verzoeksleutel(self.aanbieder, self.referentie)

    @property
    def is_toegewezen(self) -> bool:
        """A JW301 carried its reference."""
        return self.toegewezen_op is not None

    @property
    def is_rejected(self) -> bool:
        """A JW319 rejected it and no JW301 came after all."""
        return self.afgewezen_op is not None and self.toegewezen_op is None

    @property
    def is_in_onderzoek(self) -> bool:
        """A JW319 said that it is under investigation, whatever came after."""
        return self.in_onderzoek_op is not None

    @property
    def is_open(self) -> bool:
        """Neither granted nor rejected (TR374)."""
        return self.afgewezen_op is None and self.toegewezen_op is None


class Wijzigingsdeel(msgspec.Struct, frozen=True):
    """One product of a JW317, numbered from 1 in document order.

    `is_toegewezen`: a version of its toewijzing carried the reference of the JW317.
    """

    aanbieder: str
    referentie: str
    volgnr: int
    soort: Literal["ongewijzigd", "te wijzigen", "nieuw"]
    toewijzing_nummer: int | None
    categorie: str | None
    code: str | None
    ingangsdatum: date | None
    einddatum: date | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget_cents: int | None
    is_toegewezen: bool = False

    @property
    def verzoek(self) -> Verzoeksleutel:
        """The key of the JW317 that it is part of."""
        return Verzoeksleutel(self.aanbieder, self.referentie)


def after_reception(gebeurtenis: VerzoekOntvangen) -> Verzoek:
    """A new request."""
    omvang = gebeurtenis.omvang
    return Verzoek(
        aanbieder=gebeurtenis.aanbieder,
        referentie=gebeurtenis.referentie,
        gemeente=gebeurtenis.gemeente,
        client=gebeurtenis.client,
        dagtekening=gebeurtenis.dagtekening,
        ontvangen_op=gebeurtenis.ontvangen_op,
        categorie=gebeurtenis.product.categorie,
        code=gebeurtenis.product.code,
        ingangsdatum=gebeurtenis.ingangsdatum,
        einddatum=gebeurtenis.einddatum,
        volume=omvang.volume if omvang else None,
        eenheid=omvang.eenheid if omvang else None,
        frequentie=omvang.frequentie if omvang else None,
        budget_cents=gebeurtenis.budget_cents,
        verwijzer=gebeurtenis.verwijzer,
    )


def after_wijzigingsverzoek(gebeurtenis: WijzigingVerzocht) -> Verzoek:
    """A new request to change what is assigned."""
    dagen = [part.ingangsdatum for part in gebeurtenis.delen if part.ingangsdatum is not None]
    return Verzoek(
        aanbieder=gebeurtenis.aanbieder,
        referentie=gebeurtenis.referentie,
        gemeente=gebeurtenis.gemeente,
        client=gebeurtenis.client,
        dagtekening=gebeurtenis.dagtekening,
        ontvangen_op=gebeurtenis.ontvangen_op,
        categorie=None,
        code=None,
        ingangsdatum=min(dagen, default=gebeurtenis.dagtekening),
        einddatum=None,
        volume=None,
        eenheid=None,
        frequentie=None,
        budget_cents=None,
        verwijzer=None,
        is_wijziging=True,
        reden_verzoek=gebeurtenis.reden,
    )


def parts_of(gebeurtenis: WijzigingVerzocht) -> list[Wijzigingsdeel]:
    """Its products as they are kept."""
    return [
        Wijzigingsdeel(
            aanbieder=gebeurtenis.aanbieder,
            referentie=gebeurtenis.referentie,
            volgnr=volgnr,
            soort=part.soort,
            toewijzing_nummer=part.toewijzing_nummer,
            categorie=part.product.categorie,
            code=part.product.code,
            ingangsdatum=part.ingangsdatum,
            einddatum=part.einddatum,
            volume=part.omvang.volume if part.omvang else None,
            eenheid=part.omvang.eenheid if part.omvang else None,
            frequentie=part.omvang.frequentie if part.omvang else None,
            budget_cents=part.budget_cents,
        )
        for volgnr, part in enumerate(gebeurtenis.delen, 1)
    ]


def after_antwoord(old: Verzoek, gebeurtenis: VerzoekAfgewezen | VerzoekInOnderzoek | ToewijzingVastgesteld) -> Verzoek:
    """The request after an answer; the first date of each kind of answer is kept.

    After a rejection or a toewijzing no JW319 says anything any more (TR359, TR360, TR365).
    """
    if not old.is_open and not isinstance(gebeurtenis, ToewijzingVastgesteld):
        return old
    match gebeurtenis:
        case VerzoekInOnderzoek():
            return msgspec.structs.replace(old, in_onderzoek_op=old.in_onderzoek_op or gebeurtenis.ontvangen_op)
        case VerzoekAfgewezen():
            return msgspec.structs.replace(
                old,
                afgewezen_op=old.afgewezen_op or gebeurtenis.ontvangen_op,
                reden_afwijzing=gebeurtenis.reden,
                gemeente_woonplaats=gebeurtenis.gemeente_woonplaats,
            )
        case ToewijzingVastgesteld():
            return msgspec.structs.replace(old, toegewezen_op=old.toegewezen_op or gebeurtenis.ontvangen_op)
        case _:
            assert_never(gebeurtenis)
