# SPDX-License-Identifier: EUPL-1.2
"""The generated region by itself: always the same for a seed, and right by the standard but where it says so."""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import cast

import msgspec
import pytest

from berichtenverkeer.berichten import JW301, JW305, JW315
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS
from berichtenverkeer.register.folders import read_folder, write_folder
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake
from berichtenverkeer.voorbeeldregio import persons
from berichtenverkeer.voorbeeldregio.aanbieders import make_register, sizes
from berichtenverkeer.voorbeeldregio.desk import is_own
from berichtenverkeer.voorbeeldregio.district import live_through, make_district
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Shipment

ONHANDIG = Setup(aanbieders=30, jeugdigen=250, foutkans=0.35, herhaalkans=0.1)


@pytest.fixture(scope="module")
def shipments() -> list[Shipment]:
    return list(live_through(make_district(ONHANDIG)))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    small = Setup(aanbieders=20, jeugdigen=40, dagen=120)

    def leef(seed: int) -> list[tuple[date, bytes, bool]]:
        setup = msgspec.structs.replace(small, zaad=seed)
        return [(one.dag, one.data, one.is_herhaling) for one in live_through(make_district(setup))]

    assert leef(1) == leef(1)
    assert leef(1) != leef(2)


def test_a_youth_lives_the_same_life_in_a_region_with_more_days() -> None:
    short, long = Setup(jeugdigen=1, in_zorg=1.0, dagen=60), Setup(jeugdigen=1, in_zorg=1.0, dagen=300)
    first = [one.data for one in live_through(make_district(short))]
    daarna = [one.data for one in live_through(make_district(long))]
    assert first
    assert daarna[: len(first)] == first


def test_every_bericht_passes_its_schema_and_the_rules_within_it_unless_it_is_labelled(
    shipments: list[Shipment],
) -> None:
    for shipment in shipments:
        intake = read_intake(shipment.data)
        assert isinstance(intake, Intake), shipment.identificatie
        violations = {bevinding.code for bevinding in examine_bericht(intake)}
        fault = shipment.fout
        is_here = fault is not None and REGELS[fault.regel].niveau is Niveau.BERICHT
        assert violations == ({fault.regel} if fault and is_here else set()), shipment.identificatie


def test_the_labels_are_rules_of_the_registry_with_their_own_retourcode(shipments: list[Shipment]) -> None:
    faults = {fault for shipment in shipments for fault in shipment.fouten}
    assert all(REGELS[fault.regel].retourcode == fault.code for fault in faults)
    assert {fault.code for fault in faults} >= {"9019", "9074", "9063", "9374", "9355", "9379", "0001", "8848", "S300"}
    assert len(faults) >= 25


def test_everything_that_happens_to_a_youth_in_care_happens(shipments: list[Shipment]) -> None:
    xml = Counter[str]()
    for shipment in shipments:
        if shipment.fout is None:
            text = shipment.data.decode()
            xml.update(
                {
                    shipment.naam: 1,
                    "tijdelijk": "RedenBeeindiging>20<" in text,
                    "verwijderd": "RedenWijziging>13<" in text,
                    "verlengd": "RedenWijziging>04<" in text,
                    "verkort": "RedenWijziging>05<" in text,
                    "ingetrokken": "StatusAanlevering>3<" in text,
                    "verbeterd in een bericht": "StatusAanlevering>3<" in text and "StatusAanlevering>1<" in text,
                    "nieuw nummer op 1 januari": shipment.naam == "JW301" and "Ingangsdatum>2027-01-01<" in text,
                    "onderzoek": "VerzoekAntwoord>2<" in text,
                    "afgewezen": "VerzoekAntwoord>1<" in text,
                    "woonplaatsbeginsel": "Woonplaatsbeginsel" in text,
                    "wijziging ingewilligd": shipment.naam == "JW301" and "RedenWijziging>12<" in text,
                    "wijziging met iets nieuws": "NieuweProducten>" in text,
                    "wijziging naast iets anders": "OngewijzigdeProducten>" in text,
                    "credit": "DebetCredit>C<" in text and "VorigReferentieNummer" in text,
                    "zonder toewijzing": shipment.naam == "JW305" and "ToewijzingNummer" not in text,
                    "dubbel": shipment.is_herhaling,
                }
            )
    assert len(xml) == 23
    assert min(xml.values()) > 0, xml


