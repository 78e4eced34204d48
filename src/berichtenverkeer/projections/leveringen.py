# SPDX-License-Identifier: EUPL-1.2
"""The state of a levering: a start, and the temporary and definitive stop that hold for it (definitions.md 2)."""

from datetime import date

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    StopVerwijderd,
)
from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.standaard.codes import RedenBeeindiging

LEVERING_KEY = ("client", "gemeente", "aanbieder", "begindatum", "toewijzing_nummer", "categorie", "code")
"""The columns by which a levering is known."""


class Levering(msgspec.Struct, frozen=True):
    """One StartProduct by its key (IV008, IV096). A temporary and a definitive stop may hold together (OP377).

    `gemeld_op` and the like: on which day the bericht was received that says so.
    """

    client: bytes
    gemeente: str
    aanbieder: str
    toewijzing_nummer: int | None
    categorie: str | None
    code: str | None
    begindatum: date
    toewijzing_ingangsdatum: date | None = None
    tijdelijk_einde: date | None = None
    einde: date | None = None
    reden: str | None = None
    is_verwijderd: bool = False
    gemeld_op: date | None = None
    tijdelijk_gemeld_op: date | None = None
    einde_gemeld_op: date | None = None
    is_voorlopig: bool = False

    @property
    def sleutel(self) -> Leveringsleutel:
        """By what it is known within its client."""
        who = (self.gemeente, self.aanbieder, self.toewijzing_nummer)
        return Leveringsleutel(*who, self.categorie, self.code, self.begindatum)

    @property
    def is_interrupted(self) -> bool:
        """It stopped temporarily, and not for good; resumed or not (projections/hervattingen.py)."""
        return self.tijdelijk_einde is not None and self.einde is None

    @property
    def plaats(self) -> tuple[object, ...]:
        """What leveringen share that can continue each other: the toewijzing, or the product without one."""
        number = self.toewijzing_nummer
        return self.gemeente, self.aanbieder, *((self.categorie, self.code) if number is None else (number,))


def after_start(gebeurtenis: LeveringGestart) -> Levering:
    """A start that was removed before and is delivered anew begins without stops."""
    return Levering(
        client=gebeurtenis.client,
        gemeente=gebeurtenis.gemeente,
        aanbieder=gebeurtenis.aanbieder,
        toewijzing_nummer=gebeurtenis.toewijzing_nummer,
        categorie=gebeurtenis.product.categorie,
        code=gebeurtenis.product.code,
        begindatum=gebeurtenis.begindatum,
        toewijzing_ingangsdatum=gebeurtenis.toewijzing_ingangsdatum,
        gemeld_op=gebeurtenis.ontvangen_op,
    )


def after_stop(old: Levering, gebeurtenis: LeveringGestopt) -> Levering:
    """The levering with the stop on it; one of its kind that is there already stays (TR413 to TR415)."""
    if gebeurtenis.reden == RedenBeeindiging.TIJDELIJK and old.tijdelijk_einde is not None:
        return old
    if gebeurtenis.reden != RedenBeeindiging.TIJDELIJK and old.einde is not None:
        return old
    if gebeurtenis.reden == RedenBeeindiging.TIJDELIJK:
        return msgspec.structs.replace(
            old, tijdelijk_einde=gebeurtenis.einddatum, tijdelijk_gemeld_op=gebeurtenis.ontvangen_op
        )
    return msgspec.structs.replace(
        old, einde=gebeurtenis.einddatum, reden=gebeurtenis.reden, einde_gemeld_op=gebeurtenis.ontvangen_op
    )


def without_stop(old: Levering, gebeurtenis: StopVerwijderd) -> Levering:
    """The levering as if the stop was never sent; another stop than the named one stays."""
    if gebeurtenis.reden == RedenBeeindiging.TIJDELIJK:
        if old.tijdelijk_einde != gebeurtenis.einddatum:
            return old
        return msgspec.structs.replace(old, tijdelijk_einde=None, tijdelijk_gemeld_op=None)
    if (old.einde, old.reden) != (gebeurtenis.einddatum, gebeurtenis.reden):
        return old
    return msgspec.structs.replace(old, einde=None, reden=None, einde_gemeld_op=None)


def without_start(old: Levering) -> Levering:
    """The levering as if it was never started; one with a stop on it stays."""
    is_stopped = old.einde is not None or old.tijdelijk_einde is not None
    return old if is_stopped else msgspec.structs.replace(old, is_verwijderd=True)
