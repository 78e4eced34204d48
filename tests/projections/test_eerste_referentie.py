# SPDX-License-Identifier: EUPL-1.2
"""The request that a toewijzing goes back to is that of its earliest version that names one (definitions.md 2)."""

from collections.abc import Sequence
from datetime import date, time
from itertools import permutations
from typing import Any

from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld
from berichtenverkeer.projections.stand import Stand
from staatrijen import client


def versie(day: int, referentie: str | None = None, einddatum: date | None = None, hour: int = 9) -> Any:
    """A version of toewijzing 1, decided on a day of January."""
    return ToewijzingVastgesteld(
        client=client("an"),
        aanbieder="99000101",
        gemeente="0855",
        nummer=1,
        toewijzingsdatum=date(2026, 1, day),
        toewijzingstijd=time(hour),
        ingangsdatum=date(2026, 1, 1),
        einddatum=einddatum,
        referentie_aanbieder=referentie,
        ontvangen_op=date(2026, 2, 1),
    )


def gevouwen(gebeurtenissen: Sequence[Any]) -> Any:
    stand = Stand()
    for position, gebeurtenis in enumerate(gebeurtenissen, 1):
        stand.fold(position, gebeurtenis)
    return stand.toewijzing("0855", 1)


def test_whatever_the_order_of_arrival_the_earliest_version_with_a_reference_says_it() -> None:
    own, verkort = versie(1), versie(5, einddatum=date(2026, 3, 1))
    versions = [own, versie(2, "VOT"), verkort, versie(6, "VOW", date(2026, 4, 1))]
    for volgorde in permutations(versions):
        row = gevouwen(volgorde)
        assert (row.eerste_referentie, row.referentie_aanbieder, row.einddatum) == ("VOT", "VOW", date(2026, 4, 1))


def test_of_two_versions_of_one_moment_the_later_recorded_holds_unless_it_says_nothing() -> None:
    assert gevouwen([versie(2, "A"), versie(2, "B")]).eerste_referentie == "B"
    assert gevouwen([versie(2, "A"), versie(2)]).eerste_referentie == "A"
    assert gevouwen([versie(2, "A", hour=10), versie(2, "B", hour=9)]).eerste_referentie == "B"
