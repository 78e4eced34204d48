# SPDX-License-Identifier: EUPL-1.2
"""Rules run in order, each finding stands once, and the report hides no level."""

import itertools
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

import msgspec
import pytest

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.regels import Regel
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.regel import Examine, Registry
from berichtenverkeer.standaarden import IJW_3_2, Standaard
from berichtenverkeer.validation.examining import Oordeel, Uitkomst, Verslag, examine, examine_bericht
from berichtenverkeer.validation.intake import Intake
from bouwers import jw305, jw307

CLIENT = "JW305/Client"
START = f"{CLIENT}/StartProducten/StartProduct"
BERICHT, OVERSTIJGEND, EXTERN = Niveau.BERICHT, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN


class Geheugen:
    """A History of which these tests need no more than the day."""

    vandaag = date(2026, 4, 16)


GEHEUGEN = cast("History", Geheugen())


def explain(code: str, plekken: Sequence[str], niveau: Niveau = OVERSTIJGEND, examine: Examine | None = None) -> Regel:
    return Regel(
        code=code,
        berichten=frozenset({"JW305"}),
        niveau=niveau,
        retourcode="9" + code[-3:],
        tekst=f"Regel {code}.",
        actie=f"Herstel {code}.",
        examine=examine or (lambda _bericht, _history: plekken),
    )


@pytest.fixture
def registry() -> Registry:
    return Registry()


def paden(bevindingen: Sequence[Bevinding]) -> list[tuple[str, str]]:
    return [(bevinding.code, bevinding.pad) for bevinding in bevindingen]


def test_a_finding_is_filled_from_the_declaration(registry: Registry) -> None:
    registry.add(explain("TR063", [f"{START}[1]"], EXTERN))
    assert examine(registry, jw305(), lambda _: {f"{START}[1]": 31}, GEHEUGEN, EXTERN) == [
        Bevinding(
            code="TR063",
            niveau=EXTERN,
            pad=f"{START}[1]",
            regelnummer=31,
            tekst="Regel TR063.",
            actie="Herstel TR063.",
            retourcode="9063",
        )
    ]


def test_findings_stand_in_document_order_and_then_in_order_of_declaration(registry: Registry) -> None:
    registry.add(explain("TR009", [f"{START}[2]", f"{START}[10]", f"{CLIENT}/Bsn"]))
    registry.add(explain("TR001", [f"{START}[2]/ToewijzingNummer", "JW305/Header", f"{START}[2]", CLIENT]))
    assert paden(examine(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND)) == [
        ("TR001", "JW305/Header"),
        ("TR001", CLIENT),
        ("TR009", f"{CLIENT}/Bsn"),
        ("TR009", f"{START}[2]"),
        ("TR001", f"{START}[2]"),
        ("TR001", f"{START}[2]/ToewijzingNummer"),
        ("TR009", f"{START}[10]"),
    ]


def test_a_rule_broken_twice_at_one_place_is_one_finding(registry: Registry) -> None:
    registry.add(explain("TR001", [CLIENT, f"{CLIENT}/Bsn", CLIENT]))
    assert paden(examine(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND)) == [
        ("TR001", CLIENT),
        ("TR001", f"{CLIENT}/Bsn"),
    ]


def test_only_rules_of_the_asked_levels_and_the_berichtsoort_run(registry: Registry) -> None:
    for niveau in (BERICHT, OVERSTIJGEND, EXTERN):
        registry.add(explain(niveau, [CLIENT], niveau))
    assert [one.code for one in examine(registry, jw305(), lambda _: {}, GEHEUGEN, BERICHT)] == [BERICHT]
    assert [one.code for one in examine(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND, EXTERN)] == [
        OVERSTIJGEND,
        EXTERN,
    ]
    assert examine(registry, jw307(), lambda _: {}, GEHEUGEN, BERICHT, OVERSTIJGEND, EXTERN) == []


def test_a_rule_gets_the_bericht_and_the_history(registry: Registry) -> None:
    def same(bericht: Bericht, history: History) -> list[str]:
        return [CLIENT] if history is GEHEUGEN and bericht == jw305() else []

    registry.add(explain("TR001", (), examine=same))
    assert paden(examine(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND)) == [("TR001", CLIENT)]


