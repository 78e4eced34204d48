# SPDX-License-Identifier: EUPL-1.2
"""The stories behind the figures, counted from the berichten by hand: each is there, and only where it should be."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cached_property
from statistics import median

import pytest

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW319, JW323
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.standaard.codes import TypeVerwijzer
from berichtenverkeer.voorbeeldregio import trends
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.district import live_through, make_district
from berichtenverkeer.voorbeeldregio.setup import Setup

SETUP = Setup(aanbieders=40, jeugdigen=900, foutkans=0.02, herhaalkans=0.0).with_past(2)


class Told:
    """What the berichten of a region say, by the key that the standard gives it."""

    def __init__(self) -> None:
        district = make_district(SETUP)
        self.rows = district.register.rows
        self.gebied = district.landscape.gebieden
        self.segment: dict[tuple[str, str], str] = {
            (row.categorie, row.code): row.segment for row in self.rows["producten"]
        }
        self.toegewezen: dict[int, tuple[Plek, ToegewezenProduct]] = {}
        self.first_start: dict[int, date] = {}
        self.starts: list[tuple[Plek, str | None, date]] = []
        self.stops: dict[tuple[str, str, date], date] = {}
        self.asked: dict[str, tuple[Plek, str, date]] = {}
        self.answered: dict[str, date] = {}
        self.declared: list[tuple[str, str, date, date, int]] = []
        self.is_wrong: list[tuple[str, bool]] = []
        for shipment in live_through(district):
            if shipment.naam == "JW323":
                self.is_wrong.append((shipment.bericht.header.afzender, bool(shipment.fouten)))
            if not shipment.fouten:
                self._note(shipment.bericht, shipment.dag)

    def _note(self, bericht: object, day: date) -> None:
        match bericht:
            case JW301():
                self._toewijzingen(bericht, day)
            case JW305():
                self._starts(bericht)
            case JW307():
                for stop in bericht.client.stop_producten.stop_product:
                    self.stops[bericht.client.bsn, bericht.header.afzender, stop.begindatum] = stop.einddatum
            case JW315():
                plek = Plek(bericht.header.afzender, bericht.header.ontvanger)
                for asked in bericht.client.aangevraagde_producten.aangevraagd_product:
                    self.asked[asked.referentie_aanbieder] = (plek, asked.verwijzer.type, day)
            case JW319():
                self.answered.setdefault(bericht.antwoord.referentie_aanbieder, day)
            case JW323():
                self._prestaties(bericht, day)
            case _:
                pass

    def _toewijzingen(self, bericht: JW301, day: date) -> None:
        plek = Plek(bericht.header.ontvanger, bericht.header.afzender)
        for one in bericht.client.toegewezen_producten.toegewezen_product:
            self.toegewezen.setdefault(one.toewijzing_nummer, (plek, one))
            if one.referentie_aanbieder is not None:
                self.answered.setdefault(one.referentie_aanbieder, day)

    def _starts(self, bericht: JW305) -> None:
        plek = Plek(bericht.header.afzender, bericht.header.ontvanger)
        for start in bericht.client.start_producten.start_product:
            if start.toewijzing_nummer is not None and start.status_aanlevering == "1":
                self.first_start.setdefault(start.toewijzing_nummer, start.begindatum)
            self.starts.append((plek, start.product.code if start.product else None, start.begindatum))

    def _prestaties(self, bericht: JW323, day: date) -> None:
        """Without what takes something back, or is declared anew."""
        for client in bericht.declaratie.clienten.client:
            for one in client.prestaties.prestatie:
                if one.product_referentie.vorig_referentie_nummer is None:
                    assert one.product_tarief is not None
                    begin, tarief = one.product_periode.begindatum, one.product_tarief
                    self.declared.append((bericht.header.afzender, one.product_code, begin, day, tarief))

    @cached_property
    def waits(self) -> list[tuple[Plek, str, int]]:
        """Per toewijzing that began: where, which segment, and W3."""
        return [
            (plek, self.segment_of(one), (self.first_start[number] - max(one.toewijzingsdatum, one.ingangsdatum)).days)
            for number, (plek, one) in self.toegewezen.items()
            if number in self.first_start and one.toewijzingsdatum >= SETUP.begin
        ]

    def segment_of(self, one: ToegewezenProduct) -> str:
        assert one.product is not None
        assert one.product.categorie is not None
        return self.segment[one.product.categorie, one.product.code or ""]


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


def part(numbers: Collection[bool]) -> float:
    assert len(numbers) >= 5, "enough to say anything of"
    return sum(numbers) / len(numbers)


YEARS = (2024, 2025, 2026)


def test_an_aanbieder_grows_every_year(told: Told) -> None:
    years = [sum(plek.aanbieder == trends.GROWS and day.year == year for plek, _, day in told.starts) for year in YEARS]
    assert years[0] > 5
    assert 1.3 * years[0] < years[1]
    assert 1.3 * years[1] < years[2]


def test_youths_in_one_gebied_wait_for_one_segment(told: Told) -> None:
    def wait(is_it: Callable[[str, str], bool]) -> float:
        return median(days for plek, segment, days in told.waits if is_it(told.gebied[plek.gemeente], segment))

    there = wait(lambda gebied, segment: (gebied, segment) == (trends.WAITS_IN, trends.WAITS_FOR))
    for elsewhere in (
        wait(lambda gebied, segment: gebied != trends.WAITS_IN and segment == trends.WAITS_FOR),
        wait(lambda gebied, segment: gebied == trends.WAITS_IN and segment != trends.WAITS_FOR),
    ):
        assert there > elsewhere + 40
    assert sum(told.gebied[plek.gemeente] == trends.WAITS_IN for plek, _, _ in told.waits) > 30


def test_huisartsen_of_one_gemeente_refer_more_every_year(told: Told) -> None:
    def share(year: int, *, there: bool) -> float:
        return part(
            [
                verwijzer == TypeVerwijzer.HUISARTS
                for plek, verwijzer, day in told.asked.values()
                if (plek.gemeente == trends.REFERS) == there and day.year == year
            ]
        )

    assert share(2024, there=True) + 0.2 < share(2026, there=True)
    assert abs(share(2024, there=False) - share(2026, there=False)) < 0.15


def test_one_gemeente_answers_late(told: Told) -> None:
    def days(*, there: bool) -> float:
        found = [
            (told.answered[referentie] - day).days
            for referentie, (plek, _, day) in told.asked.items()
            if referentie in told.answered and (plek.gemeente == trends.ANSWERS_LATE) == there
        ]
        assert len(found) > 10
        return median(found)

    assert days(there=True) > 30 > 20 > days(there=False)


def _months_later(told: Told, aanbieder: str) -> Iterator[int]:
    """How many months after the month of the care it was declared; not what was declared anew after a correction."""
    first: dict[tuple[str, date], int] = {}
    for who, code, begin, day, _ in told.declared:
        if who == aanbieder:
            first.setdefault((code, begin), 12 * (day.year - begin.year) + day.month - begin.month)
    yield from first.values()


def test_one_office_declares_every_month_two_months_late(told: Told) -> None:
    late, others = list(_months_later(told, trends.DECLARES_LATE)), list(_months_later(told, trends.GROWS))
    assert min(late) >= 3
    assert len(late) > 20
    assert median(others) == 1


def test_one_office_errs_often(told: Told) -> None:
    errs = part([is_wrong for aanbieder, is_wrong in told.is_wrong if aanbieder == trends.IS_CLUMSY])
    assert (
        errs > 0.15 > 0.08 > part([is_wrong for aanbieder, is_wrong in told.is_wrong if aanbieder != trends.IS_CLUMSY])
    )


def test_one_aanbieder_takes_nobody(told: Told) -> None:
    def never(is_it: Callable[[str], bool]) -> float:
        return part(
            [
                number not in told.first_start
                for number, (plek, one) in told.toegewezen.items()
                if is_it(plek.aanbieder) and one.ingangsdatum < date(2026, 9, 1)
            ]
        )

    assert never(lambda aanbieder: aanbieder == trends.TAKES_NOBODY) > 0.6
    assert never(lambda aanbieder: aanbieder != trends.TAKES_NOBODY) < 0.3


def test_crises_last_over_28_days_at_one_aanbieder(told: Told) -> None:
    def long(is_it: Callable[[str], bool]) -> float:
        crisis = {plek.aanbieder for plek, code, _ in told.starts if (code or "").startswith("46")}
        return part(
            [
                (end - begin).days + 1 > 28
                for (_, aanbieder, begin), end in told.stops.items()
                if aanbieder in crisis and is_it(aanbieder)
            ]
        )

    assert long(lambda aanbieder: aanbieder == trends.LONG_CRISIS) > 0.5


def test_aanbieders_come_and_go(told: Told) -> None:
    new = [day for plek, _, day in told.starts if plek.aanbieder == trends.IS_NEW]
    assert new
    assert min(new) >= date(2026, 7, 1)
    last = date(2026, 3, 31)
    asked = [day for plek, _, day in told.asked.values() if plek.aanbieder == trends.IS_GONE]
    assert asked
    assert max(asked) <= last
    there = [one for plek, one in told.toegewezen.values() if plek.aanbieder == trends.IS_GONE]
    assert any(one.ingangsdatum <= last < (one.einddatum or date.max) for one in there), "care runs on"


@pytest.mark.parametrize(
    ("which", "of_product"),
    [
        ("outside the assignment", lambda row: row.buiten_opdracht and row.segment),
        ("ordered by a court", lambda row: row.gedwongen_kader),
        ("respijt", lambda row: row.respijt),
        ("crisis", lambda row: row.crisis and row.code),
        ("pleegzorg", lambda row: row.hulpvorm == "11" and not row.crisis),
        ("onderaannemers", lambda row: row.segment == "1" and row.categorie == "45"),
    ],
)
def test_there_is_care_in_every_product_that_a_report_asks_for(
    told: Told, which: str, of_product: Callable[[object], bool]
) -> None:
    codes = {row.code for row in told.rows["producten"] if of_product(row)}
    begun = {code for _, code, _ in told.starts}
    assert codes, which
    assert codes <= begun, which


def test_full_time_is_seven_days_a_week_and_part_time_is_not(told: Told) -> None:
    volumes = defaultdict(set)
    for _, one in told.toegewezen.values():
        if one.product is not None and one.omvang is not None and one.reden_wijziging is None:
            volumes[one.product.code].add(one.omvang.volume)
    assert 7 in volumes["44A01"]
    assert min(volumes["44A02"]) < max(volumes["44A02"]) < 7


def test_one_product_has_many_prices_and_who_grows_is_dear(told: Told) -> None:
    prices = {
        aanbieder: tarief
        for aanbieder, code, begin, _, tarief in told.declared
        if (code, begin.year) == ("54A01", 2026)
    }
    assert len(set(prices.values())) >= 4
    assert prices[trends.GROWS] == max(prices.values())


def test_the_register_has_what_reports_ask_of_it(told: Told) -> None:
    contracten = told.rows["contracten"]
    assert {row.contractvorm for row in contracten} == {"regulier", "licht", "maatwerk", "landelijk"}
    assert any(row.hoofdaannemer for row in contracten)
    soon = [row for row in contracten if row.geldig_tot and row.geldig_tot <= date(2027, 12, 31)]
    assert any(row.opties_maanden for row in soon)
    assert any(date(2026, 7, 1) < day < date(2027, 1, 16) for row in contracten for day in row.evaluatiedata)
    places = {row.aanbieder for row in told.rows["locaties"]}
    assert {row.aanbieder for row in contracten} <= places, "everybody has a place of care"
    for name in ("segmentregels", "wachtmaxima", "bevolking", "verwijzergroepen", "begrotingen", "lumpsums", "indexen"):
        assert told.rows[name], name