def test_a_jw301_carries_every_toewijzing_that_is_actueel_at_the_aanbieder(shipments: list[Shipment]) -> None:
    known: dict[tuple[int, str, str], dict[int, date | None]] = defaultdict(dict)
    more = 0
    for shipment in shipments:
        bericht = shipment.bericht
        if not isinstance(bericht, JW301) or shipment.fout or shipment.is_herhaling:
            continue
        assert shipment.jeugd is not None
        plek = (shipment.jeugd, bericht.header.afzender, bericht.header.ontvanger)
        producten = bericht.client.toegewezen_producten.toegewezen_product
        named = {one.toewijzing_nummer for one in producten}
        current = {number for number, end in known[plek].items() if end is None or end >= shipment.dag}
        assert current <= named, shipment.identificatie
        more += len(named) > 1
        for one in producten:
            is_gone = one.reden_wijziging == "13"
            known[plek][one.toewijzing_nummer] = date.min if is_gone else one.einddatum
    assert more > 20


def test_bsns_are_test_numbers_one_for_each_youth_and_none_that_is_kept_apart() -> None:
    apart = persons.test_numbers()[:40]
    district = make_district(Setup(aanbieders=6, jeugdigen=200), without=apart)
    bsns = {life.bsn for life in district.levens.values()}
    assert len(persons.test_numbers()) == 9091
    assert len(bsns) == 200
    assert bsns <= set(persons.test_numbers()) - set(apart)


def test_who_is_in_care_is_a_youth_whatever_the_number_of_years() -> None:
    setup = Setup(aanbieders=20, jeugdigen=60).with_past(9)
    begun, older = Counter[int](), 0
    for shipment in live_through(make_district(setup)):
        bericht = shipment.bericht
        if isinstance(bericht, JW301 | JW305 | JW315) and shipment.fout is None and not shipment.is_herhaling:
            if bericht.client.geboortedatum.datum_gebruik is not None:
                continue
            born = bericht.client.geboortedatum.datum
            age = shipment.dag.year - born.year - ((shipment.dag.month, shipment.dag.day) < (born.month, born.day))
            begun[age] += isinstance(bericht, JW315)
            older += age >= 18
    assert {age for age, count in begun.items() if count} <= set(range(1, 18))
    assert begun.total() > 30
    assert 0 < older < 100, "care that runs, runs on when a youth is 18"


def test_nothing_is_sent_in_a_weekend_or_after_the_last_day(shipments: list[Shipment]) -> None:
    assert {one.dag.weekday() for one in shipments if not one.is_herhaling} == set(range(5))
    assert max(one.dag for one in shipments) <= ONHANDIG.einde
    assert all(is_own(one.identificatie) == (one.jeugd is not None) for one in shipments)
    assert max(len(one.identificatie) for one in shipments) <= 12


@pytest.mark.parametrize("since", [None, date(2020, 1, 1)])
def test_the_made_register_is_right_and_has_as_many_aanbieders_as_were_asked(
    since: date | None, tmp_path: Path
) -> None:
    register = make_register(60, 500, 7, since)
    write_folder(register, tmp_path)
    folder = read_folder(tmp_path)
    assert folder.faults == ()
    assert {name: list(rows) for name, rows in folder.content.rows.items()} == {
        name: list(rows) for name, rows in register.rows.items()
    }
    partijen = cast("tuple[Partij, ...]", register.rows["partijen"])
    aanbieders = [one.code for one in partijen if one.soort == "aanbieder" and not one.buiten_regio]
    assert len(aanbieders) == 60
    assert all(code.startswith("9900") for code in aanbieders)
    measures = sorted(sizes(aanbieders, 7).values())
    assert measures[-1] > 30 * measures[0]