def test_the_line_is_asked_only_for_broken_places(registry: Registry) -> None:
    registry.add(explain("TR001", [CLIENT]))
    asked: list[str] = []

    def line_numbers(paden: Collection[str]) -> dict[str, int | None]:
        asked.extend(paden)
        return {}

    examine(registry, jw305(), line_numbers, GEHEUGEN, OVERSTIJGEND)
    assert asked == [CLIENT]


def intake(bericht: Bericht, standaard: Standaard = IJW_3_2) -> Intake:
    return Intake(write(bericht), bericht, standaard)


def test_a_rule_within_the_bericht_that_asks_for_history_is_a_bug(registry: Registry) -> None:
    def kijkt_verder(_bericht: Any, history: History) -> list[str]:
        return [CLIENT] if history.vandaag else []

    registry.add(explain("CS001", (), BERICHT, kijkt_verder))
    with pytest.raises(AssertionError, match="vandaag"):
        examine_bericht(intake(jw305(), msgspec.structs.replace(IJW_3_2, regels=registry)))


def test_a_good_bericht_has_no_finding_within_the_bericht() -> None:
    assert examine_bericht(intake(jw305())) == []


def test_a_spoiled_bericht_has_a_finding_with_its_line() -> None:
    inside = intake(jw305({"Client/Bsn": "999900007"}))
    regel = inside.data[: inside.data.index(b"<jw305:Bsn>")].count(b"\n") + 1
    assert [(one.code, one.pad, one.regelnummer) for one in examine_bericht(inside)] == [
        ("CS002", f"{CLIENT}/Bsn", regel)
    ]


def bevinding(niveau: Niveau) -> Bevinding:
    return Bevinding(code=niveau, niveau=niveau, pad=CLIENT, regelnummer=1, tekst="Fout.", actie="Herstel.")


GOED, FAULT, OVERGESLAGEN = Uitkomst.GOED, Uitkomst.FOUT, Uitkomst.OVERGESLAGEN


@pytest.mark.parametrize(
    ("faults", "uitkomsten"),
    [
        ([], [GOED, GOED, GOED, GOED, GOED]),
        ([Niveau.TRANSPORT], [FAULT, OVERGESLAGEN, OVERGESLAGEN, OVERGESLAGEN, OVERGESLAGEN]),
        ([Niveau.XSD], [GOED, FAULT, OVERGESLAGEN, OVERGESLAGEN, OVERGESLAGEN]),
        ([BERICHT], [GOED, GOED, FAULT, OVERGESLAGEN, OVERGESLAGEN]),
        ([OVERSTIJGEND], [GOED, GOED, GOED, FAULT, GOED]),
        ([EXTERN], [GOED, GOED, GOED, GOED, FAULT]),
        ([EXTERN, OVERSTIJGEND, EXTERN], [GOED, GOED, GOED, FAULT, FAULT]),
    ],
)
def test_a_level_that_fails_skips_the_later_ones(faults: list[Niveau], uitkomsten: list[Uitkomst]) -> None:
    verslag = Verslag.van(map(bevinding, faults))
    assert list(verslag.niveaus.items()) == list(zip(Niveau, uitkomsten, strict=True))
    assert [one.niveau for one in verslag.bevindingen] == faults
    assert verslag.oordeel is (Oordeel.AFGEKEURD if faults else Oordeel.GOEDGEKEURD)


def test_a_level_that_was_not_judged_is_shown_as_skipped() -> None:
    verslag = Verslag.van([], examined=[Niveau.TRANSPORT, Niveau.XSD, BERICHT])
    assert list(verslag.niveaus.values()) == [GOED, GOED, GOED, OVERGESLAGEN, OVERGESLAGEN]


def test_every_report_names_every_level() -> None:
    for count in range(3):
        for faults in itertools.combinations(Niveau, count):
            verslag = Verslag.van(map(bevinding, faults))
            assert list(verslag.niveaus) == list(Niveau)
            assert {niveau for niveau, what in verslag.niveaus.items() if what is FAULT} == set(faults)
