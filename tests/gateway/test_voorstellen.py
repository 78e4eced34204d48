# SPDX-License-Identifier: EUPL-1.2
"""A voorstel and a verdeling on what the ledger knows, and what loading their rows then does."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from bellers import administration, as_
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.amounts import BasisjaarTooLate, Voorstel
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rights import NoRight
from berichtenverkeer.plafonds import lading
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.voorstel import Herkomst, Wijze
from berichtenverkeer.register.folders import make_content
from berichtenverkeer.register.reading import read_sheet
from berichtenverkeer.register.rows import TABLES
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_geld_van_declaraties import declaratie
from gateway.test_plafonds_in_de_gateway import gateway_met_plafond, toewijzing, verzoek
from gatewaybouw import received


async def _load(gateway: Gateway, found: Voorstel) -> None:
    rows = [row for _, row in read_sheet(TABLES["plafonds"], found.plafonds_csv.encode()).rows]
    known = gateway.register.stand.content(gateway.regio).rows
    content = make_content(gateway.regio, {**known, "plafonds": rows})
    await gateway.register.load(administration(gateway), content)
    await gateway.register.refresh(now=True)


async def test_what_was_approved_is_the_base_of_a_later_year_and_its_rows_can_be_loaded(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        who = administration(gateway)
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        clock.zet(date(2026, 5, 20))
        before = await gateway.amounts.from_norm(who, 2027, Decimal("0.8"), 2026)
        await received(gateway, declaratie("D1", 3), AANBIEDER)
        found = await gateway.amounts.from_norm(who, 2027, Decimal("0.8"), 2026)
        (regel,) = found.regels
        assert (regel.oud_cents, regel.nieuw_cents, regel.herkomst) == (None, 24_000, Herkomst.GROOTBOEK)
        assert (regel.claims_cents, found.let_op is not None) == (0, True)  # the ledger began in 2026
        again = await gateway.amounts.from_norm(who, 2027, Decimal("0.8"), 2026, before.k)
        assert (again, again.regels[0].herkomst) == (before, Herkomst.STARTBUDGET)
        await received(gateway, declaratie("D2", 3, teken="C", vorige="RD1"), AANBIEDER)
        credited = await gateway.amounts.from_norm(who, 2027, Decimal("0.8"), 2026)
        assert credited.regels[0].herkomst is Herkomst.STARTBUDGET
        await _load(gateway, found)
        stand = await gateway.plafonds.from_regio(who, 2027)
        assert [one.plafond_cents for one in stand.plafonds] == [24_000]


async def test_a_verdeling_says_who_would_be_beyond_it_and_books_nothing_before_it_is_loaded(
    config: Settings,
) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        who = administration(gateway)
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        found = await gateway.amounts.spread(who, 2026, -70_000, Wijze.NAAR_RATO)
        (regel,) = found.regels
        assert (regel.oud_cents, regel.nieuw_cents) == (100_000, 30_000)
        assert (regel.claims_cents, regel.overschrijding_cents) == (40_000, -10_000)
        assert [one.plafond_cents for one in (await gateway.plafonds.from_regio(who, 2026)).plafonds] == [100_000]
        await _load(gateway, found)
        (one,) = (await gateway.plafonds.from_regio(who, 2026)).plafonds
        assert (one.plafond_cents, one.overschrijding_cents) == (30_000, -10_000)
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        too_much = await gateway.amounts.spread(who, 2026, -50_000, Wijze.GELIJK)
        assert (too_much.regels[0].nieuw_cents, too_much.rest_cents) == (0, -20_000)


async def test_a_diff_says_which_plafonds_and_claims_a_load_would_move_and_moves_none(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        who = administration(gateway)
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        await received(gateway, verzoek(1), AANBIEDER)
        content, k = await gateway.register.export(who), (await gateway.plafonds.from_regio(who, 2026)).k
        same = await gateway.register.diff(who, content)
        assert (same.files, same.plafonds) == ([], [])
        (tarief,) = content.rows["tarieven"]
        dearer = msgspec.structs.replace(tarief, tarief_cents=2 * tarief.tarief_cents)
        then = make_content(gateway.regio, {**content.rows, "tarieven": [dearer]})
        found = await gateway.register.diff(who, then)
        assert [(one.table.name, one.gone, one.new) for one in found.files] == [("tarieven", (tarief,), (dearer,))]
        (moved,) = found.plafonds
        assert moved.before is not None
        assert (moved.before.claims_cents, moved.after.claims_cents, moved.claims) == (80_000, 160_000, 2)
        (before,) = (await gateway.plafonds.from_regio(who, 2026)).plafonds
        assert (before.beslag_cents, before.gereserveerd_cents) == (40_000, 40_000)
        await gateway.register.load(who, then)
        (after,) = (await gateway.plafonds.from_regio(who, 2026)).plafonds
        assert after.beslag_cents + after.gereserveerd_cents == 160_000
        assert after.overschrijding_cents == moved.after.stand(Rekening.OVERSCHRIJDING) == -60_000
        assert await gateway.register.export(who, k) == content
        assert (await gateway.register.export(who)).rows == then.rows


async def test_who_may_ask_and_what_is_no_question(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        with pytest.raises(BasisjaarTooLate):
            await gateway.amounts.from_norm(administration(gateway), 2026, None, 2026)
        for partij in (AANBIEDER, GEMEENTE):
            with pytest.raises(NoRight):
                await gateway.amounts.spread(as_(gateway, partij), 2026, 1, Wijze.GELIJK)
