# SPDX-License-Identifier: EUPL-1.2
"""Declaraties and JW317's under a ceiling of 1,000 euro, by the gateway; 4 uur in all is 400 euro (April-December)."""

import asyncio
from datetime import date
from typing import Any

from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway import plafonds
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.plafonds import lading, opslag
from berichtenverkeer.plafonds.sleutels import Rekening
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw317, jw323, met
from gateway.test_plafonds_in_de_gateway import (
    OMVANG,
    gateway_met_plafond,
    rekeningen,
    rijen,
    toewijzing,
    verzoek,
)
from gateway.test_zelf import FOUT, PARTIJEN
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen

P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}


def declaratie(nummer: str, uren: int, **anders: Any) -> bytes:
    """A JW323 over April on toewijzing 1: so many uren of 100 euro."""
    referentie = {"ReferentieNummer": f"R{nummer}"}
    if "vorige" in anders:
        referentie["VorigReferentieNummer"] = anders["vorige"]
    velden = {
        "Header/BerichtIdentificatie/Identificatie": f"I{nummer}",
        "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
        "Declaratie/DeclaratieNummer": nummer,
        "Declaratie/DeclaratiePeriode": APRIL,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": uren * 10_000, "DebetCredit": anders.get("teken", "D")},
        f"{P}/ProductReferentie": referentie,
        f"{P}/ProductPeriode": APRIL,
        f"{P}/GeleverdVolume": uren,
        f"{P}/ProductTarief": 10_000,
        f"{P}/IngediendBedrag": {"Bedrag": uren * 10_000, "DebetCredit": anders.get("teken", "D")},
    }
    return write(jw323(velden))


def wijziging(volume: int) -> bytes:
    """A JW317 that asks toewijzing 1 to be `volume` uren in all."""
    wens = {
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
                "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]": wens,
            }
        )
    )


async def saldo(gateway: Gateway) -> tuple[int, int, int, int, int]:
    """VRIJ, GERESERVEERD, BESLAG, REALISATIE and OVERSCHRIJDING in euros, rounded down."""
    async with gateway.database.lees() as conn:
        (een,) = await opslag.lees_saldi(Grootboek(conn, gateway.regio))
    vrij, gereserveerd, beslag, over = await rekeningen(gateway)
    return vrij, gereserveerd, beslag, een.stand(Rekening.REALISATIE) // 100, over


async def test_what_is_approved_takes_the_place_of_its_month_and_a_credit_gives_it_back(
    instellingen: Instellingen,
) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, klok):
        await ontvangen(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        assert await saldo(gateway) == (600, 0, 400, 0, 0)
        klok.zet(date(2026, 5, 20))
        bon = await ontvangen(gateway, declaratie("D1", 2), AANBIEDER)
        assert (bon.oordeel, [een.code for een in bon.bevindingen]) == (Oordeel.GOEDGEKEURD, [])
        assert await saldo(gateway) == (443, 0, 356, 200, 0)  # 245 of 275 days
        await ontvangen(gateway, declaratie("D2", 2, teken="C", vorige="RD1"), AANBIEDER)
        assert await saldo(gateway) == (600, 0, 400, 0, 0)


async def test_a_jw317_that_does_not_fit_is_one_signal_at_the_verzoek(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        await ontvangen(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        bon = await ontvangen(gateway, wijziging(11), AANBIEDER)
        assert [(b.code, b.pad) for b in bon.bevindingen] == [("SIGNAAL-PLAFOND-NEE-PLAFOND", "JW317/Client/Verzoek")]
        register = gateway.register.stand
        weg = await plafonds.uitwegen(gateway.database, gateway.regio, register, bon.id, date(2026, 4, 15))
        assert [(een.referentie, een.aanbieders) for een in weg] == [("VOW1", [])]


async def test_a_jw317_reserves_what_it_asks_more(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        await ontvangen(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        assert not (await ontvangen(gateway, wijziging(10), AANBIEDER)).bevindingen
        assert await saldo(gateway) == (0, 600, 400, 0, 0)


async def test_of_many_timers_one_moves_the_month_and_the_check_agrees_before_and_after(
    instellingen: Instellingen,
) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, klok):
        await ontvangen(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        for dag, boekingen in ((date(2026, 7, 31), 0), (date(2026, 8, 1), 1)):
            klok.zet(dag)
            timers = (plafonds.verschuif_peilmaand(gateway.database, gateway.regio, klok) for _ in range(4))
            assert sorted(await asyncio.gather(*timers)) == [0, 0, 0, boekingen]
            async with gateway.database.lees(momentopname=True) as conn:
                assert await lading.herbereken(Grootboek(conn, gateway.regio)) == []
        assert await saldo(gateway) == (643, 0, 356, 0, 0)
        async with gateway.database.lees() as conn:
            vraag = "select count(*) from gebeurtenis where regio = $1 and soort = 'PeilmaandVerschoven'"
            assert await conn.fetchval(vraag, gateway.regio) == 2


async def test_a_verzoek_that_its_receiver_undoes_gives_its_room_back_and_can_be_asked_anew(
    instellingen: Instellingen,
) -> None:
    partijen: list[Partij] = PARTIJEN
    klok = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(instellingen, klok, **(rijen() | {"partijen": partijen})) as gateway:
        eerst = verzoek(0)
        await ontvangen(gateway, eerst, AANBIEDER)
        assert await rekeningen(gateway) == (600, 400, 0, 0)
        retour = write(retourbericht(eerst, [FOUT], "R1", date(2026, 4, 15)))
        await ontvangen(gateway, retour, GEMEENTE)
        assert await rekeningen(gateway) == (1000, 0, 0, 0)
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
        await ontvangen(gateway, met(eerst, "Header/BerichtIdentificatie/Identificatie", "V9"), AANBIEDER)
        assert await rekeningen(gateway) == (600, 400, 0, 0)
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
