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
from berichtenverkeer.regels.regel import Registry, Toets
from berichtenverkeer.standaarden import IJW_3_2, Standaard
from berichtenverkeer.validation.invoer import Invoer
from berichtenverkeer.validation.toetsing import Oordeel, Uitkomst, Verslag, toets, toets_bericht
from bouwers import jw305, jw307

CLIENT = "JW305/Client"
START = f"{CLIENT}/StartProducten/StartProduct"
BERICHT, OVERSTIJGEND, EXTERN = Niveau.BERICHT, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN


class Geheugen:
    """A History of which these tests need no more than the day."""

    vandaag = date(2026, 4, 16)


GEHEUGEN = cast("History", Geheugen())


def verklaar(code: str, plekken: Sequence[str], niveau: Niveau = OVERSTIJGEND, toets: Toets | None = None) -> Regel:
    return Regel(
        code=code,
        berichten=frozenset({"JW305"}),
        niveau=niveau,
        retourcode="9" + code[-3:],
        tekst=f"Regel {code}.",
        actie=f"Herstel {code}.",
        toets=toets or (lambda _bericht, _history: plekken),
    )


@pytest.fixture
def registry() -> Registry:
    return Registry()


def paden(bevindingen: Sequence[Bevinding]) -> list[tuple[str, str]]:
    return [(bevinding.code, bevinding.pad) for bevinding in bevindingen]


