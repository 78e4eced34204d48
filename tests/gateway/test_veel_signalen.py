# SPDX-License-Identifier: EUPL-1.2
"""More signals than a receipt can hold reject nothing, and change nothing of what is booked."""

from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import JW301
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.signalen import MOST_BEVINDINGEN
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden import STANDAARDEN
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.web.forms import proof_of_receipt
from bouwers import AANBIEDER, GEMEENTE, jw301
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

KLOK = StaandeKlok(date(2026, 6, 1))
TOEWIJZING = "Client/ToegewezenProducten/ToegewezenProduct"
AANTAL = MOST_BEVINDINGEN + 1
ZELF = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
]


def met_veel_signalen() -> JW301:
    """So many new toewijzingen of one day, each with a reason of change that a new one has not (IV099)."""
    bericht = jw301({f"{TOEWIJZING}/RedenWijziging": "02"})
    (one,) = bericht.client.toegewezen_producten.toegewezen_product
    every = tuple(
        msgspec.structs.replace(one, toewijzing_nummer=100 + number, ingangsdatum=day, einddatum=day)
        for number in range(AANTAL)
        for day in (date(2026, 4, 1) + timedelta(days=number),)
    )
    producten = msgspec.structs.replace(bericht.client.toegewezen_producten, toegewezen_product=every)
    client = msgspec.structs.replace(bericht.client, toegewezen_producten=producten)
    return msgspec.structs.replace(bericht, client=client)


async def toewijzingen(gateway: Gateway) -> int:
    async with gateway.database.lees() as conn:
        sql = "select count(*) from toewijzing where regio = $1 and pos_tot is null"
        count: int = await conn.fetchval(sql, gateway.regio)
        return count


async def test_an_approved_bericht_has_no_finding_because_there_are_many_signals(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        receipt = await received(gateway, met_veel_signalen(), GEMEENTE)
        assert receipt.oordeel is Oordeel.GOEDGEKEURD
        assert all(one.is_signaal for one in receipt.bevindingen)
        assert [receipt.bevindingen[-1].code, len(receipt.bevindingen)] == ["SIGNAAL-ER-IS-MEER", AANTAL]
        proof = proof_of_receipt(receipt, receipt.sha256, STANDAARDEN)
        assert (proof.bevindingen, "fout" in proof.niveaus.values()) == ([], False)


async def test_what_waits_for_its_receiver_is_not_disputed_for_it(config: Settings) -> None:
    """Everything of the client is folded anew when the next bericht comes: the first must count as it did."""
    async with gateway_met_register(config, KLOK, partijen=ZELF) as gateway:
        receipt = await received(gateway, met_veel_signalen(), GEMEENTE)
        assert receipt.oordeel is Oordeel.VOORLOPIG
        assert await toewijzingen(gateway) == AANTAL
        following = jw301(
            {
                f"{TOEWIJZING}/ToewijzingNummer": 1,
                f"{TOEWIJZING}/Product/Code": "45A05",
                "Header/BerichtIdentificatie/Identificatie": "VOLGENDE",
            }
        )
        await received(gateway, following, GEMEENTE)
        assert await toewijzingen(gateway) == AANTAL + 1
        otherwise = await rebuild(gateway.database, gateway.regio)
        assert not any(otherwise.verschillen.values()), otherwise.verschillen
