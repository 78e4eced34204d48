# SPDX-License-Identifier: EUPL-1.2
"""An answer of who answers himself can be what a plafond is decided on: that is told in its receipt."""

from datetime import date

from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, DAGTEKENING, GEMEENTE, jw301
from gateway.test_plafonds_in_de_gateway import rijen
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen

T = "Client/ToegewezenProducten/ToegewezenProduct[1]"


async def test_what_an_approval_costs_is_decided_and_told(instellingen: Instellingen) -> None:
    """What the gateway found something about is decided on when its receiver approves it, and not before."""
    zelf = [
        Partij(soort="gemeente", code=GEMEENTE, naam="Gemeente", geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Aanbieder", retour="zelf", geldig_van=BEGIN),
    ]
    te_duur = {"Volume": 9_000, "Eenheid": "04", "Frequentie": "6"}
    bericht = jw301({f"{T}/Omvang": te_duur, f"{T}/ReferentieAanbieder": "ONBEKEND"})
    geld = {**rijen(plafond_cents=100), "partijen": zelf}
    async with gateway_met_register(instellingen, StaandeKlok(date(2026, 6, 1)), **geld) as gateway:
        bon = await ontvangen(gateway, bericht, GEMEENTE)
        assert [een.code for een in bon.bevindingen] == ["TR379"]
        goed = await ontvangen(gateway, retourbericht(bericht, [], "R1", DAGTEKENING), AANBIEDER)
    assert [(een.code, een.pad, een.regelnummer) for een in goed.bevindingen] == [
        ("SIGNAAL-PLAFOND-OVERSCHRIJDING", "", None)
    ]
