# SPDX-License-Identifier: EUPL-1.2
"""What is wrong in more places than an answer can hold is rejected as a whole, and can be sent again."""

from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.jw302 import JW302
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.gebeurtenissen import soorten
from berichtenverkeer.ledger.gebeurtenissen.berichten import Ontvangstgebeurtenis
from berichtenverkeer.regels.meldingen.verkeer import ANTWOORD_TE_GROOT
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, grote_jw323, jw301, jw315, jw323
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, retour_van

KLOK = StaandeKlok(date(2026, 6, 1))
GRENS = 16 * 1024
IDENTIFICATIE = "Header/BerichtIdentificatie/Identificatie"
PRODUCT = "Client/ToegewezenProducten/ToegewezenProduct"


async def feiten(gateway: Gateway) -> int:
    async with gateway.database.lees() as conn:
        aantal: int = await conn.fetchval(
            "SELECT count(*) FROM gebeurtenis WHERE regio = $1 AND soort <> ALL($2)",
            gateway.regio,
            soorten(Ontvangstgebeurtenis),
        )
        return aantal


async def test_a_declaratie_with_too_many_faults_is_rejected_and_counts_as_not_sent(instellingen: Instellingen) -> None:
    krap = msgspec.structs.replace(instellingen, max_bericht_bytes=GRENS)
    async with gateway_met_register(krap, KLOK) as gateway:
        vooraf = await feiten(gateway)
        bon = await ontvangen(gateway, write(grote_jw323(60)), AANBIEDER)
        antwoord = await retour_van(gateway, bon, AANBIEDER)
        assert (bon.oordeel, bon.bevindingen[0].code) == (Oordeel.AFGEKEURD, ANTWOORD_TE_GROOT.code)
        assert "16 kB" in bon.bevindingen[0].tekst
        assert len(bon.bevindingen) > 60, "what is wrong is still said"
        assert isinstance(antwoord, JW325)
        assert antwoord.declaratie_antwoord is not None
        assert antwoord.declaratie_antwoord.clienten is None
        assert await feiten(gateway) == vooraf
        # The same number and references, now fewer: each line is judged by itself.
        opnieuw = await ontvangen(gateway, write(jw323({IDENTIFICATIE: "OPNIEUW"})), AANBIEDER)
        assert ANTWOORD_TE_GROOT.code not in {een.code for een in opnieuw.bevindingen}
        assert await feiten(gateway) > vooraf


async def test_every_payload_that_the_gateway_made_is_within_the_limit(instellingen: Instellingen) -> None:
    krap = msgspec.structs.replace(instellingen, max_bericht_bytes=GRENS)
    async with gateway_met_register(krap, KLOK) as gateway:
        producten: dict[str, object] = {}
        for n in range(1, 80):  # on requests that were never made
            dag = date(2026, 1, 1) + timedelta(days=n)
            nieuw = {"ToewijzingNummer": n, "ReferentieAanbieder": f"X{n}", "Ingangsdatum": dag, "Einddatum": dag}
            producten |= {f"{PRODUCT}[{n}]/{veld}": waarde for veld, waarde in nieuw.items()}
        bon = await ontvangen(gateway, write(jw301({IDENTIFICATIE: "VEEL", **producten})), GEMEENTE)
        retour = await retour_van(gateway, bon, GEMEENTE)
        assert isinstance(retour, JW302)
        assert retour.header.retour_codes is not None
        assert retour.header.retour_codes.retour_code == ("0001",)
        assert bon.bevindingen[0].code == ANTWOORD_TE_GROOT.code
        await ontvangen(gateway, write(grote_jw323(60)), AANBIEDER)
        await ontvangen(gateway, write(jw315()), AANBIEDER)
        async with gateway.database.lees() as conn:
            grootste = await conn.fetchval(
                "SELECT max(grootte) FROM bericht WHERE regio = $1 AND bron = 'gateway'", gateway.regio
            )
        assert grootste <= GRENS
