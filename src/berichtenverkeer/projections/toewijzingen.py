# SPDX-License-Identifier: EUPL-1.2
"""The state of a toewijzing: its first version, and the version that holds now (definitions.md 2, IV013)."""

from datetime import date, time

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld
from berichtenverkeer.standaard.codes import RedenWijziging

REDENEN_REMOVED = frozenset({RedenWijziging.VERWIJDERD, RedenWijziging.VERVALLEN})
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
        return self.reden_wijziging in REDENEN_REMOVED and self.einddatum == self.ingangsdatum

    def is_of(self, gebeurtenis: ToewijzingVastgesteld) -> bool:
        """Whether a bericht with this number is about it: same client, aanbieder and Product (TR332)."""
        product = gebeurtenis.product
        here = (self.client, self.aanbieder, self.categorie, self.code)
        return here == (gebeurtenis.client, gebeurtenis.aanbieder, product.categorie, product.code)

    def is_current(self, op: date) -> bool:
        """Whether it is actueel on a day: not ended before it, and not removed."""
        return not self.is_verwijderd and (self.einddatum is None or self.einddatum >= op)


def after_establishment(old: Toewijzing | None, gebeurtenis: ToewijzingVastgesteld) -> Toewijzing:
    """The state after a version arrived, in whatever order versions arrive (OP080).

    Of two versions with the same Toewijzingsdatum and -tijd the one that was recorded later holds.
    """
    new = _version(gebeurtenis)
    if old is None:
        return new
    first = min((old.eerste_datum, old.eerste_tijd), (new.eerste_datum, new.eerste_tijd))
    is_newer = (new.toewijzingsdatum, new.toewijzingstijd) >= (old.toewijzingsdatum, old.toewijzingstijd)
    received = min((day for day in (old.ontvangen_op, new.ontvangen_op) if day is not None), default=None)
    refers = _first_with_referentie(old, new)
    return msgspec.structs.replace(
        new if is_newer else old,
        eerste_datum=first[0],
        eerste_tijd=first[1],
        ontvangen_op=received,
        eerste_referentie=refers.eerste_referentie,
        eerste_referentie_datum=refers.eerste_referentie_datum,
        eerste_referentie_tijd=refers.eerste_referentie_tijd,
    )


def _first_with_referentie(old: Toewijzing, new: Toewijzing) -> Toewijzing:
    """Whichever knows the earliest version with a ReferentieAanbieder; of two at one moment the later recorded."""
    if old.eerste_referentie_datum is None or new.eerste_referentie_datum is None:
        return new if old.eerste_referentie_datum is None else old
    was = old.eerste_referentie_datum, old.eerste_referentie_tijd
    return new if (new.eerste_referentie_datum, new.eerste_referentie_tijd) <= was else old


def _version(gebeurtenis: ToewijzingVastgesteld) -> Toewijzing:
    omvang = gebeurtenis.omvang
    refers = gebeurtenis.referentie_aanbieder is not None
    return Toewijzing(
        gemeente=gebeurtenis.gemeente,
        nummer=gebeurtenis.nummer,
        client=gebeurtenis.client,
        aanbieder=gebeurtenis.aanbieder,
        categorie=gebeurtenis.product.categorie,
        code=gebeurtenis.product.code,
        eerste_datum=gebeurtenis.toewijzingsdatum,
        eerste_tijd=gebeurtenis.toewijzingstijd,
        toewijzingsdatum=gebeurtenis.toewijzingsdatum,
        toewijzingstijd=gebeurtenis.toewijzingstijd,
        ingangsdatum=gebeurtenis.ingangsdatum,
        einddatum=gebeurtenis.einddatum,
        reden_wijziging=gebeurtenis.reden_wijziging,
        referentie_aanbieder=gebeurtenis.referentie_aanbieder,
        volume=omvang.volume if omvang else None,
        eenheid=omvang.eenheid if omvang else None,
        frequentie=omvang.frequentie if omvang else None,
        budget_cents=gebeurtenis.budget_cents,
        ontvangen_op=gebeurtenis.ontvangen_op,
        eerste_referentie=gebeurtenis.referentie_aanbieder,
        eerste_referentie_datum=gebeurtenis.toewijzingsdatum if refers else None,
        eerste_referentie_tijd=gebeurtenis.toewijzingstijd if refers else None,
    )
