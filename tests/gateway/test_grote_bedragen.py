# SPDX-License-Identifier: EUPL-1.2
"""Volumes of eight digits at a high price: what 64 bits cannot hold is booked as any other money."""

from datetime import date

import msgspec
import pytest

from bellers import beheer
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.plafonds import lading
from bouwers import AANBIEDER, GEMEENTE, bouw
from gateway.test_plafonds_in_de_gateway import BSN, OMVANG, TOEGEWEZEN, VERZOEK, rijen
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen

VOLUME, TARIEF_CENTS = 99_999_999, 10**15 - 1
VEEL = {**OMVANG, "Volume": VOLUME}


@pytest.mark.parametrize("soort", ["JW301", "JW315"])
async def test_money_beyond_64_bits_is_booked_and_told(instellingen: Instellingen, soort: str) -> None:
    register = rijen()
    register["tarieven"] = [msgspec.structs.replace(een, tarief_cents=TARIEF_CENTS) for een in register["tarieven"]]
    register["plafonds"] = [msgspec.structs.replace(een, bedrag_cents=10**15 - 1) for een in register["plafonds"]]
    vandaag = date(2026, 4, 15)
    async with gateway_met_register(instellingen, StaandeKlok(vandaag), **register) as gateway:
        for nummer, bsn in enumerate(BSN, 1):
            eigen = {"Header/BerichtIdentificatie/Identificatie": f"I{nummer}", "Client/Bsn": bsn}
            if soort == "JW301":
                zorg = {f"{TOEGEWEZEN}/ToewijzingNummer": nummer, f"{TOEGEWEZEN}/Omvang": VEEL}
            else:
                zorg = {f"{VERZOEK}/ReferentieAanbieder": f"V{nummer}", f"{VERZOEK}/Omvang": VEEL}
            verzender = GEMEENTE if soort == "JW301" else AANBIEDER
            bon = await ontvangen(gateway, bouw(soort, {**eigen, **zorg}), verzender)
            assert bon.oordeel == "goedgekeurd"
        (stand,) = (await gateway.plafonds.van_regio(beheer(gateway), None)).plafonds
        cents = len(BSN) * VOLUME * TARIEF_CENTS if soort == "JW301" else 0
        assert stand.beslag_cents == cents
        assert msgspec.json.decode(msgspec.json.encode(stand.beslag_cents)) == cents
        async with gateway.database.lees(momentopname=True) as conn:
            assert await lading.herbereken(Grootboek(conn, gateway.regio)) == []
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
