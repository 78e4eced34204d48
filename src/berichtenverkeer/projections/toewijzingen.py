# SPDX-License-Identifier: EUPL-1.2
"""The state of a toewijzing: its first version, and the version that holds now (definitions.md 2, IV013)."""

from datetime import date, time

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.zorg import ToewijzingVastgesteld
from berichtenverkeer.standaard.codes import RedenWijziging

REDENEN_VERWIJDERD = frozenset({RedenWijziging.VERWIJDERD, RedenWijziging.VERVALLEN})
"""RedenWijziging that removes a toewijzing when Einddatum = Ingangsdatum; 01 in old data only (OP087)."""


class Toewijzing(msgspec.Struct, frozen=True):
    """One ToegewezenProduct. `eerste_*` is of the version that was decided first, all else of the current one.

    `eerste_referentie*` are of the earliest version that has a ReferentieAanbieder: the request that care goes back to.
    `ontvangen_op` is the day on which the aanbieder got the first of them.
    """

    gemeente: str
    nummer: int
    client: bytes
    aanbieder: str
    categorie: str | None
    code: str | None
    eerste_datum: date
    eerste_tijd: time
    toewijzingsdatum: date
    toewijzingstijd: time
    ingangsdatum: date
    einddatum: date | None
    reden_wijziging: str | None
    referentie_aanbieder: str | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget_cents: int | None
    ontvangen_op: date | None = None
    eerste_referentie: str | None = None
    eerste_referentie_datum: date | None = None
    eerste_referentie_tijd: time | None = None
    is_voorlopig: bool = False

    @property
    def is_verwijderd(self) -> bool:
        """Whether the current version makes the toewijzing count as never sent."""
        return self.reden_wijziging in REDENEN_VERWIJDERD and self.einddatum == self.ingangsdatum

    def is_van(self, feit: ToewijzingVastgesteld) -> bool:
        """Whether a bericht with this number is about it: same client, aanbieder and Product (TR332)."""
        product = feit.product
        hier = (self.client, self.aanbieder, self.categorie, self.code)
        return hier == (feit.client, feit.aanbieder, product.categorie, product.code)

    def is_actueel(self, op: date) -> bool:
        """Whether it is actueel on a day: not ended before it, and not removed."""
        return not self.is_verwijderd and (self.einddatum is None or self.einddatum >= op)


def na_vaststelling(oud: Toewijzing | None, feit: ToewijzingVastgesteld) -> Toewijzing:
    """The state after a version arrived, in whatever order versions arrive (OP080).

    Of two versions with the same Toewijzingsdatum and -tijd the one that was recorded later holds.
    """
    nieuw = _versie(feit)
    if oud is None:
        return nieuw
    eerste = min((oud.eerste_datum, oud.eerste_tijd), (nieuw.eerste_datum, nieuw.eerste_tijd))
    is_nieuwer = (nieuw.toewijzingsdatum, nieuw.toewijzingstijd) >= (oud.toewijzingsdatum, oud.toewijzingstijd)
    ontvangen = min((dag for dag in (oud.ontvangen_op, nieuw.ontvangen_op) if dag is not None), default=None)
    verwijst = _eerste_met_referentie(oud, nieuw)
    return msgspec.structs.replace(
        nieuw if is_nieuwer else oud,
        eerste_datum=eerste[0],
        eerste_tijd=eerste[1],
        ontvangen_op=ontvangen,
        eerste_referentie=verwijst.eerste_referentie,
        eerste_referentie_datum=verwijst.eerste_referentie_datum,
        eerste_referentie_tijd=verwijst.eerste_referentie_tijd,
    )


def _eerste_met_referentie(oud: Toewijzing, nieuw: Toewijzing) -> Toewijzing:
    """Whichever knows the earliest version with a ReferentieAanbieder; of two at one moment the later recorded."""
    if oud.eerste_referentie_datum is None or nieuw.eerste_referentie_datum is None:
        return nieuw if oud.eerste_referentie_datum is None else oud
    was = oud.eerste_referentie_datum, oud.eerste_referentie_tijd
    return nieuw if (nieuw.eerste_referentie_datum, nieuw.eerste_referentie_tijd) <= was else oud


def _versie(feit: ToewijzingVastgesteld) -> Toewijzing:
    omvang = feit.omvang
    verwijst = feit.referentie_aanbieder is not None
    return Toewijzing(
        gemeente=feit.gemeente,
        nummer=feit.nummer,
        client=feit.client,
        aanbieder=feit.aanbieder,
        categorie=feit.product.categorie,
        code=feit.product.code,
        eerste_datum=feit.toewijzingsdatum,
        eerste_tijd=feit.toewijzingstijd,
        toewijzingsdatum=feit.toewijzingsdatum,
        toewijzingstijd=feit.toewijzingstijd,
        ingangsdatum=feit.ingangsdatum,
        einddatum=feit.einddatum,
        reden_wijziging=feit.reden_wijziging,
        referentie_aanbieder=feit.referentie_aanbieder,
        volume=omvang.volume if omvang else None,
        eenheid=omvang.eenheid if omvang else None,
        frequentie=omvang.frequentie if omvang else None,
        budget_cents=feit.budget_cents,
        ontvangen_op=feit.ontvangen_op,
        eerste_referentie=feit.referentie_aanbieder,
        eerste_referentie_datum=feit.toewijzingsdatum if verwijst else None,
        eerste_referentie_tijd=feit.toewijzingstijd if verwijst else None,
    )
