# SPDX-License-Identifier: EUPL-1.2
"""The state of a verzoek: asked, under investigation, granted, rejected (OP274, OP344)."""

from datetime import date

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import (
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
)


class Verzoek(msgspec.Struct, frozen=True):
    """One AangevraagdProduct, known by the ReferentieAanbieder that is unique for its aanbieder (OP361)."""

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
    verwijzer: str
    in_onderzoek_op: date | None = None
    afgewezen_op: date | None = None
    reden_afwijzing: str | None = None
    gemeente_woonplaats: str | None = None
    toegewezen_op: date | None = None

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


def na_antwoord(oud: Verzoek, feit: VerzoekAfgewezen | VerzoekInOnderzoek | ToewijzingVastgesteld) -> Verzoek:
    """The request after an answer; the first date of each kind of answer is kept."""
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
