# SPDX-License-Identifier: EUPL-1.2
"""Plafonds and who answers himself: what he approves is decided on, what the gateway answers him waits for him."""

from datetime import date
from typing import Any

import pytest

from bellers import as_
from berichtenverkeer.berichten import read
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.postvak.tray import PostvakQuery
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, DAGTEKENING, GEMEENTE, jw301
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

HIMSELF = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Gemeente", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Aanbieder", retour="zelf", geldig_van=BEGIN),
]
T = "Client/ToegewezenProducten/ToegewezenProduct[1]"


async def test_what_an_approval_costs_is_decided_and_told(config: Settings) -> None:
    """What the gateway found something about is decided on when its receiver approves it, and not before."""
    te_duur = {"Volume": 9_000, "Eenheid": "04", "Frequentie": "6"}
    bericht = jw301({f"{T}/Omvang": te_duur, f"{T}/ReferentieAanbieder": "ONBEKEND"})
    money = {**rows(plafond_cents=100), "partijen": HIMSELF}
    async with gateway_met_register(config, StaandeKlok(date(2026, 6, 1)), **money) as gateway:
        receipt = await received(gateway, bericht, GEMEENTE)
        assert [one.code for one in receipt.bevindingen] == ["TR379"]
        good = await received(gateway, retourbericht(bericht, [], "R1", DAGTEKENING), AANBIEDER)
    assert [(one.code, one.pad, one.regelnummer) for one in good.bevindingen] == [
        ("SIGNAAL-PLAFOND-OVERSCHRIJDING", "", None)
    ]


@pytest.mark.parametrize("good", [True, False])
async def test_a_rejection_by_the_gateway_waits_for_an_aanbieder_who_answers_himself(
    config: Settings, good: bool
) -> None:
    """The JW319 comes with its JW315, of a client of whom nothing waited until then."""
    money = {**rows(plafond_cents=100, beleid="blokkeren"), "partijen": HIMSELF}
    async with gateway_met_register(config, StaandeKlok(date(2026, 6, 1)), **money) as gateway:
        await received(gateway, verzoek(0), AANBIEDER)
        assert await _verzoek(gateway) == (True, True), "rejected, as long as he has not said otherwise"
        page = await gateway.postvak.listing(as_(gateway, AANBIEDER), PostvakQuery())
        (post,) = (one for one in page.pieces if one.berichtsoort == "JW319")
        data = await gateway.postvak.payload(as_(gateway, AANBIEDER), post.bericht_id)
        assert data is not None
        faults = [] if good else [_fault()]
        await received(gateway, retourbericht(read(data), faults, "R1", DAGTEKENING), AANBIEDER)
        assert await _verzoek(gateway) == (good, False)


async def _verzoek(gateway: Gateway) -> tuple[bool, bool]:
    """Whether it is rejected, and whether that waits. A rebuild must say the same."""
    async with gateway.database.lees() as conn:
        row = await conn.fetchrow(
            "select afgewezen_op is not null, is_voorlopig from verzoek where regio = $1 and pos_tot is null",
            gateway.regio,
        )
    assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
    return row[0], row[1]


def _fault() -> Bevinding:
    where: dict[str, Any] = {"pad": "JW319/Header", "regelnummer": None, "tekst": "", "actie": ""}
    return Bevinding(code="EIGEN", niveau=Niveau.BERICHT, retourcode="0001", **where)
