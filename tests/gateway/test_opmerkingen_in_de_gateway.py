# SPDX-License-Identifier: EUPL-1.2
"""Signals of a bericht that is accepted: both parties see them, nothing is rejected for them."""

from datetime import date
from uuid import UUID

from bellers import as_
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw323, with_
from gatewaybouw import StaandeKlok, gateway_met_register, received

START = "Client/StartProducten/StartProduct"
PRESTATIE = "Declaratie/Clienten/Client/Prestaties/Prestatie"
KLOK = StaandeKlok(date(2026, 6, 1))


async def signalen(gateway: Gateway, partij: str, bericht_id: UUID) -> list[str]:
    seen = await gateway.postvak.view(as_(gateway, partij), bericht_id)
    assert seen is not None
    return [one.code for one in seen.envelope.bevindingen]


async def test_both_parties_see_a_signal_and_the_bericht_is_booked(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        await received(gateway, jw301(), GEMEENTE)
        start = jw305({f"{START}/Begindatum": "2026-03-31", f"{START}/Product/Code": "45A05"})
        receipt = await received(gateway, start, AANBIEDER)
        assert receipt.oordeel is Oordeel.GOEDGEKEURD
        expected = ["SIGNAAL-START-VOOR-INGANGSDATUM", "SIGNAAL-START-ANDER-PRODUCT"]
        assert [one.code for one in receipt.bevindingen] == expected
        assert all(one.regelnummer for one in receipt.bevindingen)
        for partij in (AANBIEDER, GEMEENTE):
            assert await signalen(gateway, partij, receipt.id) == expected
        async with gateway.database.lees() as conn:
            assert await conn.fetchval("select code from levering where regio = $1", gateway.regio) == "45A05"


async def test_a_proef_tells_the_same(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        await received(gateway, jw301(), GEMEENTE)
        receipt = await received(gateway, jw305({f"{START}/Begindatum": "2026-03-31"}), AANBIEDER, is_proef=True)
        assert [one.code for one in receipt.bevindingen] == ["SIGNAAL-START-VOOR-INGANGSDATUM"]


async def test_of_a_declaratie_only_what_is_booked_has_signals(config: Settings) -> None:
    """Two prestaties of nothing; the second is on a toewijzing that nobody gave, so it is rejected."""
    async with gateway_met_register(config, KLOK) as gateway:
        entry = {"Client/ToegewezenProducten/ToegewezenProduct/Ingangsdatum": "2026-01-01"}
        await received(gateway, jw301(entry), GEMEENTE)
        nul = {
            f"{PRESTATIE}/IngediendBedrag/Bedrag": 0,
            f"{PRESTATIE}/GeleverdVolume": 0,
            "Declaratie/TotaalIngediendBedrag/TotaalBedrag": 0,
        }
        bericht = jw323(nul)
        tweede = with_(bericht, f"{PRESTATIE}[2]/ToewijzingNummer", 99)
        tweede = with_(tweede, f"{PRESTATIE}[2]/ProductReferentie/ReferentieNummer", "RN2")
        receipt = await received(gateway, tweede, AANBIEDER)
        signalen_ = [one for one in receipt.bevindingen if one.code.startswith("SIGNAAL-")]
        assert [(one.code, one.pad) for one in signalen_] == [
            ("SIGNAAL-PRESTATIE-NUL", f"JW323/{PRESTATIE.replace('Client/', 'Client[1]/')}[1]/IngediendBedrag/Bedrag")
        ]
        assert {one.code for one in receipt.bevindingen} - {"SIGNAAL-PRESTATIE-NUL"}


async def test_of_a_declaratie_that_is_rejected_as_a_whole_nothing_is_told(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        bericht = jw323({f"{PRESTATIE}/IngediendBedrag/Bedrag": 0})  # the total still says 50 euro
        receipt = await received(gateway, bericht, AANBIEDER)
        assert receipt.oordeel is Oordeel.AFGEKEURD
        assert not [one for one in receipt.bevindingen if one.code.startswith("SIGNAAL-")]
