# SPDX-License-Identifier: EUPL-1.2
"""Offices that declare, judged by the rules alone: every mistake gets its code at its place, all else is granted."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import msgspec
import pytest

from berichtenverkeer.berichten import JW301, JW317, JW319, JW323, JW325
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.projections.declaraties import Prestatie as Geboekt
from berichtenverkeer.regels import REGELS
from berichtenverkeer.voorbeeldregio.declaratiefouten import FOUTEN
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import Streek, doorleef, maak_streek
from berichtenverkeer.voorbeeldregio.verdiend import Periode
from berichtenverkeer.voorbeeldregio.verkeer import Verkeer
from berichtenverkeer.voorbeeldregio.verslag import Verslag, klachten_over
from berichtenverkeer.voorbeeldregio.zending import Fout, Zending
from voorbeeldregio.gatewayloket import Dagklok
from voorbeeldregio.handtelling import Meelezer
from voorbeeldregio.toetsloket import Toetsloket

OPZET = Opzet(zaad=4, aanbieders=14, jeugdigen=220, dagen=400, foutkans=0.35, herhaalkans=0.1, wijzigkans=0.4)


@dataclass(frozen=True)
class Geleefd:
    streek: Streek
    loket: Toetsloket
    post: Meelezer
    verslag: Verslag
    zendingen: list[Zending]

    @property
    def declaraties(self) -> list[tuple[Zending, JW323]]:
        """Those that were right as a whole, once."""
        return [
            (een, een.bericht)
            for een in self.zendingen
            if isinstance(een.bericht, JW323) and een.fout is None and not een.is_herhaling
        ]


@pytest.fixture(scope="module")
async def jaar() -> Geleefd:
    klok, streek = Dagklok(OPZET.begin), maak_streek(OPZET)
    loket = Toetsloket(streek.register, klok)
    post = Meelezer(loket)
    verslag = await Verkeer(post, klok).draai(streek)
    return Geleefd(streek, loket, post, verslag, list(doorleef(maak_streek(OPZET))))


def prestaties(bericht: JW323) -> list[Prestatie]:
    return [een for client in bericht.declaratie.clienten.client for een in client.prestaties.prestatie]


def is_credit(prestatie: Prestatie) -> bool:
    return prestatie.ingediend_bedrag.debet_credit == "C"


def test_every_mistake_in_a_declaratie_gets_its_code_at_its_place_and_nothing_else_is_rejected(jaar: Geleefd) -> None:
    assert jaar.verslag.afwijkingen == []
    gemaakt = jaar.verslag.fouten.keys() & FOUTEN
    assert {(fout.regel, fout.code) for fout in gemaakt} == {
        *(("TR358", "0001"), ("TR333", "9333"), ("TR318", "8214"), ("TR056", "9056")),
        *(("TR338", "9338"), ("TR418", "0611"), ("TR346", "9346"), ("TR321", "9321"), ("TR322", "9322")),
        *(("TR340", "9340"), ("TR387", "9387"), ("TR388", "9388"), ("TR389", "9389"), ("TR323", "8017")),
        *(("TR390", "9390"), ("TR384", "9384"), ("TR314", "8021")),
    }
    assert all(REGELS[fout.regel].retourcode == fout.code for fout in gemaakt)


def test_what_the_offices_hold_is_what_is_booked(jaar: Geleefd) -> None:
    geboekt = {
        (rij.aanbieder, rij.referentie): rij.bedrag_cents
        for rij in jaar.loket.stand.rijen()
        if isinstance(rij, Geboekt) and rij.is_goedgekeurd
    }
    assert geboekt == {
        (plek.aanbieder, een.referentie): een.waarvoor.inhoud.bedrag_cents
        for plek, kantoor in jaar.streek.kantoren.items()
        for een in kantoor.boek.ingediend.values()
    }
    per_aanbieder: Counter[str] = Counter()
    for (aanbieder, _), cents in geboekt.items():
        per_aanbieder[aanbieder] += cents
    geteld: Counter[str] = Counter()
    for (aanbieder, _), cents in jaar.post.realisatie().items():
        geteld[aanbieder] += cents
    assert geteld == per_aanbieder
    assert len(geboekt) > 800


def test_every_office_declares_each_month_in_the_month_after_on_a_working_day(jaar: Geleefd) -> None:
    perioden = defaultdict(list)
    dagen = set()
    for zending, bericht in jaar.declaraties:
        begin, einde = bericht.declaratie.declaratie_periode.begindatum, bericht.declaratie.declaratie_periode.einddatum
        assert begin.day == 1
        assert (einde - begin).days >= 27
        assert 1 <= (zending.dag - einde).days <= 21
        assert zending.dag.weekday() < 5
        perioden[bericht.header.afzender, bericht.header.ontvanger].append(begin)
        dagen.add(zending.dag.day)
    assert all(een == sorted(set(een)) for een in perioden.values())
    assert max(map(len, perioden.values())) >= 11
    assert len(dagen) >= 12


def test_some_months_come_late_and_what_turned_out_otherwise_is_credited_and_declared_anew(jaar: Geleefd) -> None:
    telling = Counter[str]()
    for _, bericht in jaar.declaraties:
        alle = prestaties(bericht)
        periode = bericht.declaratie.declaratie_periode.begindatum
        debets = {
            (een.toewijzing_nummer, een.product_code, een.product_periode.begindatum.replace(day=1))
            for een in alle
            if not is_credit(een)
        }
        for een in alle:
            maand = een.product_periode.begindatum.replace(day=1)
            weer = (een.toewijzing_nummer, een.product_code, maand) in debets
            telling["gecorrigeerd" if weer else "teruggenomen"] += is_credit(een)
            telling["een maand laat"] += not is_credit(een) and maand < periode
            telling["in minuten"] += een.eenheid == "01" and een.product_categorie == "45"
        telling["meer maanden"] += len({een.product_periode.begindatum.month for een in alle if not is_credit(een)}) > 1
    assert min(telling.values()) >= 5, telling
    assert len(telling) == 5


def test_a_granted_request_for_change_is_granted_as_the_standard_asks(jaar: Geleefd) -> None:
    verzoeken = {}
    soorten = Counter[str]()
    for zending in jaar.zendingen:
        if isinstance(zending.bericht, JW317) and zending.fout is None:
            verzoek = zending.bericht.client.verzoek
            verzoeken[verzoek.referentie_aanbieder] = verzoek
            soorten["ongewijzigd"] += verzoek.ongewijzigde_producten is not None
            soorten["nieuw"] += verzoek.nieuwe_producten is not None
        elif isinstance(zending.bericht, JW319) and zending.fout is None:
            antwoord = zending.bericht.antwoord
            soorten[f"antwoord {antwoord.verzoek_antwoord}"] += antwoord.referentie_aanbieder in verzoeken
    ingewilligd: dict[str | None, str] = {}
    for zending in jaar.zendingen:
        if isinstance(zending.bericht, JW301) and zending.fout is None:
            for een in zending.bericht.client.toegewezen_producten.toegewezen_product:
                if een.referentie_aanbieder in verzoeken:
                    ingewilligd.setdefault(een.referentie_aanbieder, zending.identificatie)
    assert len(ingewilligd) >= 10
    assert min(soorten.values()) >= 1, soorten
    assert len(soorten) == 4
    assert [een for een in jaar.loket.afwijkingen if een[0] in ingewilligd.values()] == []


def test_another_code_or_place_in_the_answer_is_a_deviation(jaar: Geleefd) -> None:
    goed, fout = (
        next((een, bericht) for een, bericht in jaar.declaraties if bool(een.regelfouten) is met)
        for met in (False, True)
    )
    antwoorden = {een.header.declaratie_identificatie.identificatie: een for een in _antwoorden(jaar, goed[0])}
    antwoorden_fout = {een.header.declaratie_identificatie.identificatie: een for een in _antwoorden(jaar, fout[0])}
    van_goed, van_fout = antwoorden[goed[0].identificatie], antwoorden_fout[fout[0].identificatie]
    assert list(klachten_over(goed[0], van_goed)) == list(klachten_over(fout[0], van_fout)) == []
    assert list(klachten_over(goed[0], van_fout))
    (referentie, _), *_ = fout[0].regelfouten
    anders = ((referentie, Fout("TR338", "9999")),)
    elders = (("P999999", fout[0].regelfouten[0][1]),)
    for regelfouten in ((), anders, elders):
        assert list(klachten_over(msgspec.structs.replace(fout[0], regelfouten=regelfouten), van_fout))


def _antwoorden(jaar: Geleefd, zending: Zending) -> list[JW325]:
    """Those in the mailbox of its sender about right declaraties."""
    return [
        een
        for een in jaar.post.antwoorden.values()
        if een.header.ontvanger == zending.verzender and een.declaratie_antwoord is not None
    ]


@pytest.mark.parametrize(
    ("begin", "einde", "weken"),
    [
        (date(2026, 6, 1), date(2026, 6, 7), 1),  # Monday to Sunday
        (date(2026, 6, 7), date(2026, 6, 8), 2),
        (date(2026, 6, 1), date(2026, 6, 30), 5),
        (date(2026, 1, 1), date(2026, 12, 31), 53),
    ],
)
def test_weeks_are_those_of_the_calendar_that_have_a_day(begin: date, einde: date, weken: int) -> None:
    assert Periode(begin, einde).weken == weken
