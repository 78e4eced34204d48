# SPDX-License-Identifier: EUPL-1.2
"""The money beside the ceilings on what berichten brought: begrotingen, a lumpsum, costs shared; and the commands."""

import asyncio
import json
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from bellers import administration, as_
from berichtenverkeer.berichten import write
from berichtenverkeer.cli.main import app
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.budgets import NoBegroting
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.lumpsums import NoLumpsum, NoWeights
from berichtenverkeer.gateway.rights import NoRight
from berichtenverkeer.plafonds.begroting import NOTHING_BUDGETED, Kind
from berichtenverkeer.plafonds.solidarity import Sleutel
from berichtenverkeer.register.figure_rows import Bevolking
from berichtenverkeer.register.money_rows import Begroting, Lumpsum, Productgroep
from berichtenverkeer.register.rows import Plafond, Product, Segment
from bouwers import AANBIEDER, GEMEENTE, jw305
from gateway.test_geld_van_declaraties import declaratie
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, received

BEGIN = date(2015, 1, 1)
YEAR: dict[str, Any] = {"geldig_van": date(2026, 1, 1), "geldig_tot": date(2026, 12, 31)}


def register(segment_cents: int = 90_000) -> dict[str, Any]:
    """A ceiling of the whole and one of segment 1, so that every claim stands twice."""
    known = rows()
    return known | {
        "segmenten": [Segment(segment="1", naam="Een", financieringsvorm="pxq", gewicht=1, geldig_van=BEGIN)],
        "producten": [Product(categorie="45", code="45A04", omschrijving="x", segment="1", geldig_van=BEGIN)],
        "plafonds": [
            *known["plafonds"],
            Plafond(aanbieder=AANBIEDER, jaar=2026, segment="1", bedrag_cents=segment_cents, **YEAR),
        ],
        "productgroepen": [Productgroep(categorie="45", productgroep="2201", naam="Ambulant", geldig_van=BEGIN)],
        "begrotingen": [
            Begroting(gemeente=GEMEENTE, jaar=2026, productgroep="2201", bedrag_cents=100_000, **YEAR),
            Begroting(gemeente=GEMEENTE, jaar=2026, bedrag_cents=-5_000, **YEAR),
        ],
        "lumpsums": [
            Lumpsum(hoofdaannemer=AANBIEDER, segment="1", regel=1, soort="basis", bedrag_cents=36_500_00, **YEAR)
        ],
        "bevolking": [
            Bevolking(gemeente=GEMEENTE, jaar=2026, inwoners_0_17=10, inwoners_0_19=11, inwoners_0_22=12, **YEAR)
        ],
    }


async def _some_care(gateway: Gateway, clock: StaandeKlok) -> None:
    """400 euros assigned of which 200 declared over April, and 400 asked."""
    await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
    await received(gateway, verzoek(1), AANBIEDER)
    start = {"Client/StartProducten/StartProduct[1]/Begindatum": "2026-04-10"}
    await received(gateway, write(jw305(start)), AANBIEDER)
    clock.zet(date(2026, 5, 20))
    await received(gateway, declaratie("D1", 2), AANBIEDER)


async def test_a_gemeente_sees_what_it_has_spends_and_has_left_each_claim_once(config: Settings) -> None:
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(config, clock, **register()) as gateway:
        before = await gateway.budgets.of_year(administration(gateway), 2026)
        await _some_care(gateway, clock)
        found = await gateway.budgets.of_year(as_(gateway, GEMEENTE), 2026)
        (own,) = found.gemeenten
        group, taakstelling, whole = own.regels
        assert (group.soort, group.productgroep, group.naam) == (Kind.PRODUCTGROEP, "2201", "Ambulant")
        assert (group.realisatie_cents, group.beslag_cents, group.gereserveerd_cents) == (20_000, 35_636, 40_000)
        assert group.rest_cents == 100_000 - 95_636
        assert (taakstelling.begroot_cents, whole.begroot_cents, whole.rest_cents) == (-5_000, 95_000, -636)
        assert (group.prognose_cents, found.samen) == (None, None)  # no full year before it
        every = await gateway.budgets.of_year(administration(gateway), 2026)
        assert every.samen == own.regels == every.gemeenten[0].regels
        assert await gateway.budgets.of_year(administration(gateway), 2026, before.k) == before
        with pytest.raises(NoRight):
            await gateway.budgets.of_year(as_(gateway, AANBIEDER), 2026)
        with pytest.raises(NoBegroting):
            await gateway.budgets.of_year(administration(gateway), 2027)


