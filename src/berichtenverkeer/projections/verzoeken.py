# SPDX-License-Identifier: EUPL-1.2
"""The state of a verzoek: asked, under investigation, granted, rejected (OP274, OP344)."""

from datetime import date
from typing import Literal, assert_never

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)


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
    def is_toegewezen(self) -> bool:
        """A JW301 carried its reference."""
        return self.toegewezen_op is not None

    @property
    def is_afgewezen(self) -> bool:
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


def na_ontvangst(feit: VerzoekOntvangen) -> Verzoek:
    """A new request."""
    omvang = feit.omvang
    return Verzoek(
        aanbieder=feit.aanbieder,
        referentie=feit.referentie,
        gemeente=feit.gemeente,
        client=feit.client,
        dagtekening=feit.dagtekening,
        ontvangen_op=feit.ontvangen_op,
        categorie=feit.product.categorie,
        code=feit.product.code,
        ingangsdatum=feit.ingangsdatum,
        einddatum=feit.einddatum,
        volume=omvang.volume if omvang else None,
        eenheid=omvang.eenheid if omvang else None,
        frequentie=omvang.frequentie if omvang else None,
        budget_cents=feit.budget_cents,
        verwijzer=feit.verwijzer,
    )


def na_wijzigingsverzoek(feit: WijzigingVerzocht) -> Verzoek:
    """A new request to change what is assigned."""
    dagen = [deel.ingangsdatum for deel in feit.delen if deel.ingangsdatum is not None]
    return Verzoek(
        aanbieder=feit.aanbieder,
        referentie=feit.referentie,
        gemeente=feit.gemeente,
        client=feit.client,
        dagtekening=feit.dagtekening,
        ontvangen_op=feit.ontvangen_op,
        categorie=None,
        code=None,
        ingangsdatum=min(dagen, default=feit.dagtekening),
        einddatum=None,
        volume=None,
        eenheid=None,
        frequentie=None,
        budget_cents=None,
        verwijzer=None,
        is_wijziging=True,
        reden_verzoek=feit.reden,
    )


def delen_van(feit: WijzigingVerzocht) -> list[Wijzigingsdeel]:
    """Its products as they are kept."""
    return [
        Wijzigingsdeel(
            aanbieder=feit.aanbieder,
            referentie=feit.referentie,
            volgnr=volgnr,
            soort=deel.soort,
            toewijzing_nummer=deel.toewijzing_nummer,
            categorie=deel.product.categorie,
            code=deel.product.code,
            ingangsdatum=deel.ingangsdatum,
            einddatum=deel.einddatum,
            volume=deel.omvang.volume if deel.omvang else None,
            eenheid=deel.omvang.eenheid if deel.omvang else None,
            frequentie=deel.omvang.frequentie if deel.omvang else None,
            budget_cents=deel.budget_cents,
        )
        for volgnr, deel in enumerate(feit.delen, 1)
    ]


def na_antwoord(oud: Verzoek, feit: VerzoekAfgewezen | VerzoekInOnderzoek | ToewijzingVastgesteld) -> Verzoek:
    """The request after an answer; the first date of each kind of answer is kept.

    After a rejection or a toewijzing no JW319 says anything any more (TR359, TR360, TR365).
    """
    if not oud.is_open and not isinstance(feit, ToewijzingVastgesteld):
        return oud
    match feit:
        case VerzoekInOnderzoek():
            return msgspec.structs.replace(oud, in_onderzoek_op=oud.in_onderzoek_op or feit.ontvangen_op)
        case VerzoekAfgewezen():
            return msgspec.structs.replace(
                oud,
                afgewezen_op=oud.afgewezen_op or feit.ontvangen_op,
                reden_afwijzing=feit.reden,
                gemeente_woonplaats=feit.gemeente_woonplaats,
            )
        case ToewijzingVastgesteld():
            return msgspec.structs.replace(oud, toegewezen_op=oud.toegewezen_op or feit.ontvangen_op)
        case _:
            assert_never(feit)
