# SPDX-License-Identifier: EUPL-1.2
"""An answer of who answers himself can be what a plafond is decided on: that is told in its receipt."""

from datetime import date

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, DAGTEKENING, GEMEENTE, jw301
from gateway.test_plafonds_in_de_gateway import rows
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

T = "Client/ToegewezenProducten/ToegewezenProduct[1]"


async def test_what_an_approval_costs_is_decided_and_told(config: Settings) -> None:
    """What the gateway found something about is decided on when its receiver approves it, and not before."""
    himself = [
        Partij(soort="gemeente", code=GEMEENTE, naam="Gemeente", geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Aanbieder", retour="zelf", geldig_van=BEGIN),
    ]
    te_duur = {"Volume": 9_000, "Eenheid": "04", "Frequentie": "6"}
    bericht = jw301({f"{T}/Omvang": te_duur, f"{T}/ReferentieAanbieder": "ONBEKEND"})
    money = {**rows(plafond_cents=100), "partijen": himself}
    async with gateway_met_register(config, StaandeKlok(date(2026, 6, 1)), **money) as gateway:
        receipt = await received(gateway, bericht, GEMEENTE)
        assert [one.code for one in receipt.bevindingen] == ["TR379"]
        good = await received(gateway, retourbericht(bericht, [], "R1", DAGTEKENING), AANBIEDER)
    assert [(one.code, one.pad, one.regelnummer) for one in good.bevindingen] == [
        ("SIGNAAL-PLAFOND-OVERSCHRIJDING", "", None)
    ]
