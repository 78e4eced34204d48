# SPDX-License-Identifier: EUPL-1.2
"""The state of a levering: a start, and the temporary and definitive stop that hold for it (definitions.md 2)."""

from datetime import date

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    LeveringGestart,
    LeveringGestopt,
    Leveringsgebeurtenis,
    StopVerwijderd,
)
from berichtenverkeer.standaard.codes import RedenBeeindiging


class Levering(msgspec.Struct, frozen=True):
    """One StartProduct by its key (IV008, IV096). A temporary and a definitive stop may hold together (OP377).

    `gemeld_op` and the like: on which day the bericht was received that says so.
    """

    client: bytes
    sleutel: str
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
    def is_onderbroken(self) -> bool:
        """It stopped temporarily, and not for good; resumed or not (projections/hervattingen.py)."""
        return self.tijdelijk_einde is not None and self.einde is None

    @property
    def plaats(self) -> tuple[str, str, int | str]:
        """What leveringen share that can continue each other: the toewijzing, or the product without one."""
        product = f"{self.categorie}/{self.code}"
        return self.gemeente, self.aanbieder, product if self.toewijzing_nummer is None else self.toewijzing_nummer


def sleutel(feit: Leveringsgebeurtenis) -> str:
    """The key of the StartProduct that a feit is about, within its client."""
    product = f"{feit.product.categorie or ''}/{feit.product.code or ''}"
    nummer = "" if feit.toewijzing_nummer is None else feit.toewijzing_nummer
    return f"{feit.gemeente}/{feit.aanbieder}/{nummer}/{product}/{feit.begindatum.isoformat()}"


def na_start(feit: LeveringGestart) -> Levering:
    """A start that was removed before and is delivered anew begins without stops."""
    return Levering(
        client=feit.client,
        sleutel=sleutel(feit),
        gemeente=feit.gemeente,
        aanbieder=feit.aanbieder,
        toewijzing_nummer=feit.toewijzing_nummer,
        categorie=feit.product.categorie,
        code=feit.product.code,
        begindatum=feit.begindatum,
        toewijzing_ingangsdatum=feit.toewijzing_ingangsdatum,
        gemeld_op=feit.ontvangen_op,
    )


def na_stop(oud: Levering, feit: LeveringGestopt) -> Levering:
    """The levering with the stop on it; one of its kind that is there already stays (TR413 to TR415)."""
    if feit.reden == RedenBeeindiging.TIJDELIJK and oud.tijdelijk_einde is not None:
        return oud
    if feit.reden != RedenBeeindiging.TIJDELIJK and oud.einde is not None:
        return oud
    if feit.reden == RedenBeeindiging.TIJDELIJK:
        return msgspec.structs.replace(oud, tijdelijk_einde=feit.einddatum, tijdelijk_gemeld_op=feit.ontvangen_op)
    return msgspec.structs.replace(oud, einde=feit.einddatum, reden=feit.reden, einde_gemeld_op=feit.ontvangen_op)


def zonder_stop(oud: Levering, feit: StopVerwijderd) -> Levering:
    """The levering as if the stop was never sent; another stop than the named one stays."""
    if feit.reden == RedenBeeindiging.TIJDELIJK:
        if oud.tijdelijk_einde != feit.einddatum:
            return oud
        return msgspec.structs.replace(oud, tijdelijk_einde=None, tijdelijk_gemeld_op=None)
    if (oud.einde, oud.reden) != (feit.einddatum, feit.reden):
        return oud
    return msgspec.structs.replace(oud, einde=None, reden=None, einde_gemeld_op=None)


def zonder_start(oud: Levering) -> Levering:
    """The levering as if it was never started; one with a stop on it stays."""
    is_gestopt = oud.einde is not None or oud.tijdelijk_einde is not None
    return oud if is_gestopt else msgspec.structs.replace(oud, is_verwijderd=True)
