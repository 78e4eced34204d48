# SPDX-License-Identifier: EUPL-1.2
"""Which money a batch can touch: the aanbieders whose plafonds must stand still, and the claims to load."""

from collections.abc import Iterable

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import (
    Gebeurtenis,
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
)
from berichtenverkeer.plafonds.sleutels import van_toewijzing, van_verzoek
from berichtenverkeer.projections.stand import Stand


class Behoefte(msgspec.Struct, frozen=True):
    """Nothing to lock and nothing to load when `aanbieders` is empty: most batches of starts."""

    aanbieders: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()


def van_feiten(stand: Stand, feiten: Iterable[Gebeurtenis]) -> Behoefte:
    """What these gebeurtenissen can touch, given the state before them; whether they will happen or not."""
    aanbieders: set[str] = set()
    claims: set[str] = set()
    for feit in feiten:
        eigen = claims_van(feit)
        if eigen and (not isinstance(feit, LeveringGestart | StartVerwijderd) or _is_ooit_gestopt(stand, feit)):
            claims.update(eigen)
            aanbieders.add(aanbieder_van(feit))
    return Behoefte(frozenset(aanbieders), frozenset(claims))


def claims_van(feit: Gebeurtenis) -> tuple[str, ...]:
    """The claims that a gebeurtenis is about: of its toewijzing, of the verzoek that it answers."""
    match feit:
        case VerzoekOntvangen() | VerzoekAfgewezen() | VerzoekInOnderzoek():
            return (van_verzoek(feit.aanbieder, feit.referentie),)
        case ToewijzingVastgesteld():
            toewijzing = van_toewijzing(feit.gemeente, feit.nummer)
            if feit.referentie_aanbieder is None:
                return (toewijzing,)
            return toewijzing, van_verzoek(feit.aanbieder, feit.referentie_aanbieder)
        case LeveringGestart() | StartVerwijderd() | LeveringGestopt() | StopVerwijderd():
            return () if feit.toewijzing_nummer is None else (van_toewijzing(feit.gemeente, feit.toewijzing_nummer),)
        case _:
            return ()


def aanbieder_van(feit: Gebeurtenis) -> str:
    """Whose money it is; the same for every version of a toewijzing (TR332)."""
    aanbieder: str = getattr(feit, "aanbieder")  # noqa: B009 (every kind that `claims_van` knows has one)
    return aanbieder


def _is_ooit_gestopt(stand: Stand, feit: LeveringGestart | StartVerwijderd) -> bool:
    """Only where a definitive stop stands can a start change a claim: as a restart after it."""
    return any(
        levering.einde is not None and levering.toewijzing_nummer == feit.toewijzing_nummer
        for levering in stand.leveringen(feit.client)
        if (levering.gemeente, levering.aanbieder) == (feit.gemeente, feit.aanbieder)
    )
