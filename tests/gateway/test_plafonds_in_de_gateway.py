# SPDX-License-Identifier: EUPL-1.2
"""Ceilings in the way of a bericht: reserve, take, refuse, answer for a gemeente; figures countable by hand.

Product 45A04 costs 100 euro a uur; 4 uur in all is 400 euro. The plafond of the aanbieder is 1,000 euro.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import msgspec
import pytest

from bellers import administration, as_
from berichtenverkeer.berichten import read, soort
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.plafonds import let_lapse
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.plafonds import lading, store
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.register.rows import (
    Contract,
    Gebied,
    Gemeente,
    Mandaat,
    Plafond,
    Product,
    Segment,
    Tarief,
)
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw315, jw319
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received, register
from waarombouw import require_same_again

BSN = ("999900006", "999900018", "999900031", "999900043")
VERZOEK = "Client/AangevraagdeProducten/AangevraagdProduct[1]"
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"
OMVANG = {"Volume": 4, "Eenheid": "04", "Frequentie": "6"}


def rows(plafond_cents: int = 100_000, beleid: str = "signaleren") -> dict[str, list[Any]]:
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
async def gateway_met_plafond(config: Settings, **options: Any) -> AsyncIterator[tuple[Gateway, StaandeKlok]]:
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(config, clock, **rows(**options)) as gateway:
        yield gateway, clock
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        await require_same_again(gateway)
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


def verzoek(number: int) -> Any:
    return jw315(
        {
            "Header/BerichtIdentificatie/Identificatie": f"V{number}",
            "Client/Bsn": BSN[number],
            f"{VERZOEK}/ReferentieAanbieder": f"R{number}",
            f"{VERZOEK}/Omvang": OMVANG,
        }
    )


def toewijzing(number: int, **otherwise: Any) -> Any:
    return jw301(
        {
            "Header/BerichtIdentificatie/Identificatie": f"T{number}{otherwise.get('volume', '')}",
            "Client/Bsn": BSN[number],
            f"{TOEGEWEZEN}/ToewijzingNummer": number + 1,
            f"{TOEGEWEZEN}/Omvang": {**OMVANG, "Volume": otherwise.get("volume", 4)},
            f"{TOEGEWEZEN}/ReferentieAanbieder": f"R{number}" if otherwise.get("met_referentie", True) else None,
        }
    )


async def rekeningen(gateway: Gateway) -> tuple[int, int, int, int]:
    """VRIJ, GERESERVEERD, BESLAG and OVERSCHRIJDING in euros."""
    async with gateway.database.lees() as conn:
        (saldo,) = await store.read_saldi(Grootboek(conn, gateway.regio))
    op = Rekening.VRIJ, Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.OVERSCHRIJDING
    free, gereserveerd, beslag, overschrijding = (saldo.stand(one) // 100 for one in op)
    return free, gereserveerd, beslag, overschrijding


async def test_a_request_reserves_and_its_toewijzing_takes_what_it_really_costs(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        assert not (await received(gateway, verzoek(0), AANBIEDER)).bevindingen
        assert await rekeningen(gateway) == (600, 400, 0, 0)
        assert not (await received(gateway, toewijzing(0, volume=5), GEMEENTE)).bevindingen
        assert await rekeningen(gateway) == (500, 0, 500, 0)


async def test_what_does_not_fit_is_a_signal_and_reserves_nothing(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        for number in (0, 1):
            await received(gateway, verzoek(number), AANBIEDER)
        receipt = await received(gateway, verzoek(2), AANBIEDER)
        assert receipt.oordeel is Oordeel.GOEDGEKEURD
        assert [(b.code, b.pad) for b in receipt.bevindingen] == [("SIGNAAL-PLAFOND-NEE-PLAFOND", f"JW315/{VERZOEK}")]
        assert await rekeningen(gateway) == (200, 800, 0, 0)
        above = await received(gateway, toewijzing(2), GEMEENTE)
        assert [b.code for b in above.bevindingen] == ["SIGNAAL-PLAFOND-OVERSCHRIJDING"]
        assert await rekeningen(gateway) == (0, 800, 400, -200)


async def test_a_gemeente_that_blocks_is_answered_for(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=10_000, beleid="blokkeren") as (gateway, _):
        receipt = await received(gateway, verzoek(0), AANBIEDER)
        assert receipt.oordeel is Oordeel.GOEDGEKEURD
        kinds = {}
        for partij in (AANBIEDER, GEMEENTE):
            page = await gateway.postvak.listing(as_(gateway, partij), PostvakQuery())
            kinds[partij] = [(piece.richting, piece.berichtsoort) for piece in page.pieces]
            for piece in page.pieces:
                data = await gateway.postvak.payload(as_(gateway, partij), piece.bericht_id)
                assert data is not None
                if piece.berichtsoort == "JW319":
                    antwoord: Any = read(data)
                    assert soort(antwoord).naam == "JW319"
                    assert antwoord.antwoord.referentie_aanbieder == "R0"
                    assert antwoord.antwoord.reden_afwijzing_verzoek == "2"
        to, van = Richting.IN, Richting.UIT
        assert kinds[AANBIEDER] == [(van, "JW315"), (to, "JW316"), (to, "JW319"), (van, "JW320")]
        assert kinds[GEMEENTE] == [(to, "JW315"), (van, "JW316"), (van, "JW319"), (to, "JW320")]
        assert await rekeningen(gateway) == (100, 0, 0, 0)
        again = jw319({"Antwoord/ReferentieAanbieder": "R0"})
        assert [b.code for b in (await received(gateway, again, GEMEENTE)).bevindingen] == ["TR365"]


async def test_a_rejection_gives_the_room_back(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await received(gateway, verzoek(0), AANBIEDER)
        await received(gateway, jw319({"Antwoord/ReferentieAanbieder": "R0"}), GEMEENTE)
        assert await rekeningen(gateway) == (1000, 0, 0, 0)


async def test_a_reservation_lapses_by_the_timer_after_56_days(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        await received(gateway, verzoek(0), AANBIEDER)
        clock.zet(date(2026, 6, 9))
        assert await let_lapse(gateway.database, gateway.regio, clock) == 0
        clock.zet(date(2026, 6, 10))
        assert await let_lapse(gateway.database, gateway.regio, clock) == 1
        assert await rekeningen(gateway) == (1000, 0, 0, 0)


async def test_a_register_load_books_the_new_amount(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        await gateway.register.load(administration(gateway), register(gateway.regio, **rows(30_000)))
        assert await rekeningen(gateway) == (0, 0, 400, -100)


async def test_two_requests_at_the_same_moment_do_not_both_get_the_last_room(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=50_000) as (gateway, _):
        receipts = await asyncio.gather(*(received(gateway, verzoek(number), AANBIEDER) for number in range(4)))
        assert sum(not receipt.bevindingen for receipt in receipts) == 1
        assert await rekeningen(gateway) == (100, 400, 0, 0)


@pytest.mark.parametrize("plafond_cents", [None, 100])
async def test_without_a_contract_the_true_reason_is_told_and_no_plafond_is_announced(
    config: Settings, plafond_cents: int | None
) -> None:
    world = rows(plafond_cents or 0)
    world["contracten"] = [msgspec.structs.replace(one, geldig_tot=date(2026, 3, 31)) for one in world["contracten"]]
    world["plafonds"] = world["plafonds"] if plafond_cents else []
    async with gateway_met_register(config, StaandeKlok(date(2026, 4, 15)), **world) as gateway:
        receipt = await received(gateway, verzoek(0), AANBIEDER)
        codes = ["SIGNAAL-GEEN-CONTRACT", *(["SIGNAAL-PLAFOND-NEE-PLAFOND"] if plafond_cents else [])]
        assert [(one.code, one.pad) for one in receipt.bevindingen] == [(code, f"JW315/{VERZOEK}") for code in codes]
        assert "31 maart 2026" in receipt.bevindingen[0].tekst
