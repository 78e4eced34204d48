# SPDX-License-Identifier: EUPL-1.2
"""Signals of a bericht that is accepted: both parties see them, nothing is rejected for them."""

from datetime import date
from uuid import UUID

from bellers import als
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw323, met
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen

START = "Client/StartProducten/StartProduct"
PRESTATIE = "Declaratie/Clienten/Client/Prestaties/Prestatie"
KLOK = StaandeKlok(date(2026, 6, 1))


async def signalen(gateway: Gateway, partij: str, bericht_id: UUID) -> list[str]:
    gezien = await gateway.postvak.inzage(als(gateway, partij), bericht_id)
    assert gezien is not None
    return [een.code for een in gezien.kop.bevindingen]


async def test_both_parties_see_a_signal_and_the_bericht_is_booked(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        await ontvangen(gateway, jw301(), GEMEENTE)
        start = jw305({f"{START}/Begindatum": "2026-03-31", f"{START}/Product/Code": "45A05"})
        bon = await ontvangen(gateway, start, AANBIEDER)
        assert bon.oordeel is Oordeel.GOEDGEKEURD
        verwacht = ["SIGNAAL-START-VOOR-INGANGSDATUM", "SIGNAAL-START-ANDER-PRODUCT"]
        assert [een.code for een in bon.bevindingen] == verwacht
        assert all(een.regelnummer for een in bon.bevindingen)
        for partij in (AANBIEDER, GEMEENTE):
            assert await signalen(gateway, partij, bon.id) == verwacht
        async with gateway.database.lees() as conn:
            assert await conn.fetchval("select code from levering where regio = $1", gateway.regio) == "45A05"


async def test_a_proef_tells_the_same(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        await ontvangen(gateway, jw301(), GEMEENTE)
        bon = await ontvangen(gateway, jw305({f"{START}/Begindatum": "2026-03-31"}), AANBIEDER, is_proef=True)
        assert [een.code for een in bon.bevindingen] == ["SIGNAAL-START-VOOR-INGANGSDATUM"]


async def test_of_a_declaratie_only_what_is_booked_has_signals(instellingen: Instellingen) -> None:
    """Two prestaties of nothing; the second is on a toewijzing that nobody gave, so it is rejected."""
    async with gateway_met_register(instellingen, KLOK) as gateway:
        ingang = {"Client/ToegewezenProducten/ToegewezenProduct/Ingangsdatum": "2026-01-01"}
        await ontvangen(gateway, jw301(ingang), GEMEENTE)
        nul = {
            f"{PRESTATIE}/IngediendBedrag/Bedrag": 0,
            f"{PRESTATIE}/GeleverdVolume": 0,
            "Declaratie/TotaalIngediendBedrag/TotaalBedrag": 0,
        }
        bericht = jw323(nul)
        tweede = met(bericht, f"{PRESTATIE}[2]/ToewijzingNummer", 99)
        tweede = met(tweede, f"{PRESTATIE}[2]/ProductReferentie/ReferentieNummer", "RN2")
        bon = await ontvangen(gateway, tweede, AANBIEDER)
        signalen_ = [een for een in bon.bevindingen if een.code.startswith("SIGNAAL-")]
        assert [(een.code, een.pad) for een in signalen_] == [
            ("SIGNAAL-PRESTATIE-NUL", f"JW323/{PRESTATIE.replace('Client/', 'Client[1]/')}[1]/IngediendBedrag/Bedrag")
        ]
        assert {een.code for een in bon.bevindingen} - {"SIGNAAL-PRESTATIE-NUL"}


async def test_of_a_declaratie_that_is_rejected_as_a_whole_nothing_is_told(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        bericht = jw323({f"{PRESTATIE}/IngediendBedrag/Bedrag": 0})  # the total still says 50 euro
        bon = await ontvangen(gateway, bericht, AANBIEDER)
        assert bon.oordeel is Oordeel.AFGEKEURD
        assert not [een for een in bon.bevindingen if een.code.startswith("SIGNAAL-")]
