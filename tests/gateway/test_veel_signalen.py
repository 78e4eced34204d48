# SPDX-License-Identifier: EUPL-1.2
"""More signals than a receipt can hold reject nothing, and change nothing of what is booked."""

from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import JW301
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.signalen import MEESTE_BEVINDINGEN
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden import STANDAARDEN
from berichtenverkeer.validation.toetsing import Oordeel
from berichtenverkeer.web.vormen import ontvangstbewijs
from bouwers import AANBIEDER, GEMEENTE, jw301
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen

KLOK = StaandeKlok(date(2026, 6, 1))
TOEWIJZING = "Client/ToegewezenProducten/ToegewezenProduct"
AANTAL = MEESTE_BEVINDINGEN + 1
ZELF = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
]


def met_veel_signalen() -> JW301:
    """So many new toewijzingen of one day, each with a reason of change that a new one has not (IV099)."""
    bericht = jw301({f"{TOEWIJZING}/RedenWijziging": "02"})
    (een,) = bericht.client.toegewezen_producten.toegewezen_product
    alle = tuple(
        msgspec.structs.replace(een, toewijzing_nummer=100 + nummer, ingangsdatum=dag, einddatum=dag)
        for nummer in range(AANTAL)
        for dag in (date(2026, 4, 1) + timedelta(days=nummer),)
    )
    producten = msgspec.structs.replace(bericht.client.toegewezen_producten, toegewezen_product=alle)
    client = msgspec.structs.replace(bericht.client, toegewezen_producten=producten)
    return msgspec.structs.replace(bericht, client=client)


async def toewijzingen(gateway: Gateway) -> int:
    async with gateway.database.lees() as conn:
        sql = "select count(*) from toewijzing where regio = $1 and pos_tot is null"
        aantal: int = await conn.fetchval(sql, gateway.regio)
        return aantal


async def test_an_approved_bericht_has_no_finding_because_there_are_many_signals(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        bon = await ontvangen(gateway, met_veel_signalen(), GEMEENTE)
        assert bon.oordeel is Oordeel.GOEDGEKEURD
        assert all(een.is_signaal for een in bon.bevindingen)
        assert [bon.bevindingen[-1].code, len(bon.bevindingen)] == ["SIGNAAL-ER-IS-MEER", AANTAL]
        bewijs = ontvangstbewijs(bon, bon.sha256, STANDAARDEN)
        assert (bewijs.bevindingen, "fout" in bewijs.niveaus.values()) == ([], False)


async def test_what_waits_for_its_receiver_is_not_disputed_for_it(instellingen: Instellingen) -> None:
    """Everything of the client is folded anew when the next bericht comes: the first must count as it did."""
    async with gateway_met_register(instellingen, KLOK, partijen=ZELF) as gateway:
        bon = await ontvangen(gateway, met_veel_signalen(), GEMEENTE)
        assert bon.oordeel is Oordeel.VOORLOPIG
        assert await toewijzingen(gateway) == AANTAL
        volgende = jw301(
            {
                f"{TOEWIJZING}/ToewijzingNummer": 1,
                f"{TOEWIJZING}/Product/Code": "45A05",
                "Header/BerichtIdentificatie/Identificatie": "VOLGENDE",
            }
        )
        await ontvangen(gateway, volgende, GEMEENTE)
        assert await toewijzingen(gateway) == AANTAL + 1
        anders = await herbouw(gateway.database, gateway.regio)
        assert not any(anders.verschillen.values()), anders.verschillen
