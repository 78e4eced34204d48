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

from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.projections.leveringen import Levering


def hervattingen(leveringen: Collection[Levering]) -> dict[Leveringsleutel, date]:
    """By sleutel: the day on which an interrupted levering was resumed. Those that were not are left out.

    `leveringen` are those of one client that were not removed.
    """
    per_place: dict[object, list[Levering]] = defaultdict(list)
    for levering in leveringen:
        per_place[levering.plaats].append(levering)
    resume: dict[Leveringsleutel, date] = {}
    for together in per_place.values():
        coming = sorted((one for one in together if one.is_interrupted), key=_since, reverse=True)
        waiting: list[Levering] = []
        for day in sorted({one.begindatum for one in together}):
            while coming and _since(coming[-1]) <= day.toordinal():
                insort(waiting, coming.pop(), key=lambda one: one.begindatum)
            again = waiting[-1:] if together[0].toewijzing_nummer is None else waiting[:]
            del waiting[len(waiting) - len(again) :]
            resume |= {one.sleutel: day for one in again}
    return resume


def last_days(leveringen: Collection[Levering]) -> dict[Leveringsleutel, date | None]:
    """By sleutel: the last day of every levering of a client; None while it runs or is interrupted."""
    resume = hervattingen(leveringen)
    return {one.sleutel: one.tijdelijk_einde if one.sleutel in resume else one.einde for one in leveringen}


def _since(levering: Levering) -> int:
    """The first day (ordinal) on which a start finds it interrupted."""
    assert levering.tijdelijk_einde is not None
    return max(levering.begindatum.toordinal() + 1, levering.tijdelijk_einde.toordinal())
