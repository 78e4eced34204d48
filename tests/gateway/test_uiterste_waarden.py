# SPDX-License-Identifier: EUPL-1.2
"""Values that the schema allows and nobody would write: no date, number or pair of them is an error or much work."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bellers import als, beheer
from berichtenverkeer.berichten import Bericht, Klasse, write
from berichtenverkeer.berichten.plan import velden
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.termijnen.klokken import Vraag
from bouwers import AANBIEDER, GEMEENTE, bouw, met
from gateway.test_plafonds_in_de_gateway import rijen
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, stuur

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


def _bladeren(deel: Klasse, pad: str = "") -> Iterator[tuple[str, Any]]:
    """Path and value of every date and number in a bericht."""
    for veld in velden(type(deel)):
        waarde = getattr(deel, veld.attribuut)
        een = waarde[0] if veld.herhaalt and waarde else waarde
        if veld.klasse is not None and een is not None:
            yield from _bladeren(een, f"{pad}{veld.element}/")
        elif veld.soort in (date, int) and een is not None:
            yield f"{pad}{veld.element}", een


def _uitersten(soort: str) -> Iterator[Bericht]:
    """Each value by itself, then each pair of dates: the first and the last day in both orders."""
    basis = bouw(soort)
    bladeren = [(pad, waarde) for pad, waarde in _bladeren(basis) if not pad.startswith("Header/Bericht")]
    for pad, waarde in bladeren:
        for uiterste in DAGEN if isinstance(waarde, date) else GETALLEN:
            yield met(basis, pad, uiterste)
    dagen = [pad for pad, waarde in bladeren if isinstance(waarde, date)]
    for een in dagen:
        for ander in dagen:
            for begin, eind in ((date.min, date.max), (date.min, date.min), (date.max, date.max)):
                yield met(met(basis, een, begin), ander, eind)


def _zorg_zonder_einde(soort: str) -> Iterator[Bericht]:
    """Care of ten thousand years, per day, week, month and in all."""
    lijst, van, tot = {
        "JW301": ("Client/ToegewezenProducten/ToegewezenProduct", "Ingangsdatum", "Einddatum"),
        "JW315": ("Client/AangevraagdeProducten/AangevraagdProduct", "ToewijzingIngangsdatum", "ToewijzingEinddatum"),
    }[soort]
    for frequentie in "1246":
        for begin, eind in ((date.min, date.max), (date.min, date(2026, 12, 31)), (date(2026, 1, 1), date.max)):
            for volume in (1, 99_999_999):
                velden_ = {"Omvang/Frequentie": frequentie, "Omvang/Volume": volume, van: begin, tot: eind}
                yield bouw(soort, {f"{lijst}/{naam}": waarde for naam, waarde in velden_.items()})


async def _neem(gateway: Gateway, soort: str, berichten: Iterator[Bericht], wanneer: str) -> set[str]:
    """Send them all; which oordelen there were."""
    oordelen, te_lang = set(), {}
    for nummer, bericht in enumerate(berichten):
        data = write(met(bericht, KENMERK, f"{wanneer}{nummer}"))
        begin = time.thread_time()
        uitkomst = await stuur(gateway, data, SOORTEN[soort])
        if (duur := time.thread_time() - begin) > HOOGSTENS_S:
            te_lang[nummer] = duur
        oordelen.add(uitkomst.oordeel if isinstance(uitkomst, Bon) else "geweigerd")
    assert not te_lang
    return oordelen


@pytest.mark.parametrize("retour", ["automatisch", "zelf"])
async def test_no_value_in_a_bericht_is_an_error_or_much_work(instellingen: Instellingen, retour: str) -> None:
    partijen = [
        Partij(soort="gemeente", code=GEMEENTE, naam="G", retour=retour, geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="A", retour=retour, geldig_van=BEGIN),
        Partij(soort="regio", code="REGIO", naam="R", geldig_van=BEGIN),
    ]
    klok = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(instellingen, klok, **rijen(), partijen=partijen) as gateway:
        oordelen = set()
        for soort in ("JW301", "JW315"):
            oordelen |= await _neem(gateway, soort, _zorg_zonder_einde(soort), "Z")
        for soort in SOORTEN:
            oordelen |= await _neem(gateway, soort, _uitersten(soort), "U")
        assert oordelen == {"goedgekeurd" if retour == "automatisch" else "voorlopig", "afgekeurd", "geweigerd"}
        await _vraag_alles(gateway)
        # Who answers himself gets one reference many times here; what then counts is for tests/gateway/test_zelf.py.
        verschillen = await gateway.plafonds.herbereken(beheer(gateway))
        assert retour == "zelf" or verschillen == []


async def _vraag_alles(gateway: Gateway) -> None:
    """What was booked of it breaks no question, and building it anew comes to the same."""
    termijnen = gateway.termijnen
    for dag in (date(2026, 6, 1), date(2099, 12, 31)):
        lijst = await termijnen.klokken(beheer(gateway), Vraag(limiet=10_000), op=dag)
        assert all(klok.deadline <= date.max for klok in lijst.klokken)
        await termijnen.samenvatting(beheer(gateway), "2000..2099", op=dag)
    rapportages = gateway.rapportages
    for perioden in ("2000..2025", "2026-05"):
        for dimensie in Dimensie:
            await rapportages.stromen(beheer(gateway), Vraagstelling(perioden=perioden, dimensie=dimensie, termijn=365))
            await rapportages.wachttijden(beheer(gateway), Vraagstelling(perioden=perioden, dimensie=dimensie))
            await rapportages.bewegingen(
                beheer(gateway), Vraagstelling(perioden=perioden, dimensie=dimensie, verondersteld=True)
            )
    await gateway.meet(als(gateway, "REGIO"))
    await gateway.plafonds.van_regio(beheer(gateway), None)
    assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
