# SPDX-License-Identifier: EUPL-1.2
"""What is compared by its meaning is written as it came: times beyond the microsecond, keys with spaces around them."""

from datetime import time

import pytest

from berichtenverkeer.berichten import JW301, identificatie, read, write
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.ledger.booking import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import from_json, to_json
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld
from berichtenverkeer.regels import REGELS
from berichtenverkeer.regels.regel import violations
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import BSN, DAGTEKENING, Met, bouw, jw301, jw315
from regels.historie import GeenHistorie

TIJDEN = {
    "12:34:56": time(12, 34, 56),
    "12:34:56.1": time(12, 34, 56, 100000),
    "12:34:56.1234567": time(12, 34, 56, 123456),
    "12:34:56.9999999999": time(12, 34, 56, 999999),
    "12:34:56.1234560000": time(12, 34, 56, 123456),
    "23:59:59.99999999": time.max,
    "24:00:00": time.max,
    "24:00:00.000": time.max,
}


def _met_tijd(text: str) -> bytes:
    return write(jw301()).replace(b"Toewijzingstijd>09:30:00<", f"Toewijzingstijd>{text}<".encode())


def _product(data: bytes) -> ToegewezenProduct:
    bericht = read(data)
    assert isinstance(bericht, JW301)
    return bericht.client.toegewezen_producten.toegewezen_product[0]


@pytest.mark.parametrize("text", TIJDEN)
def test_a_time_of_the_standard_is_taken_compared_to_the_microsecond_and_given_back_as_it_came(text: str) -> None:
    assert _product(_met_tijd(text)).toewijzingstijd == TIJDEN[text]
    assert f">{text}<".encode() in write(read(_met_tijd(text)))


def test_the_last_moment_of_a_day_comes_after_every_other_of_that_day() -> None:
    tijden = [_product(_met_tijd(text)).toewijzingstijd for text in ("00:00:00", "23:59:59", "24:00:00")]
    assert tijden == sorted(tijden)


@pytest.mark.parametrize("text", TIJDEN)
def test_a_time_is_kept_in_the_ledger(text: str) -> None:
    (gebeurtenis,) = gebeurtenissen(read(_met_tijd(text)), {BSN: b"x"}, DAGTEKENING)
    again = from_json(to_json(gebeurtenis))
    assert isinstance(again, ToewijzingVastgesteld)
    assert again == gebeurtenis
    assert again.toewijzingstijd == TIJDEN[text]


def test_a_key_with_spaces_around_it_is_that_key_and_is_given_back_as_it_came() -> None:
    data = write(jw301({"Header/BerichtIdentificatie/Identificatie": " H1\t"}))
    bericht = read(data)
    assert identificatie(bericht) == "H1"
    antwoord = write(retourbericht(bericht, [], "BV1", DAGTEKENING))
    assert b">BV1<" in antwoord
    assert b"> H1\t<" in antwoord


def test_a_reference_that_differs_in_spaces_only_is_a_repeated_one() -> None:
    pad = "Client/AangevraagdeProducten/AangevraagdProduct"
    bericht = read(write(jw315({f"{pad}[2]/ReferentieAanbieder": " VOT1 ", f"{pad}[3]/ReferentieAanbieder": "VOT 1"})))
    for code in ("TR101", "TR383"):
        (plek,) = violations(REGELS[code], bericht, GeenHistorie())
        assert plek.startswith(f"JW315/{pad}[2]")


P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie"
HERHAALD: list[tuple[str, str, Met, str]] = [
    ("TR101", "JW301", {"Client/Relaties/Relatie[2]/Nummer": "1\t"}, "JW301/Client/Relaties/Relatie[2]"),
    (
        "TR101",
        "JW305",
        {"Client/StartProducten/StartProduct[2]/Product/Code": "A4 "},
        "JW305/Client/StartProducten/StartProduct[2]",
    ),
    (
        "TR101",
        "JW307",
        {"Client/StopProducten/StopProduct[2]/Product/Code": " A4"},
        "JW307/Client/StopProducten/StopProduct[2]",
    ),
    (
        "TR101",
        "JW317",
        {"Client/Verzoek/NieuweProducten/NieuwProduct[2]/Product/Code": " A4 "},
        "JW317/Client/Verzoek/NieuweProducten/NieuwProduct[2]",
    ),
    (
        "TR416",
        "JW323",
        {f"{P}[2]/ProductReferentie/ReferentieNummer": "RN2", f"{P}[2]/ProductCode": "A4 "},
        f"JW323/{P}[2]",
    ),
]
EERST: dict[str, Met] = {
    "JW301": {},
    "JW305": {"Client/StartProducten/StartProduct[1]/Product/Code": "A4"},
    "JW307": {"Client/StopProducten/StopProduct[1]/Product/Code": "A4"},
    "JW317": {"Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product/Code": "A4"},
    "JW323": {f"{P}[1]/ProductCode": "A4"},
}


@pytest.mark.parametrize(("code", "soort", "herhaling", "pad"), HERHAALD)
def test_what_differs_in_spaces_only_is_the_same_relatie_or_product(
    code: str, soort: str, herhaling: Met, pad: str
) -> None:
    data = write(bouw(soort, {**EERST[soort], **herhaling}))
    assert violations(REGELS[code], read(data), GeenHistorie()) == [pad]
    assert write(read(data)) == data


def test_a_space_that_xml_does_not_know_as_one_makes_another_key() -> None:
    bericht = read(write(jw301({"Client/Relaties/Relatie[2]/Nummer": "1\u00a0"})))
    assert violations(REGELS["TR101"], bericht, GeenHistorie()) == []
