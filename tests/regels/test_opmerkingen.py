# SPDX-License-Identifier: EUPL-1.2
"""What no rule rejects and somebody should know of, each told once and at its place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.regels.opmerkingen import opmerkingen
from bouwers import GEMEENTE, jw301, jw305, jw307, jw319, jw323
from regels.historie import historie

START = "Client/StartProducten/StartProduct"
STOP = "Client/StopProducten/StopProduct"
PRESTATIE = "Declaratie/Clienten/Client/Prestaties/Prestatie"
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"
VERWIJDERING = {f"{START}/StatusAanlevering": "3", f"{START}/Begindatum": "2026-03-31"}
ASPECIFIEK = {f"{TOEGEWEZEN}/Product/Code": None}


def codes(bericht: Bericht, earlier: Sequence[Bericht] = ()) -> list[tuple[str, str]]:
    """Code and path of every signal, without what all paths have in common."""
    kennis = historie(bericht, earlier, date(2026, 6, 1), {})
    return [(one.code.removeprefix("SIGNAAL-"), one.pad.rpartition("/")[2]) for one in opmerkingen(bericht, kennis)]


GEVALLEN: dict[str, tuple[Bericht, dict[str, Any] | None, list[tuple[str, str]]]] = {
    "care within its toewijzing": (jw305(), {}, []),
    "care from the first day": (jw305({f"{START}/Begindatum": "2026-04-01"}), {}, []),
    "care from a day before it": (
        jw305({f"{START}/Begindatum": "2026-03-31"}),
        {},
        [("START-VOOR-INGANGSDATUM", "Begindatum")],
    ),
    "care from the last day": (jw305({f"{START}/Begindatum": "2026-12-31"}), {}, []),
    "care from a day after it": (
        jw305({f"{START}/Begindatum": "2027-01-01"}),
        {},
        [("START-NA-EINDDATUM", "Begindatum")],
    ),
    "no Einddatum is never past": (
        jw305({f"{START}/Begindatum": "2030-01-01"}),
        {f"{TOEGEWEZEN}/Einddatum": None},
        [],
    ),
    "a removal says nothing of its content": (jw305(VERWIJDERING), {}, []),
    "another code": (jw305({f"{START}/Product/Code": "45A05"}), {}, [("START-ANDER-PRODUCT", "Product")]),
    "another categorie": (jw305({f"{START}/Product/Categorie": "46"}), {}, [("START-ANDER-PRODUCT", "Product")]),
    "any code of an aspecific toewijzing": (jw305({f"{START}/Product/Code": "45A05"}), ASPECIFIEK, []),
    "another categorie than an aspecific one": (
        jw305({f"{START}/Product/Categorie": "46"}),
        ASPECIFIEK,
        [("START-ANDER-PRODUCT", "Product")],
    ),
    "any product of a generic toewijzing": (
        jw305({f"{START}/Product/Categorie": "46"}),
        {f"{TOEGEWEZEN}/Product": None},
        [],
    ),
    "no number, no toewijzing": (jw305({f"{START}/ToewijzingNummer": None}), {}, []),
    "a number that nobody gave": (jw305(), None, []),
    "two things wrong are two signals": (
        jw305({f"{START}/Begindatum": "2026-03-31", f"{START}/Product/Code": "45A05"}),
        {},
        [("START-VOOR-INGANGSDATUM", "Begindatum"), ("START-ANDER-PRODUCT", "Product")],
    ),
    "a stop on the last day": (jw307({f"{STOP}/Einddatum": "2026-12-31"}), {}, []),
    "a stop after it": (jw307({f"{STOP}/Einddatum": "2027-01-01"}), {}, [("STOP-NA-EINDDATUM", "Einddatum")]),
    "a temporary stop after it": (
        jw307({f"{STOP}/Einddatum": "2027-01-01", f"{STOP}/RedenBeeindiging": "20"}),
        {},
        [("STOP-NA-EINDDATUM", "Einddatum")],
    ),
    "a prestatie with an amount": (jw323(), {}, []),
    "a prestatie of nothing": (
        jw323({f"{PRESTATIE}/IngediendBedrag/Bedrag": 0, f"{PRESTATIE}/GeleverdVolume": 0}),
        {},
        [("PRESTATIE-NUL", "Bedrag")],
    ),
    "a prestatie without a price": (
        jw323({f"{PRESTATIE}/IngediendBedrag/Bedrag": 0}),
        {},
        [("PRESTATIE-NUL", "Bedrag")],
    ),
    "what is not asked does not say so": (jw319(), {}, []),
}


@pytest.mark.parametrize("geval", GEVALLEN)
def test_each_is_told_at_its_place_and_nothing_else(geval: str) -> None:
    bericht, toewijzing, expected = GEVALLEN[geval]
    assert codes(bericht, [] if toewijzing is None else [jw301(toewijzing)]) == expected


@pytest.mark.parametrize(
    ("reden", "gemeente", "expected"),
    [
        ("8", GEMEENTE, [("WOONPLAATS-ZELF", "Gemeente")]),
        ("8", "0384", []),
        ("8", None, []),
        ("2", GEMEENTE, []),
    ],
)
def test_who_points_to_another_gemeente_does_not_point_to_itself(
    reden: str, gemeente: str | None, expected: list[tuple[str, str]]
) -> None:
    woonplaats = {"Gemeente": gemeente} if gemeente else None
    antwoord = jw319({"Antwoord/RedenAfwijzingVerzoek": reden, "Antwoord/Woonplaatsbeginsel": woonplaats})
    assert codes(antwoord) == expected


def test_a_later_version_of_the_toewijzing_says_when_it_ends() -> None:
    verkort = jw301({f"{TOEGEWEZEN}/Einddatum": "2026-04-09", f"{TOEGEWEZEN}/Toewijzingsdatum": "2026-04-02"})
    assert codes(jw307(), [jw301(), verkort]) == [("STOP-NA-EINDDATUM", "Einddatum")]


def versie_tot(einddatum: str | None, reden: str = "02", day: str = "2026-04-02") -> Bericht:
    return jw301(
        {
            f"{TOEGEWEZEN}/Einddatum": einddatum,
            f"{TOEGEWEZEN}/Toewijzingsdatum": day,
            f"{TOEGEWEZEN}/RedenWijziging": reden,
        }
    )


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (versie_tot("2026-04-10"), []),
        (versie_tot("2026-04-09"), [("EINDDATUM-VOOR-STOP", "Einddatum")]),
        (versie_tot("2026-04-09", day="2026-04-01"), [("EINDDATUM-VOOR-STOP", "Einddatum")]),  # the moment of the first
        (versie_tot(None), []),
        (versie_tot("2026-04-01", reden="13"), []),  # removed: everything goes
        (versie_tot("2026-04-09", day="2026-03-01"), []),  # an older version that came late holds for nothing
    ],
)
def test_a_toewijzing_that_ends_before_the_care_that_was_reported_is_told_too(
    new: Bericht, expected: list[tuple[str, str]]
) -> None:
    """Care from 3 to 10 April."""
    assert codes(new, [jw301(), jw305(), jw307()]) == expected


def test_care_that_runs_on_is_no_fault_of_a_toewijzing_that_is_cut() -> None:
    assert codes(versie_tot("2026-04-09"), [jw301(), jw305()]) == []
    assert codes(versie_tot("2026-04-02"), [jw301(), jw305()]) == [("EINDDATUM-VOOR-STOP", "Einddatum")]
