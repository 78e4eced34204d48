# SPDX-License-Identifier: EUPL-1.2
"""Which start resumed which interrupted levering (definitions.md 2): here, in bekend.sql in SQL, and nowhere else.

A levering without a definitive stop is interrupted from its temporary Einddatum on, but never on its own Begindatum.
A later start of the same client, aanbieder and toewijzing ends all that are interrupted then. Without a toewijzing,
of the same product, it ends one: the interrupted levering with the latest Begindatum. So those wait like open brackets,
and each start closes the last one that is still open.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from berichtenverkeer.projections.leveringen import Levering


def hervattingen(leveringen: Collection[Levering]) -> dict[str, date]:
    """By sleutel: the day on which an interrupted levering was resumed. Those that were not are left out.

    `leveringen` are those of one client that were not removed.
    """
    per_plaats: dict[object, list[Levering]] = defaultdict(list)
    for levering in leveringen:
        per_plaats[levering.plaats].append(levering)
    hervat: dict[str, date] = {}
    for samen in per_plaats.values():
        komend = sorted((een for een in samen if een.is_onderbroken), key=_vanaf, reverse=True)
        wachtend: list[Levering] = []
        for dag in sorted({een.begindatum for een in samen}):
            while komend and _vanaf(komend[-1]) <= dag.toordinal():
                insort(wachtend, komend.pop(), key=lambda een: een.begindatum)
            weer = wachtend[-1:] if samen[0].toewijzing_nummer is None else wachtend[:]
            del wachtend[len(wachtend) - len(weer) :]
            hervat |= {een.sleutel: dag for een in weer}
    return hervat


def laatste_dagen(leveringen: Collection[Levering]) -> dict[str, date | None]:
    """By sleutel: the last day of every levering of a client; None while it runs or is interrupted."""
    hervat = hervattingen(leveringen)
    return {een.sleutel: een.tijdelijk_einde if een.sleutel in hervat else een.einde for een in leveringen}


def _vanaf(levering: Levering) -> int:
    """The first day (ordinal) on which a start finds it interrupted."""
    assert levering.tijdelijk_einde is not None
    return max(levering.begindatum.toordinal() + 1, levering.tijdelijk_einde.toordinal())