def test_a_finding_is_filled_from_the_declaration(registry: Registry) -> None:
    registry.voeg_toe(verklaar("TR063", [f"{START}[1]"], EXTERN))
    assert toets(registry, jw305(), lambda _: {f"{START}[1]": 31}, GEHEUGEN, EXTERN) == [
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
    registry.voeg_toe(verklaar("TR009", [f"{START}[2]", f"{START}[10]", f"{CLIENT}/Bsn"]))
    registry.voeg_toe(verklaar("TR001", [f"{START}[2]/ToewijzingNummer", "JW305/Header", f"{START}[2]", CLIENT]))
    assert paden(toets(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND)) == [
        ("TR001", "JW305/Header"),
        ("TR001", CLIENT),
        ("TR009", f"{CLIENT}/Bsn"),
        ("TR009", f"{START}[2]"),
        ("TR001", f"{START}[2]"),
        ("TR001", f"{START}[2]/ToewijzingNummer"),
        ("TR009", f"{START}[10]"),
    ]


def test_a_rule_broken_twice_at_one_place_is_one_finding(registry: Registry) -> None:
    registry.voeg_toe(verklaar("TR001", [CLIENT, f"{CLIENT}/Bsn", CLIENT]))
    assert paden(toets(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND)) == [
        ("TR001", CLIENT),
        ("TR001", f"{CLIENT}/Bsn"),
    ]


def test_only_rules_of_the_asked_levels_and_the_berichtsoort_run(registry: Registry) -> None:
    for niveau in (BERICHT, OVERSTIJGEND, EXTERN):
        registry.voeg_toe(verklaar(niveau, [CLIENT], niveau))
    assert [een.code for een in toets(registry, jw305(), lambda _: {}, GEHEUGEN, BERICHT)] == [BERICHT]
    assert [een.code for een in toets(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND, EXTERN)] == [
        OVERSTIJGEND,
        EXTERN,
    ]
    assert toets(registry, jw307(), lambda _: {}, GEHEUGEN, BERICHT, OVERSTIJGEND, EXTERN) == []


def test_a_rule_gets_the_bericht_and_the_history(registry: Registry) -> None:
    def zelfde(bericht: Bericht, history: History) -> list[str]:
        return [CLIENT] if history is GEHEUGEN and bericht == jw305() else []

    registry.voeg_toe(verklaar("TR001", (), toets=zelfde))
    assert paden(toets(registry, jw305(), lambda _: {}, GEHEUGEN, OVERSTIJGEND)) == [("TR001", CLIENT)]


def test_the_line_is_asked_only_for_broken_places(registry: Registry) -> None:
    registry.voeg_toe(verklaar("TR001", [CLIENT]))
    gevraagd: list[str] = []

    def regelnummers(paden: Collection[str]) -> dict[str, int | None]:
        gevraagd.extend(paden)
        return {}

    toets(registry, jw305(), regelnummers, GEHEUGEN, OVERSTIJGEND)
    assert gevraagd == [CLIENT]


def invoer(bericht: Bericht, standaard: Standaard = IJW_3_2) -> Invoer:
    return Invoer(write(bericht), bericht, standaard)


def test_a_rule_within_the_bericht_that_asks_for_history_is_a_bug(registry: Registry) -> None:
    def kijkt_verder(_bericht: Any, history: History) -> list[str]:
        return [CLIENT] if history.vandaag else []

    registry.voeg_toe(verklaar("CS001", (), BERICHT, kijkt_verder))
    with pytest.raises(AssertionError, match="vandaag"):
        toets_bericht(invoer(jw305(), msgspec.structs.replace(IJW_3_2, regels=registry)))


def test_a_good_bericht_has_no_finding_within_the_bericht() -> None:
    assert toets_bericht(invoer(jw305())) == []


def test_a_spoiled_bericht_has_a_finding_with_its_line() -> None:
    binnen = invoer(jw305({"Client/Bsn": "999900007"}))
    regel = binnen.data[: binnen.data.index(b"<jw305:Bsn>")].count(b"\n") + 1
    assert [(een.code, een.pad, een.regelnummer) for een in toets_bericht(binnen)] == [
        ("CS002", f"{CLIENT}/Bsn", regel)
    ]


def bevinding(niveau: Niveau) -> Bevinding:
    return Bevinding(code=niveau, niveau=niveau, pad=CLIENT, regelnummer=1, tekst="Fout.", actie="Herstel.")


GOED, FOUT, OVERGESLAGEN = Uitkomst.GOED, Uitkomst.FOUT, Uitkomst.OVERGESLAGEN


@pytest.mark.parametrize(
    ("fouten", "uitkomsten"),
    [
        ([], [GOED, GOED, GOED, GOED, GOED]),
        ([Niveau.TRANSPORT], [FOUT, OVERGESLAGEN, OVERGESLAGEN, OVERGESLAGEN, OVERGESLAGEN]),
        ([Niveau.XSD], [GOED, FOUT, OVERGESLAGEN, OVERGESLAGEN, OVERGESLAGEN]),
        ([BERICHT], [GOED, GOED, FOUT, OVERGESLAGEN, OVERGESLAGEN]),
        ([OVERSTIJGEND], [GOED, GOED, GOED, FOUT, GOED]),
        ([EXTERN], [GOED, GOED, GOED, GOED, FOUT]),
        ([EXTERN, OVERSTIJGEND, EXTERN], [GOED, GOED, GOED, FOUT, FOUT]),
    ],
)
def test_a_level_that_fails_skips_the_later_ones(fouten: list[Niveau], uitkomsten: list[Uitkomst]) -> None:
    verslag = Verslag.van(map(bevinding, fouten))
    assert list(verslag.niveaus.items()) == list(zip(Niveau, uitkomsten, strict=True))
    assert [een.niveau for een in verslag.bevindingen] == fouten
    assert verslag.oordeel is (Oordeel.AFGEKEURD if fouten else Oordeel.GOEDGEKEURD)


def test_a_level_that_was_not_judged_is_shown_as_skipped() -> None:
    verslag = Verslag.van([], getoetst=[Niveau.TRANSPORT, Niveau.XSD, BERICHT])
    assert list(verslag.niveaus.values()) == [GOED, GOED, GOED, OVERGESLAGEN, OVERGESLAGEN]


def test_every_report_names_every_level() -> None:
    for aantal in range(3):
        for fouten in itertools.combinations(Niveau, aantal):
            verslag = Verslag.van(map(bevinding, fouten))
            assert list(verslag.niveaus) == list(Niveau)
            assert {niveau for niveau, wat in verslag.niveaus.items() if wat is FOUT} == set(fouten)