async def test_who_brings_a_gemeente_over_its_budget_is_told_and_nothing_is_blocked(config: Settings) -> None:
    """1,000 euros for the group and 950 in all; each verzoek asks 400, the second JW301 of 400 answers none."""
    clock = StaandeKlok(date(2026, 4, 15))

    async def told(bericht: bytes, who: str) -> list[str]:
        receipt = await received(gateway, bericht, who)
        return [one.tekst for one in receipt.bevindingen if one.code == "SIGNAAL-BEGROTING"]

    async with gateway_met_register(config, clock, **register(segment_cents=200_000)) as gateway:
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        assert await told(verzoek(1), AANBIEDER) == []  # nothing is known yet of what is left
        await gateway.budget_watch.refresh()
        assert gateway.budget_watch.left.left == {(GEMEENTE, 2026, "2201"): 20_000, (GEMEENTE, 2026, None): 15_000}
        assert await told(toewijzing(1), GEMEENTE) == []  # it takes the place of what was reserved
        both = [
            "Hiermee komt de gemeente boven haar begroting van 2026 als geheel.",
            "Hiermee komt de gemeente boven haar begroting van 2026 voor Ambulant (2201).",
        ]
        receipt = await received(gateway, toewijzing(2, met_referentie=False), GEMEENTE)
        assert receipt.oordeel == "goedgekeurd"
        assert [one.tekst for one in receipt.bevindingen if one.code == "SIGNAAL-BEGROTING"] == both
        assert await told(toewijzing(2, volume=3, met_referentie=False), GEMEENTE) == []  # it takes less


async def test_without_begrotingen_nothing_is_asked(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(date(2026, 4, 15)), **rows()) as gateway:
        await gateway.database.close()
        await gateway.budget_watch.refresh()  # would fail if it asked anything
        assert gateway.budget_watch.left is NOTHING_BUDGETED


async def test_a_lumpsum_burns_and_an_aanbieder_sees_his_own(config: Settings) -> None:
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(config, clock, **register()) as gateway:
        await _some_care(gateway, clock)
        found = await gateway.lumpsums.of_year(as_(gateway, AANBIEDER), 2026)
        (one,) = found.lumpsums
        assert (found.op, one.verbruikt_cents) == (date(2026, 5, 20), 140 * 100_00)
        assert (one.clienten, one.leveringen, one.zorgdagen, one.clientmaanden) == (1, 1, 41, 2)
        assert one.per_client_maand_cents == 70 * 100_00
        with pytest.raises(NoRight):
            await gateway.lumpsums.of_year(as_(gateway, GEMEENTE), 2026)
        with pytest.raises(NoLumpsum):
            await gateway.lumpsums.of_year(administration(gateway), 2025)


async def test_what_was_approved_is_shared_by_a_key(config: Settings) -> None:
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(config, clock, **register()) as gateway:
        await _some_care(gateway, clock)
        who = administration(gateway)
        for sleutel, own in ((Sleutel.INHABITANTS, None), (Sleutel.EIGEN, {GEMEENTE: 3})):
            found = await gateway.lumpsums.shared(who, 2026, sleutel, own)
            assert [(one.kosten_cents, one.bijdrage_cents) for one in found.gemeenten if one.gewicht] == [(20_000, 0)]
        assert (await gateway.lumpsums.shared(who, 2027, Sleutel.JEUGDIGEN)).gemeenten[0].gewicht == 1
        for sleutel in (Sleutel.JEUGDIGEN, Sleutel.THREE_YEARS):
            with pytest.raises(NoWeights):
                await gateway.lumpsums.shared(who, 2026, sleutel)


async def test_the_commands_show_it(
    config: Settings, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    async def told(*order: str) -> str:
        found = await asyncio.to_thread(CliRunner().invoke, app, order)
        assert found.exit_code == 0, found.output
        return " ".join(found.stdout.replace("│", " ").split())

    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(config, clock, **register()) as gateway:
        await _some_care(gateway, clock)
    assert "2201 Ambulant 1.000,00 200,00 356,36 400,00 - 43,64" in await told("begroting", "2026")
    assert "taakstelling -50,00 0,00 0,00 0,00 - -" in await told("begroting", "2026")
    assert json.loads(await told("begroting", "2026", "--json"))["samen"][-1]["restCents"] == -636
    assert "36.500,00 14.000,00 22.500,00 1 1 41 7.000,00" in await told("lumpsum", "2026")
    assert json.loads(await told("lumpsum", "2026", "--json"))["lumpsums"][0]["verbruiktCents"] == 14_000_00
    assert f"{GEMEENTE} 200,00 10 200,00 0,00" in await told("solidariteit", "2026", "--sleutel", "inwoners")
    assert f"{GEMEENTE} 200,00 500 200,00 0,00" in await told(
        "solidariteit", "2026", "--sleutel", "eigen", "--eigen", f"{GEMEENTE}=5,00"
    )
    assert CliRunner().invoke(app, ["solidariteit", "2026", "--sleutel", "eigen"], standalone_mode=False).exception
    voorstel = await told("plafond", "voorstel", "2027", "--basisjaar", "2026", "--norm", "0,8")
    assert f"{AANBIEDER} Aanbieder {AANBIEDER} geheel grootboek - 160,00 0,00 0,00 0,00" in voorstel
    assert "geheel 1.000,00 1.250,00 956,36 0,00 0,00" in await told("plafond", "verdeel", "2026", "500,00")
