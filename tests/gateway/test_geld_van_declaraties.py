# SPDX-License-Identifier: EUPL-1.2
"""Declaraties and JW317's under a ceiling of 1,000 euro, by the gateway; 4 uur in all is 400 euro (April-December)."""

import asyncio
from datetime import date
from typing import Any

from bellers import as_
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import plafonds
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.plafonds import lading, store
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw317, jw323, with_
from gateway.test_plafonds_in_de_gateway import (
    OMVANG,
    gateway_met_plafond,
    rekeningen,
    rows,
    toewijzing,
    verzoek,
)
from gateway.test_zelf import FAULT, PARTIJEN
from gatewaybouw import StaandeKlok, gateway_met_register, received

P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}


def declaratie(number: str, uren: int, **otherwise: Any) -> bytes:
    """A JW323 over April on toewijzing 1: so many uren of 100 euro."""
    referentie = {"ReferentieNummer": f"R{number}"}
    if "vorige" in otherwise:
        referentie["VorigReferentieNummer"] = otherwise["vorige"]
    fields = {
        "Header/BerichtIdentificatie/Identificatie": f"I{number}",
        "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
        "Declaratie/DeclaratieNummer": number,
        "Declaratie/DeclaratiePeriode": APRIL,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": uren * 10_000, "DebetCredit": otherwise.get("teken", "D")},
        f"{P}/ProductReferentie": referentie,
        f"{P}/ProductPeriode": APRIL,
        f"{P}/GeleverdVolume": uren,
        f"{P}/ProductTarief": 10_000,
        f"{P}/IngediendBedrag": {"Bedrag": uren * 10_000, "DebetCredit": otherwise.get("teken", "D")},
    }
    return write(jw323(fields))


def wijziging(volume: int) -> bytes:
    """A JW317 that asks toewijzing 1 to be `volume` uren in all."""
    wish = {
        "ToewijzingNummer": 1,
        "GewensteIngangsdatum": "2026-04-01",
        "Einddatum": "2026-12-31",
        "Omvang": {**OMVANG, "Volume": volume},
    }
    return write(
        jw317(
            {
                "Client/Verzoek/OngewijzigdeProducten": None,
                "Client/Verzoek/NieuweProducten": None,
                "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]": wish,
            }
        )
    )


async def saldo(gateway: Gateway) -> tuple[int, int, int, int, int]:
    """VRIJ, GERESERVEERD, BESLAG, REALISATIE and OVERSCHRIJDING in euros, rounded down."""
    async with gateway.database.lees() as conn:
        (one,) = await store.read_saldi(Grootboek(conn, gateway.regio))
    free, gereserveerd, beslag, about = await rekeningen(gateway)
    return free, gereserveerd, beslag, one.stand(Rekening.REALISATIE) // 100, about


async def test_what_is_approved_takes_the_place_of_its_month_and_a_credit_gives_it_back(
    config: Settings,
) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        assert await saldo(gateway) == (600, 0, 400, 0, 0)
        clock.zet(date(2026, 5, 20))
        receipt = await received(gateway, declaratie("D1", 2), AANBIEDER)
        assert (receipt.oordeel, [one.code for one in receipt.bevindingen]) == (Oordeel.GOEDGEKEURD, [])
        assert await saldo(gateway) == (443, 0, 356, 200, 0)  # 245 of 275 days
        await received(gateway, declaratie("D2", 2, teken="C", vorige="RD1"), AANBIEDER)
        assert await saldo(gateway) == (600, 0, 400, 0, 0)


async def test_a_jw317_that_does_not_fit_is_one_signal_at_the_verzoek(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        receipt = await received(gateway, wijziging(11), AANBIEDER)
        assert [(b.code, b.pad) for b in receipt.bevindingen] == [
            ("SIGNAAL-PLAFOND-NEE-PLAFOND", "JW317/Client/Verzoek")
        ]
        gone = await gateway.alternatieven.listing(as_(gateway, GEMEENTE), receipt.id)
        assert gone is not None
        assert [(one.referentie, one.aanbieders) for one in gone.ways_out] == [("VOW1", [])]


async def test_a_jw317_reserves_what_it_asks_more(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        assert not (await received(gateway, wijziging(10), AANBIEDER)).bevindingen
        assert await saldo(gateway) == (0, 600, 400, 0, 0)


async def test_of_many_timers_one_moves_the_month_and_the_check_agrees_before_and_after(
    config: Settings,
) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        for day, boekingen in ((date(2026, 7, 31), 0), (date(2026, 8, 1), 1)):
            clock.zet(day)
            timers = (plafonds.shift_peilmaand(gateway.database, gateway.regio, clock) for _ in range(4))
            assert sorted(await asyncio.gather(*timers)) == [0, 0, 0, boekingen]
            async with gateway.database.lees(snapshot=True) as conn:
                assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        assert await saldo(gateway) == (643, 0, 356, 0, 0)
        async with gateway.database.lees() as conn:
            question = "select count(*) from gebeurtenis where regio = $1 and soort = 'PeilmaandVerschoven'"
            assert await conn.fetchval(question, gateway.regio) == 2


async def test_a_verzoek_that_its_receiver_undoes_gives_its_room_back_and_can_be_asked_anew(
    config: Settings,
) -> None:
    partijen: list[Partij] = PARTIJEN
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(config, clock, **(rows() | {"partijen": partijen})) as gateway:
        first = verzoek(0)
        await received(gateway, first, AANBIEDER)
        assert await rekeningen(gateway) == (600, 400, 0, 0)
        retour = write(retourbericht(first, [FAULT], "R1", date(2026, 4, 15)))
        await received(gateway, retour, GEMEENTE)
        assert await rekeningen(gateway) == (1000, 0, 0, 0)
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
        await received(gateway, with_(first, "Header/BerichtIdentificatie/Identificatie", "V9"), AANBIEDER)
        assert await rekeningen(gateway) == (600, 400, 0, 0)
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
