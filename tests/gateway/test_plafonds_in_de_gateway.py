# SPDX-License-Identifier: EUPL-1.2
"""Ceilings in the way of a bericht: reserve, take, refuse, answer for a gemeente; figures countable by hand.

Product 45A04 costs 100 euro a uur; 4 uur in all is 400 euro. The plafond of the aanbieder is 1,000 euro.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from bellers import als, beheer
from berichtenverkeer.berichten import read, soort
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.plafonds import laat_vervallen
from berichtenverkeer.plafonds import lading, opslag
from berichtenverkeer.plafonds.sleutels import Rekening
from berichtenverkeer.postvak.bak import Richting, Zoekvraag
from berichtenverkeer.register.rijen import (
    Contract,
    Gebied,
    Gemeente,
    Mandaat,
    Plafond,
    Product,
    Segment,
    Tarief,
)
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw315, jw319
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen, register

BSN = ("999900006", "999900018", "999900031", "999900043")
VERZOEK = "Client/AangevraagdeProducten/AangevraagdProduct[1]"
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"
OMVANG = {"Volume": 4, "Eenheid": "04", "Frequentie": "6"}


def rijen(plafond_cents: int = 100_000, beleid: str = "signaleren") -> dict[str, list[Any]]:
    return {
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="a", geldig_van=BEGIN)],
        "segmenten": [Segment(segment="4", naam="S", financieringsvorm="pxq", gewicht=1, geldig_van=BEGIN)],
        "producten": [Product(categorie="45", code="45A04", omschrijving="P", segment="4", geldig_van=BEGIN)],
        "contracten": [
            Contract(
                aanbieder=AANBIEDER,
                categorie="45",
                code="45A04",
                uitvoeringsvariant="inspanningsgericht",
                geldig_van=BEGIN,
            )
        ],
        "tarieven": [
            Tarief(
                categorie="45",
                code="45A04",
                jaar=2026,
                eenheid="04",
                tarief_cents=10_000,
                geldig_van=date(2026, 1, 1),
                geldig_tot=date(2026, 12, 31),
            )
        ],
        "plafonds": [
            Plafond(
                aanbieder=AANBIEDER,
                jaar=2026,
                bedrag_cents=plafond_cents,
                geldig_van=date(2026, 1, 1),
                geldig_tot=date(2026, 12, 31),
            )
        ],
        "mandaten": [Mandaat(gemeente=GEMEENTE, beleid=beleid, geldig_van=BEGIN)],
    }


@asynccontextmanager
async def gateway_met_plafond(instellingen: Instellingen, **opties: Any) -> AsyncIterator[tuple[Gateway, StaandeKlok]]:
    klok = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(instellingen, klok, **rijen(**opties)) as gateway:
        yield gateway, klok
        async with gateway.database.lees(momentopname=True) as conn:
            assert await lading.herbereken(Grootboek(conn, gateway.regio)) == []
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())


def verzoek(nummer: int) -> Any:
    return jw315(
        {
            "Header/BerichtIdentificatie/Identificatie": f"V{nummer}",
            "Client/Bsn": BSN[nummer],
            f"{VERZOEK}/ReferentieAanbieder": f"R{nummer}",
            f"{VERZOEK}/Omvang": OMVANG,
        }
    )


def toewijzing(nummer: int, **anders: Any) -> Any:
    return jw301(
        {
            "Header/BerichtIdentificatie/Identificatie": f"T{nummer}{anders.get('volume', '')}",
            "Client/Bsn": BSN[nummer],
            f"{TOEGEWEZEN}/ToewijzingNummer": nummer + 1,
            f"{TOEGEWEZEN}/Omvang": {**OMVANG, "Volume": anders.get("volume", 4)},
            f"{TOEGEWEZEN}/ReferentieAanbieder": f"R{nummer}" if anders.get("met_referentie", True) else None,
        }
    )


async def rekeningen(gateway: Gateway) -> tuple[int, int, int, int]:
    """VRIJ, GERESERVEERD, BESLAG and OVERSCHRIJDING in euros."""
    async with gateway.database.lees() as conn:
        (saldo,) = await opslag.lees_saldi(Grootboek(conn, gateway.regio))
    op = Rekening.VRIJ, Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.OVERSCHRIJDING
    vrij, gereserveerd, beslag, overschrijding = (saldo.stand(een) // 100 for een in op)
    return vrij, gereserveerd, beslag, overschrijding


async def test_a_request_reserves_and_its_toewijzing_takes_what_it_really_costs(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        assert not (await ontvangen(gateway, verzoek(0), AANBIEDER)).bevindingen
        assert await rekeningen(gateway) == (600, 400, 0, 0)
        assert not (await ontvangen(gateway, toewijzing(0, volume=5), GEMEENTE)).bevindingen
        assert await rekeningen(gateway) == (500, 0, 500, 0)


async def test_what_does_not_fit_is_a_signal_and_reserves_nothing(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        for nummer in (0, 1):
            await ontvangen(gateway, verzoek(nummer), AANBIEDER)
        bon = await ontvangen(gateway, verzoek(2), AANBIEDER)
        assert bon.oordeel is Oordeel.GOEDGEKEURD
        assert [(b.code, b.pad) for b in bon.bevindingen] == [("SIGNAAL-PLAFOND-NEE-PLAFOND", f"JW315/{VERZOEK}")]
        assert await rekeningen(gateway) == (200, 800, 0, 0)
        boven = await ontvangen(gateway, toewijzing(2), GEMEENTE)
        assert [b.code for b in boven.bevindingen] == ["SIGNAAL-PLAFOND-OVERSCHRIJDING"]
        assert await rekeningen(gateway) == (0, 800, 400, -200)


async def test_a_gemeente_that_blocks_is_answered_for(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen, plafond_cents=10_000, beleid="blokkeren") as (gateway, _):
        bon = await ontvangen(gateway, verzoek(0), AANBIEDER)
        assert bon.oordeel is Oordeel.GOEDGEKEURD
        soorten = {}
        for partij in (AANBIEDER, GEMEENTE):
            pagina = await gateway.postvak.lijst(als(gateway, partij), Zoekvraag())
            soorten[partij] = [(stuk.richting, stuk.berichtsoort) for stuk in pagina.stukken]
            for stuk in pagina.stukken:
                data = await gateway.postvak.payload(als(gateway, partij), stuk.bericht_id)
                assert data is not None
                if stuk.berichtsoort == "JW319":
                    antwoord: Any = read(data)
                    assert soort(antwoord).naam == "JW319"
                    assert antwoord.antwoord.referentie_aanbieder == "R0"
                    assert antwoord.antwoord.reden_afwijzing_verzoek == "2"
        naar, van = Richting.IN, Richting.UIT
        assert soorten[AANBIEDER] == [(van, "JW315"), (naar, "JW316"), (naar, "JW319"), (van, "JW320")]
        assert soorten[GEMEENTE] == [(naar, "JW315"), (van, "JW316"), (van, "JW319"), (naar, "JW320")]
        assert await rekeningen(gateway) == (100, 0, 0, 0)
        opnieuw = jw319({"Antwoord/ReferentieAanbieder": "R0"})
        assert [b.code for b in (await ontvangen(gateway, opnieuw, GEMEENTE)).bevindingen] == ["TR365"]


async def test_a_rejection_gives_the_room_back(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        await ontvangen(gateway, verzoek(0), AANBIEDER)
        await ontvangen(gateway, jw319({"Antwoord/ReferentieAanbieder": "R0"}), GEMEENTE)
        assert await rekeningen(gateway) == (1000, 0, 0, 0)


async def test_a_reservation_lapses_by_the_timer_after_56_days(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, klok):
        await ontvangen(gateway, verzoek(0), AANBIEDER)
        klok.zet(date(2026, 6, 9))
        assert await laat_vervallen(gateway.database, gateway.regio, klok) == 0
        klok.zet(date(2026, 6, 10))
        assert await laat_vervallen(gateway.database, gateway.regio, klok) == 1
        assert await rekeningen(gateway) == (1000, 0, 0, 0)


async def test_a_register_load_books_the_new_amount(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        await ontvangen(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        await gateway.register.laad(beheer(gateway), register(gateway.regio, **rijen(30_000)))
        assert await rekeningen(gateway) == (0, 0, 400, -100)


async def test_two_requests_at_the_same_moment_do_not_both_get_the_last_room(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen, plafond_cents=50_000) as (gateway, _):
        bonnen = await asyncio.gather(*(ontvangen(gateway, verzoek(nummer), AANBIEDER) for nummer in range(4)))
        assert sum(not bon.bevindingen for bon in bonnen) == 1
        assert await rekeningen(gateway) == (100, 400, 0, 0)
