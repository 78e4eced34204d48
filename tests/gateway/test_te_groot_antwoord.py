# SPDX-License-Identifier: EUPL-1.2
"""What is wrong in more places than an answer can hold is rejected as a whole, and can be sent again."""

from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.jw302 import JW302
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.gebeurtenissen import kinds
from berichtenverkeer.ledger.gebeurtenissen.berichten import ReceptionGebeurtenis
from berichtenverkeer.regels.meldingen.traffic import ANTWOORD_TOO_LARGE
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, grote_jw323, jw301, jw315, jw323
from gatewaybouw import StaandeKlok, gateway_met_register, received, retour_van

KLOK = StaandeKlok(date(2026, 6, 1))
GRENS = 16 * 1024
IDENTIFICATIE = "Header/BerichtIdentificatie/Identificatie"
PRODUCT = "Client/ToegewezenProducten/ToegewezenProduct"


async def gebeurtenissen(gateway: Gateway) -> int:
    async with gateway.database.lees() as conn:
        count: int = await conn.fetchval(
            "SELECT count(*) FROM gebeurtenis WHERE regio = $1 AND soort <> ALL($2)",
            gateway.regio,
            kinds(ReceptionGebeurtenis),
        )
        return count


async def test_a_declaratie_with_too_many_faults_is_rejected_and_counts_as_not_sent(config: Settings) -> None:
    krap = msgspec.structs.replace(config, max_bericht_bytes=GRENS)
    async with gateway_met_register(krap, KLOK) as gateway:
        beforehand = await gebeurtenissen(gateway)
        receipt = await received(gateway, write(grote_jw323(60)), AANBIEDER)
        antwoord = await retour_van(gateway, receipt, AANBIEDER)
        assert (receipt.oordeel, receipt.bevindingen[0].code) == (Oordeel.AFGEKEURD, ANTWOORD_TOO_LARGE.code)
        assert "16 kB" in receipt.bevindingen[0].tekst
        assert len(receipt.bevindingen) > 60, "what is wrong is still said"
        assert isinstance(antwoord, JW325)
        assert antwoord.declaratie_antwoord is not None
        assert antwoord.declaratie_antwoord.clienten is None
        assert await gebeurtenissen(gateway) == beforehand
        # The same number and references, now fewer: each line is judged by itself.
        again = await received(gateway, write(jw323({IDENTIFICATIE: "OPNIEUW"})), AANBIEDER)
        assert ANTWOORD_TOO_LARGE.code not in {one.code for one in again.bevindingen}
        assert await gebeurtenissen(gateway) > beforehand


async def test_every_payload_that_the_gateway_made_is_within_the_limit(config: Settings) -> None:
    krap = msgspec.structs.replace(config, max_bericht_bytes=GRENS)
    async with gateway_met_register(krap, KLOK) as gateway:
        producten: dict[str, object] = {}
        for n in range(1, 80):  # on requests that were never made
            day = date(2026, 1, 1) + timedelta(days=n)
            new = {"ToewijzingNummer": n, "ReferentieAanbieder": f"X{n}", "Ingangsdatum": day, "Einddatum": day}
            producten |= {f"{PRODUCT}[{n}]/{field}": value for field, value in new.items()}
        receipt = await received(gateway, write(jw301({IDENTIFICATIE: "VEEL", **producten})), GEMEENTE)
        retour = await retour_van(gateway, receipt, GEMEENTE)
        assert isinstance(retour, JW302)
        assert retour.header.retour_codes is not None
        assert retour.header.retour_codes.retour_code == ("0001",)
        assert receipt.bevindingen[0].code == ANTWOORD_TOO_LARGE.code
        await received(gateway, write(grote_jw323(60)), AANBIEDER)
        await received(gateway, write(jw315()), AANBIEDER)
        async with gateway.database.lees() as conn:
            largest = await conn.fetchval(
                "SELECT max(grootte) FROM bericht WHERE regio = $1 AND bron = 'gateway'", gateway.regio
            )
        assert largest <= GRENS
