# SPDX-License-Identifier: EUPL-1.2
"""The builders that other tests stand on."""

import pytest

from berichtenverkeer.berichten import JW305, write
from berichtenverkeer.berichten.reading import read
from bouwers import BSN, bouw, grote_jw323, jw301, jw305, jw315, jw319, jw323, with_
from regels.test_cases import keur_schema

START = "Client/StartProducten/StartProduct"


@pytest.mark.parametrize("soort", ["JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325"])
def test_a_built_bericht_is_right(soort: str) -> None:
    bericht = bouw(soort)
    keur_schema(bericht)
    assert read(write(bericht)) == bericht


def test_a_large_declaratie_is_right_and_says_what_the_small_one_says() -> None:
    large = grote_jw323(25, per_client=10)
    keur_schema(large)
    clienten = large.declaratie.clienten.client
    assert [len(client.prestaties.prestatie) for client in clienten] == [10, 10, 5]
    assert clienten[0].bsn == BSN
    assert len({prestatie.product_referentie for client in clienten for prestatie in client.prestaties.prestatie}) == 25
    assert large.declaratie.totaal_ingediend_bedrag.totaal_bedrag == 25 * 5000
    assert grote_jw323(1) == jw323()


def test_a_change_leaves_the_bericht_itself_alone() -> None:
    bericht = jw305()
    otherwise = with_(bericht, f"{START}[1]/Begindatum", "2026-04-05")
    assert otherwise.client.start_producten.start_product[0].begindatum.day == 5
    assert bericht == jw305()


def test_none_removes_an_element_or_one_of_a_row() -> None:
    assert with_(jw315(), "Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang", None) != jw315()
    two: JW305 = jw305({f"{START}[2]/ToewijzingNummer": 2})
    assert with_(two, f"{START}[2]", None) == jw305()


def test_one_past_the_last_copies_the_last() -> None:
    one, two = jw305({f"{START}[2]/ToewijzingNummer": 2}).client.start_producten.start_product
    assert (one.toewijzing_nummer, two.toewijzing_nummer) == (1, 2)
    assert one.begindatum == two.begindatum


def test_a_class_is_given_as_a_mapping() -> None:
    antwoord = jw319({"Antwoord/Woonplaatsbeginsel": {"Gemeente": "1916"}}).antwoord
    assert antwoord.woonplaatsbeginsel is not None
    assert antwoord.woonplaatsbeginsel.gemeente == "1916"


@pytest.mark.parametrize(
    ("pad", "value"),
    [
        ("Client/Naam/Bijnaam", "x"),
        ("Client/Bsn", 999900006),
        ("Client/ToegewezenProducten/ToegewezenProduct[3]/Budget", 1),
        ("Client/ToegewezenProducten/ToegewezenProduct[0]/Budget", 1),
        ("Client/Contactgegevens/Contact[1]/Periode/Begindatum", "2026-04-01"),
        ("Client/Naam", {"Bijnaam": "x"}),
    ],
)
def test_a_typing_error_in_a_case_fails(pad: str, value: object) -> None:
    with pytest.raises(AssertionError):
        with_(jw301(), pad, value)
