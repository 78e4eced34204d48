# SPDX-License-Identifier: EUPL-1.2
"""Values that the schema allows and nobody would write: no date, number or pair of them is an error or much work."""

import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from bellers import administration, as_
from berichtenverkeer.berichten import Bericht, Class, write
from berichtenverkeer.berichten.plan import fields
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.termijnen.clocks import Question
from bouwers import AANBIEDER, GEMEENTE, bouw, with_
from gateway.test_plafonds_in_de_gateway import rows
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, stuur
from gatewaycijfers import cijfers

DAGEN = (date.min, date(1, 1, 2), date(1999, 12, 31), date(2099, 12, 31), date(9999, 12, 30), date.max)
GETALLEN = (0, 1, *(10**n - 1 for n in range(2, 19, 2)))
HOOGSTENS_S = 0.5
"""Processor time of one small bericht: some milliseconds, and what walks from the year 1 to 9999 is seconds."""
KENMERK = "Header/BerichtIdentificatie/Identificatie"
SOORTEN = {
    "JW301": GEMEENTE,
    "JW305": AANBIEDER,
    "JW307": AANBIEDER,
    "JW315": AANBIEDER,
    "JW317": AANBIEDER,
    "JW319": GEMEENTE,
    "JW323": AANBIEDER,
    "JW325": GEMEENTE,
}


def _bladeren(part: Class, pad: str = "") -> Iterator[tuple[str, Any]]:
    """Path and value of every date and number in a bericht."""
    for field in fields(type(part)):
        value = getattr(part, field.attribuut)
        one = value[0] if field.herhaalt and value else value
        if field.klasse is not None and one is not None:
            yield from _bladeren(one, f"{pad}{field.element}/")
        elif field.soort in (date, int) and one is not None:
            yield f"{pad}{field.element}", one


def _uitersten(soort: str) -> Iterator[Bericht]:
    """Each value by itself, then each pair of dates: the first and the last day in both orders."""
    basis = bouw(soort)
    bladeren = [(pad, value) for pad, value in _bladeren(basis) if not pad.startswith("Header/Bericht")]
    for pad, value in bladeren:
        for uiterste in DAGEN if isinstance(value, date) else GETALLEN:
            yield with_(basis, pad, uiterste)
    dagen = [pad for pad, value in bladeren if isinstance(value, date)]
    for one in dagen:
        for other in dagen:
            for begin, ending in ((date.min, date.max), (date.min, date.min), (date.max, date.max)):
                yield with_(with_(basis, one, begin), other, ending)


def _zorg_zonder_einde(soort: str) -> Iterator[Bericht]:
    """Care of ten thousand years, per day, week, month and in all."""
    listing, van, tot = {
        "JW301": ("Client/ToegewezenProducten/ToegewezenProduct", "Ingangsdatum", "Einddatum"),
        "JW315": ("Client/AangevraagdeProducten/AangevraagdProduct", "ToewijzingIngangsdatum", "ToewijzingEinddatum"),
    }[soort]
    for frequentie in "1246":
        for begin, ending in ((date.min, date.max), (date.min, date(2026, 12, 31)), (date(2026, 1, 1), date.max)):
            for volume in (1, 99_999_999):
                velden_ = {"Omvang/Frequentie": frequentie, "Omvang/Volume": volume, van: begin, tot: ending}
                yield bouw(soort, {f"{listing}/{name}": value for name, value in velden_.items()})


async def _neem(gateway: Gateway, soort: str, berichten: Iterator[Bericht], when: str) -> set[str]:
    """Send them all; which oordelen there were."""
    oordelen, te_lang = set(), {}
    for number, bericht in enumerate(berichten):
        data = write(with_(bericht, KENMERK, f"{when}{number}"))
        begin = time.thread_time()
        uitkomst = await stuur(gateway, data, SOORTEN[soort])
        if (duration := time.thread_time() - begin) > HOOGSTENS_S:
            te_lang[number] = duration
        oordelen.add(uitkomst.oordeel if isinstance(uitkomst, Receipt) else "geweigerd")
    assert not te_lang
    return oordelen


@pytest.mark.parametrize("retour", ["automatisch", "zelf"])
async def test_no_value_in_a_bericht_is_an_error_or_much_work(config: Settings, retour: str) -> None:
    partijen = [
        Partij(soort="gemeente", code=GEMEENTE, naam="G", retour=retour, geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="A", retour=retour, geldig_van=BEGIN),
        Partij(soort="regio", code="REGIO", naam="R", geldig_van=BEGIN),
    ]
    clock = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(config, clock, **rows(), partijen=partijen) as gateway:
        oordelen = set()
        for soort in ("JW301", "JW315"):
            oordelen |= await _neem(gateway, soort, _zorg_zonder_einde(soort), "Z")
        for soort in SOORTEN:
            oordelen |= await _neem(gateway, soort, _uitersten(soort), "U")
        assert oordelen == {"goedgekeurd" if retour == "automatisch" else "voorlopig", "afgekeurd", "geweigerd"}
        await _vraag_alles(gateway, (STROMEN,) if retour == "zelf" else tuple(REPORTS.values()))
        # Who answers himself gets one reference many times here; what then counts is for tests/gateway/test_zelf.py.
        differences = await gateway.plafonds.recalculate(administration(gateway))
        assert retour == "zelf" or differences == []


async def _vraag_alles(gateway: Gateway, reports: Sequence[Report]) -> None:
    """What was booked of it breaks no question, and building it anew comes to the same."""
    termijnen = gateway.termijnen
    for day in (date(2026, 6, 1), date(2099, 12, 31)):
        listing = await termijnen.klokken(administration(gateway), Question(limiet=10_000), op=day)
        assert all(clock.deadline <= date.max for clock in listing.klokken)
        await termijnen.summary(administration(gateway), "2000..2099", op=day)
    async with cijfers(gateway) as figures:
        for report in reports:
            figures.ask(report, "2026-05", dimension=report.dimension, presumed_end=True)
    await gateway.measure(as_(gateway, "REGIO"))
    await gateway.plafonds.from_regio(administration(gateway), None)
    assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
