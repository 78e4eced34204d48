# SPDX-License-Identifier: EUPL-1.2
"""Volumes of eight digits at a high price: what 64 bits cannot hold is booked as any other money."""

from datetime import date

import msgspec
import pytest

from bellers import administration
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.plafonds import lading
from bouwers import AANBIEDER, GEMEENTE, bouw
from gateway.test_plafonds_in_de_gateway import BSN, OMVANG, TOEGEWEZEN, VERZOEK, rows
from gatewaybouw import StaandeKlok, gateway_met_register, received

VOLUME, TARIEF_CENTS = 99_999_999, 10**15 - 1
VEEL = {**OMVANG, "Volume": VOLUME}


@pytest.mark.parametrize("soort", ["JW301", "JW315"])
async def test_money_beyond_64_bits_is_booked_and_told(config: Settings, soort: str) -> None:
    register = rows()
    register["tarieven"] = [msgspec.structs.replace(one, tarief_cents=TARIEF_CENTS) for one in register["tarieven"]]
    register["plafonds"] = [msgspec.structs.replace(one, bedrag_cents=10**15 - 1) for one in register["plafonds"]]
    today = date(2026, 4, 15)
    async with gateway_met_register(config, StaandeKlok(today), **register) as gateway:
        for number, bsn in enumerate(BSN, 1):
            own = {"Header/BerichtIdentificatie/Identificatie": f"I{number}", "Client/Bsn": bsn}
            if soort == "JW301":
                care = {f"{TOEGEWEZEN}/ToewijzingNummer": number, f"{TOEGEWEZEN}/Omvang": VEEL}
            else:
                care = {f"{VERZOEK}/ReferentieAanbieder": f"V{number}", f"{VERZOEK}/Omvang": VEEL}
            verzender = GEMEENTE if soort == "JW301" else AANBIEDER
            receipt = await received(gateway, bouw(soort, {**own, **care}), verzender)
            assert receipt.oordeel == "goedgekeurd"
        (stand,) = (await gateway.plafonds.from_regio(administration(gateway), None)).plafonds
        cents = len(BSN) * VOLUME * TARIEF_CENTS if soort == "JW301" else 0
        assert stand.beslag_cents == cents
        assert msgspec.json.decode(msgspec.json.encode(stand.beslag_cents)) == cents
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
