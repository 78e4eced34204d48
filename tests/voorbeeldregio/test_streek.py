# SPDX-License-Identifier: EUPL-1.2
"""The generated region by itself: always the same for a seed, and right by the standard but where it says so."""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import cast

import msgspec
import pytest

from berichtenverkeer.berichten import JW301
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS
from berichtenverkeer.register.mappen import lees_map, schrijf_map
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import toets_bericht
from berichtenverkeer.voorbeeldregio import personen
from berichtenverkeer.voorbeeldregio.aanbieders import groottes, maak_register
from berichtenverkeer.voorbeeldregio.loket import is_eigen
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import doorleef, maak_streek
from berichtenverkeer.voorbeeldregio.zending import Zending

ONHANDIG = Opzet(aanbieders=30, jeugdigen=250, foutkans=0.35, herhaalkans=0.1)


@pytest.fixture(scope="module")
def zendingen() -> list[Zending]:
    return list(doorleef(maak_streek(ONHANDIG)))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    klein = Opzet(aanbieders=20, jeugdigen=40, dagen=120)

    def leef(zaad: int) -> list[tuple[date, bytes, bool]]:
        opzet = msgspec.structs.replace(klein, zaad=zaad)
        return [(een.dag, een.data, een.is_herhaling) for een in doorleef(maak_streek(opzet))]

    assert leef(1) == leef(1)
    assert leef(1) != leef(2)


def test_a_youth_lives_the_same_life_in_a_region_with_more_days() -> None:
    kort, lang = Opzet(jeugdigen=1, in_zorg=1.0, dagen=60), Opzet(jeugdigen=1, in_zorg=1.0, dagen=300)
    eerst = [een.data for een in doorleef(maak_streek(kort))]
    daarna = [een.data for een in doorleef(maak_streek(lang))]
    assert eerst
    assert daarna[: len(eerst)] == eerst


def test_every_bericht_passes_its_schema_and_the_rules_within_it_unless_it_is_labelled(
    zendingen: list[Zending],
) -> None:
    for zending in zendingen:
        invoer = lees_invoer(zending.data)
        assert isinstance(invoer, Invoer), zending.identificatie
        gebroken = {bevinding.code for bevinding in toets_bericht(invoer)}
        fout = zending.fout
        is_hier = fout is not None and REGELS[fout.regel].niveau is Niveau.BERICHT
        assert gebroken == ({fout.regel} if fout and is_hier else set()), zending.identificatie


def test_the_labels_are_rules_of_the_registry_with_their_own_retourcode(zendingen: list[Zending]) -> None:
    fouten = {fout for zending in zendingen for fout in zending.fouten}
    assert all(REGELS[fout.regel].retourcode == fout.code for fout in fouten)
    assert {fout.code for fout in fouten} >= {"9019", "9074", "9063", "9374", "9355", "9379", "0001", "8848", "S300"}
    assert len(fouten) >= 25


def test_everything_that_happens_to_a_youth_in_care_happens(zendingen: list[Zending]) -> None:
    xml = Counter[str]()
    for zending in zendingen:
        if zending.fout is None:
            tekst = zending.data.decode()
            xml.update(
                {
                    zending.naam: 1,
                    "tijdelijk": "RedenBeeindiging>20<" in tekst,
                    "verwijderd": "RedenWijziging>13<" in tekst,
                    "verlengd": "RedenWijziging>04<" in tekst,
                    "verkort": "RedenWijziging>05<" in tekst,
                    "ingetrokken": "StatusAanlevering>3<" in tekst,
                    "verbeterd in een bericht": "StatusAanlevering>3<" in tekst and "StatusAanlevering>1<" in tekst,
                    "nieuw nummer op 1 januari": zending.naam == "JW301" and "Ingangsdatum>2027-01-01<" in tekst,
                    "onderzoek": "VerzoekAntwoord>2<" in tekst,
                    "afgewezen": "VerzoekAntwoord>1<" in tekst,
                    "woonplaatsbeginsel": "Woonplaatsbeginsel" in tekst,
                    "wijziging ingewilligd": zending.naam == "JW301" and "RedenWijziging>12<" in tekst,
                    "wijziging met iets nieuws": "NieuweProducten>" in tekst,
                    "wijziging naast iets anders": "OngewijzigdeProducten>" in tekst,
                    "credit": "DebetCredit>C<" in tekst and "VorigReferentieNummer" in tekst,
                    "zonder toewijzing": zending.naam == "JW305" and "ToewijzingNummer" not in tekst,
                    "dubbel": zending.is_herhaling,
                }
            )
    assert len(xml) == 23
    assert min(xml.values()) > 0, xml


def test_a_jw301_carries_every_toewijzing_that_is_actueel_at_the_aanbieder(zendingen: list[Zending]) -> None:
    bekend: dict[tuple[int, str, str], dict[int, date | None]] = defaultdict(dict)
    meer = 0
    for zending in zendingen:
        bericht = zending.bericht
        if not isinstance(bericht, JW301) or zending.fout or zending.is_herhaling:
            continue
        assert zending.jeugd is not None
        plek = (zending.jeugd, bericht.header.afzender, bericht.header.ontvanger)
        producten = bericht.client.toegewezen_producten.toegewezen_product
        genoemd = {een.toewijzing_nummer for een in producten}
        actueel = {nummer for nummer, einde in bekend[plek].items() if einde is None or einde >= zending.dag}
        assert actueel <= genoemd, zending.identificatie
        meer += len(genoemd) > 1
        for een in producten:
            is_weg = een.reden_wijziging == "13"
            bekend[plek][een.toewijzing_nummer] = date.min if is_weg else een.einddatum
    assert meer > 20


def test_bsns_are_test_numbers_one_for_each_youth_and_none_that_is_kept_apart() -> None:
    apart = personen.testnummers()[:40]
    streek = maak_streek(Opzet(aanbieders=6, jeugdigen=200), zonder=apart)
    bsns = {leven.bsn for leven in streek.levens.values()}
    assert len(personen.testnummers()) == 9091
    assert len(bsns) == 200
    assert bsns <= set(personen.testnummers()) - set(apart)


def test_nothing_is_sent_in_a_weekend_or_after_the_last_day(zendingen: list[Zending]) -> None:
    assert {een.dag.weekday() for een in zendingen if not een.is_herhaling} == set(range(5))
    assert max(een.dag for een in zendingen) <= ONHANDIG.einde
    assert all(is_eigen(een.identificatie) == (een.jeugd is not None) for een in zendingen)
    assert max(len(een.identificatie) for een in zendingen) <= 12


@pytest.mark.parametrize("vanaf", [None, date(2020, 1, 1)])
def test_the_made_register_is_right_and_has_as_many_aanbieders_as_were_asked(
    vanaf: date | None, tmp_path: Path
) -> None:
    register = maak_register(60, 500, 7, vanaf)
    schrijf_map(register, tmp_path)
    lezing = lees_map(tmp_path)
    assert lezing.fouten == ()
    assert {naam: list(rijen) for naam, rijen in lezing.inhoud.rijen.items()} == {
        naam: list(rijen) for naam, rijen in register.rijen.items()
    }
    partijen = cast("tuple[Partij, ...]", register.rijen["partijen"])
    aanbieders = [een.code for een in partijen if een.soort == "aanbieder" and not een.buiten_regio]
    assert len(aanbieders) == 60
    assert all(code.startswith("9900") for code in aanbieders)
    maten = sorted(groottes(aanbieders, 7).values())
    assert maten[-1] > 30 * maten[0]
