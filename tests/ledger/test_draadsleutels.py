# SPDX-License-Identifier: EUPL-1.2
"""The keys of every bericht: those of the standard, one for each line, and nothing of a person."""

from typing import Any

import pytest

from berichtenverkeer.berichten import CLASSES, Bericht
from berichtenverkeer.berichten.kinds import bsns
from berichtenverkeer.ledger.draden import keys, separated, without_client
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, BSN, DAGTEKENING, bouw, grote_jw323

PSEUDONIEM = b"\x01\x02"
T = "Client/ToegewezenProducten/ToegewezenProduct"
S, E = "Client/StartProducten/StartProduct", "Client/StopProducten/StopProduct"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie"
Q = "DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie"
ZONDER = f"levering/0363/{AANBIEDER}/45/45A04/2026-04-03/0102"
CREDIT = {"ReferentieNummer": "R/2", "VorigReferentieNummer": "R/1"}


def van(soort: str, **otherwise: Any) -> tuple[str, ...]:
    return sleutels_van(bouw(soort, otherwise))


def sleutels_van(bericht: Bericht) -> tuple[str, ...]:
    return keys(bericht, dict.fromkeys(bsns(bericht), PSEUDONIEM))


@pytest.mark.parametrize(
    ("soort", "otherwise", "expected"),
    [
        ("JW315", {}, ["verzoek/65656055/VOT1"]),
        (
            "JW315",
            {"Client/AangevraagdeProducten/AangevraagdProduct[2]/ReferentieAanbieder": "V/2"},
            ["verzoek/65656055/VOT1", "verzoek/65656055/V/2"],
        ),
        (
            "JW317",
            {},
            [
                "verzoek/65656055/VOW1",
                "toewijzing/0363/1",
                "toewijzing/0363/2",
                "verband/toewijzing/0363/2/verzoek/65656055/VOW1",
            ],
        ),
        (
            "JW317",
            {"Client/Verzoek/OngewijzigdeProducten": None, "Client/Verzoek/TeWijzigenProducten": None},
            ["verzoek/65656055/VOW1"],
        ),
        ("JW319", {}, ["verzoek/65656055/VOW1"]),
        ("JW301", {}, ["toewijzing/0363/1"]),
        (
            "JW301",
            {f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/ReferentieAanbieder": "VOT1"},
            [
                "toewijzing/0363/1",
                "toewijzing/0363/2",
                "verzoek/65656055/VOT1",
                "verband/toewijzing/0363/2/verzoek/65656055/VOT1",
            ],
        ),
        ("JW305", {}, ["toewijzing/0363/1"]),
        ("JW305", {f"{S}[1]/ToewijzingNummer": None, f"{S}[2]/ToewijzingNummer": 1}, [ZONDER, "toewijzing/0363/1"]),
        ("JW307", {}, ["toewijzing/0363/1"]),
        ("JW307", {f"{E}[1]/ToewijzingNummer": None}, [ZONDER]),
        ("JW323", {}, ["declaratie/65656055/JW323-1", "toewijzing/0363/1"]),
        (
            "JW323",
            {f"{P}[1]/ProductReferentie": CREDIT, f"{P}[2]/ProductReferentie": {"ReferentieNummer": "R3"}},
            ["declaratie/65656055/JW323-1", "toewijzing/0363/1"],
        ),
        ("JW325", {}, ["declaratie/65656055/JW323-1", "toewijzing/0363/1"]),
        ("JW325", {f"{Q}[2]/ToewijzingNummer": 7}, [
            "declaratie/65656055/JW323-1", "toewijzing/0363/1", "toewijzing/0363/7",
        ]),
        ("JW325", {"DeclaratieAntwoord": None}, ["declaratie/65656055/JW323-1"]),
    ],
)  # fmt: skip
def test_a_bericht_is_known_by_the_keys_of_its_lines(
    soort: str, otherwise: dict[str, Any], expected: list[str]
) -> None:
    assert list(van(soort, **otherwise)) == expected


def test_a_start_and_its_stop_without_a_number_have_one_key() -> None:
    assert van("JW305", **{f"{S}[1]/ToewijzingNummer": None}) == van("JW307", **{f"{E}[1]/ToewijzingNummer": None})


def test_starts_without_a_number_differ_by_product_and_day() -> None:
    without = {f"{S}[1]/ToewijzingNummer": None}
    every = {
        van("JW305", **without, **{f"{S}[1]/{pad}": value})
        for pad, value in (("Begindatum", "2026-04-03"), ("Begindatum", "2026-04-04"), ("Product", None))
    }
    assert len(every) == 3


def test_every_heenbericht_has_a_key_and_no_retourbericht_has() -> None:
    for name, soort in BERICHTSOORTEN.items():
        if soort.is_retourbericht:
            assert soort.heen is not None
            assert sleutels_van(retourbericht(bouw(soort.heen), [], "RET", DAGTEKENING)) == (), name
        else:
            assert van(name), name
    assert len(CLASSES) == len(BERICHTSOORTEN)


def test_no_key_holds_a_bsn_or_a_name() -> None:
    for name, soort in BERICHTSOORTEN.items():
        if not soort.is_retourbericht:
            without = {f"{S}[1]/ToewijzingNummer": None} if name == "JW305" else {}
            text = " ".join(van(name, **without))
            assert BSN not in text
            assert "Berg" not in text


def test_a_declaratie_names_each_toewijzing_once_and_no_prestatie() -> None:
    bericht = grote_jw323(300)
    assert len(sleutels_van(bericht)) == 1 + 300
    regels = {f"{P}[{number}]/ProductReferentie/ReferentieNummer": f"R{number}" for number in range(2, 50)}
    same = bouw("JW323", regels)
    assert len(sleutels_van(same)) == 2


def test_a_verband_comes_apart_into_what_it_ties_whatever_the_reference_looks_like() -> None:
    verband = van("JW301", **{f"{T}[1]/ReferentieAanbieder": "a/b c/"})[-1]
    assert separated(verband) == ("toewijzing/0363/1", "verzoek/65656055/a/b c/")


def test_what_is_shown_of_a_key_has_no_pseudonym() -> None:
    assert without_client(ZONDER) == ZONDER.removesuffix("/0102")
    assert without_client("toewijzing/0363/1") == "toewijzing/0363/1"
