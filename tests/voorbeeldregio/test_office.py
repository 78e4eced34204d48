# SPDX-License-Identifier: EUPL-1.2
"""Offices that declare, judged by the rules alone: every mistake gets its code at its place, all else is granted."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import msgspec
import pytest

from berichtenverkeer.berichten import JW301, JW317, JW319, JW323, JW325
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.projections.declaraties import Prestatie as Booked
from berichtenverkeer.regels import REGELS
from berichtenverkeer.voorbeeldregio.declaratie_faults import FAULTS
from berichtenverkeer.voorbeeldregio.district import District, live_through, make_district
from berichtenverkeer.voorbeeldregio.earned import Periode
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Fault, Shipment
from berichtenverkeer.voorbeeldregio.traffic import Traffic
from berichtenverkeer.voorbeeldregio.verslag import Verslag, klachten_about
from voorbeeldregio.gatewayloket import Dagklok
from voorbeeldregio.handtelling import Meelezer
from voorbeeldregio.toetsloket import Toetsloket

OPZET = Setup(zaad=4, aanbieders=14, jeugdigen=220, dagen=400, foutkans=0.35, herhaalkans=0.1, wijzigkans=0.4)


@dataclass(frozen=True)
class Geleefd:
    streek: District
    loket: Toetsloket
    post: Meelezer
    verslag: Verslag
    zendingen: list[Shipment]

    @property
    def declaraties(self) -> list[tuple[Shipment, JW323]]:
        """Those that were right as a whole, once."""
        return [
            (one, one.bericht)
            for one in self.zendingen
            if isinstance(one.bericht, JW323) and one.fout is None and not one.is_herhaling
        ]


@pytest.fixture(scope="module")
async def jaar() -> Geleefd:
    clock, district = Dagklok(OPZET.begin), make_district(OPZET)
    desk = Toetsloket(district.register, clock)
    post = Meelezer(desk)
    verslag = await Traffic(post, clock).run(district)
    return Geleefd(district, desk, post, verslag, list(live_through(make_district(OPZET))))


def prestaties(bericht: JW323) -> list[Prestatie]:
    return [one for client in bericht.declaratie.clienten.client for one in client.prestaties.prestatie]


def is_credit(prestatie: Prestatie) -> bool:
    return prestatie.ingediend_bedrag.debet_credit == "C"


def test_every_mistake_in_a_declaratie_gets_its_code_at_its_place_and_nothing_else_is_rejected(jaar: Geleefd) -> None:
    assert jaar.verslag.afwijkingen == []
    made = jaar.verslag.fouten.keys() & FAULTS
    assert {(fault.regel, fault.code) for fault in made} == {
        *(("TR358", "0001"), ("TR333", "9333"), ("TR318", "8214"), ("TR056", "9056")),
        *(("TR338", "9338"), ("TR418", "0611"), ("TR346", "9346"), ("TR321", "9321"), ("TR322", "9322")),
        *(("TR340", "9340"), ("TR387", "9387"), ("TR388", "9388"), ("TR389", "9389"), ("TR323", "8017")),
        *(("TR390", "9390"), ("TR384", "9384"), ("TR314", "8021")),
    }
    assert all(REGELS[fault.regel].retourcode == fault.code for fault in made)


def test_what_the_offices_hold_is_what_is_booked(jaar: Geleefd) -> None:
    booked = {
        (row.aanbieder, row.referentie): row.bedrag_cents
        for row in jaar.loket.stand.rijen()
        if isinstance(row, Booked) and row.is_goedgekeurd
    }
    assert booked == {
        (plek.aanbieder, one.referentie): one.waarvoor.inhoud.bedrag_cents
        for plek, office in jaar.streek.offices.items()
        for one in office.book.ingediend.values()
    }
    per_aanbieder: Counter[str] = Counter()
    for (aanbieder, _), cents in booked.items():
        per_aanbieder[aanbieder] += cents
    counted: Counter[str] = Counter()
    for (aanbieder, _), cents in jaar.post.realisatie().items():
        counted[aanbieder] += cents
    assert counted == per_aanbieder
    assert len(booked) > 800


def test_every_office_declares_each_month_in_the_month_after_on_a_working_day(jaar: Geleefd) -> None:
    perioden = defaultdict(list)
    dagen = set()
    for shipment, bericht in jaar.declaraties:
        begin, end = bericht.declaratie.declaratie_periode.begindatum, bericht.declaratie.declaratie_periode.einddatum
        assert begin.day == 1
        assert (end - begin).days >= 27
        assert 1 <= (shipment.dag - end).days <= 21
        assert shipment.dag.weekday() < 5
        perioden[bericht.header.afzender, bericht.header.ontvanger].append(begin)
        dagen.add(shipment.dag.day)
    assert all(one == sorted(set(one)) for one in perioden.values())
    assert max(map(len, perioden.values())) >= 11
    assert len(dagen) >= 12


def test_some_months_come_late_and_what_turned_out_otherwise_is_credited_and_declared_anew(jaar: Geleefd) -> None:
    tally = Counter[str]()
    for _, bericht in jaar.declaraties:
        every = prestaties(bericht)
        periode = bericht.declaratie.declaratie_periode.begindatum
        debets = {
            (one.toewijzing_nummer, one.product_code, one.product_periode.begindatum.replace(day=1))
            for one in every
            if not is_credit(one)
        }
        for one in every:
            month = one.product_periode.begindatum.replace(day=1)
            again = (one.toewijzing_nummer, one.product_code, month) in debets
            tally["gecorrigeerd" if again else "teruggenomen"] += is_credit(one)
            tally["een maand laat"] += not is_credit(one) and month < periode
            tally["in minuten"] += one.eenheid == "01" and one.product_categorie == "45"
        tally["meer maanden"] += len({one.product_periode.begindatum.month for one in every if not is_credit(one)}) > 1
    assert min(tally.values()) >= 5, tally
    assert len(tally) == 5


def test_a_granted_request_for_change_is_granted_as_the_standard_asks(jaar: Geleefd) -> None:
    verzoeken = {}
    kinds = Counter[str]()
    for shipment in jaar.zendingen:
        if isinstance(shipment.bericht, JW317) and shipment.fout is None:
            verzoek = shipment.bericht.client.verzoek
            verzoeken[verzoek.referentie_aanbieder] = verzoek
            kinds["ongewijzigd"] += verzoek.ongewijzigde_producten is not None
            kinds["nieuw"] += verzoek.nieuwe_producten is not None
        elif isinstance(shipment.bericht, JW319) and shipment.fout is None:
            antwoord = shipment.bericht.antwoord
            kinds[f"antwoord {antwoord.verzoek_antwoord}"] += antwoord.referentie_aanbieder in verzoeken
    ingewilligd: dict[str | None, str] = {}
    for shipment in jaar.zendingen:
        if isinstance(shipment.bericht, JW301) and shipment.fout is None:
            for one in shipment.bericht.client.toegewezen_producten.toegewezen_product:
                if one.referentie_aanbieder in verzoeken:
                    ingewilligd.setdefault(one.referentie_aanbieder, shipment.identificatie)
    assert len(ingewilligd) >= 10
    assert min(kinds.values()) >= 1, kinds
    assert len(kinds) == 4
    assert [one for one in jaar.loket.afwijkingen if one[0] in ingewilligd.values()] == []


def test_another_code_or_place_in_the_answer_is_a_deviation(jaar: Geleefd) -> None:
    good, fault = (
        next((one, bericht) for one, bericht in jaar.declaraties if bool(one.regelfouten) is with_)
        for with_ in (False, True)
    )
    antwoorden = {one.header.declaratie_identificatie.identificatie: one for one in _antwoorden(jaar, good[0])}
    antwoorden_fout = {one.header.declaratie_identificatie.identificatie: one for one in _antwoorden(jaar, fault[0])}
    van_goed, van_fout = antwoorden[good[0].identificatie], antwoorden_fout[fault[0].identificatie]
    assert list(klachten_about(good[0], van_goed)) == list(klachten_about(fault[0], van_fout)) == []
    assert list(klachten_about(good[0], van_fout))
    (referentie, _), *_ = fault[0].regelfouten
    otherwise = ((referentie, Fault("TR338", "9999")),)
    elders = (("P999999", fault[0].regelfouten[0][1]),)
    for regelfouten in ((), otherwise, elders):
        assert list(klachten_about(msgspec.structs.replace(fault[0], regelfouten=regelfouten), van_fout))


def _antwoorden(jaar: Geleefd, shipment: Shipment) -> list[JW325]:
    """Those in the mailbox of its sender about right declaraties."""
    return [
        one
        for one in jaar.post.antwoorden.values()
        if one.header.ontvanger == shipment.verzender and one.declaratie_antwoord is not None
    ]


@pytest.mark.parametrize(
    ("begin", "end", "weeks"),
    [
        (date(2026, 6, 1), date(2026, 6, 7), 1),  # Monday to Sunday
        (date(2026, 6, 7), date(2026, 6, 8), 2),
        (date(2026, 6, 1), date(2026, 6, 30), 5),
        (date(2026, 1, 1), date(2026, 12, 31), 53),
    ],
)
def test_weeks_are_those_of_the_calendar_that_have_a_day(begin: date, end: date, weeks: int) -> None:
    assert Periode(begin, end).weken == weeks
