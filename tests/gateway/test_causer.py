# SPDX-License-Identifier: EUPL-1.2
"""Beside every gebeurtenis stands who caused it: the caller, or the gateway by itself or in somebody's name."""

from datetime import date

import msgspec

from bellers import administration, as_
from berichtenverkeer.berichten import write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.plafonds import let_lapse, shift_peilmaand
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger.causer import Kanaal, Veroorzaker, causer_of
from berichtenverkeer.plafonds.view import BoekingenQuery
from berichtenverkeer.postvak.tray import PostvakQuery
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import gateway_met_plafond, toewijzing, verzoek
from gatewaybouw import register

VAN_GEMEENTE = ("api", GEMEENTE, None)
VAN_AANBIEDER = ("api", AANBIEDER, None)
BEHEER, GATEWAY, NAMENS = ("cli", None, None), ("gateway", None, None), ("gateway", GEMEENTE, None)


async def veroorzakers(gateway: Gateway) -> dict[str, set[tuple[str | None, str | None, str | None]]]:
    """By kind of gebeurtenis: who caused those."""
    async with gateway.database.lees() as conn:
        rows = await conn.fetch(
            "select distinct soort, door_kanaal, door_partij, door_persoon from gebeurtenis where regio = $1",
            gateway.regio,
        )
    found: dict[str, set[tuple[str | None, str | None, str | None]]] = {}
    for soort, *who in rows:
        found.setdefault(soort, set()).add((who[0], who[1], who[2]))
    return found


async def test_who_sends_causes_what_his_bericht_makes_happen(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await gateway.reception.receive(as_(gateway, AANBIEDER), write(verzoek(0)))
        await gateway.reception.receive(as_(gateway, GEMEENTE), write(toewijzing(0)))
        page = await gateway.postvak.listing(as_(gateway, AANBIEDER), PostvakQuery())
        (retour,) = (piece for piece in page.pieces if piece.berichtsoort == "JW316")
        assert await gateway.postvak.collect(as_(gateway, AANBIEDER), retour.bericht_id)
        found = await veroorzakers(gateway)
        assert found["VerzoekOntvangen"] == {VAN_AANBIEDER}
        assert found["PlafondBesloten"] == {VAN_AANBIEDER, VAN_GEMEENTE}
        assert found["ToewijzingVastgesteld"] == {VAN_GEMEENTE}
        assert found["BerichtAfgehaald"] == {VAN_AANBIEDER}


async def test_what_the_keeper_does_comes_from_the_command_line(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        id_, _geheim = await gateway.access.create(administration(gateway), AANBIEDER)
        await gateway.access.withdraw(administration(gateway), id_)
        await gateway.register.load(administration(gateway), register(gateway.regio))
        found = await veroorzakers(gateway)
        for soort in ("CredentialUitgegeven", "CredentialIngetrokken", "RegisterGeladen"):
            assert found[soort] == {BEHEER}, soort


async def test_what_time_does_nobody_did(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        await gateway.reception.receive(as_(gateway, AANBIEDER), write(verzoek(0)))
        clock.zet(date(2026, 7, 1))
        assert await let_lapse(gateway.database, gateway.regio, clock) == 1
        await shift_peilmaand(gateway.database, gateway.regio, clock)
        await gateway.reception.receive(as_(gateway, AANBIEDER), write(verzoek(1)))
        clock.zet(date(2026, 10, 1))
        # And before a batch of somebody: what lapses then is not his doing.
        await gateway.reception.receive(as_(gateway, AANBIEDER), write(verzoek(2)))
        found = await veroorzakers(gateway)
        assert found["ReserveringVervallen"] == {GATEWAY}
        assert found["PeilmaandVerschoven"] == {GATEWAY}
        assert found["VerzoekOntvangen"] == {VAN_AANBIEDER}


async def test_what_the_gateway_answers_it_answers_in_the_name_of_a_gemeente(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=10_000, beleid="blokkeren") as (gateway, _):
        await gateway.reception.receive(as_(gateway, AANBIEDER), write(verzoek(0)))
        assert (await veroorzakers(gateway))["VerzoekAfgewezen"] == {NAMENS}


async def test_a_boeking_says_who_and_the_person_only_to_his_own_party(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        iemand = msgspec.structs.replace(as_(gateway, GEMEENTE), persoon="iemand", kanaal=Kanaal.API)
        await gateway.reception.receive(iemand, write(toewijzing(0, met_referentie=False)))

        async def seen(beller: Beller) -> list[Veroorzaker]:
            question = BoekingenQuery(aanbieder=AANBIEDER, jaar=2026)
            boekingen = (await gateway.plafonds.boekingen(beller, question)).boekingen
            return [one.veroorzaker for one in boekingen if one.bericht_id]

        without = Veroorzaker(kanaal=Kanaal.API, partij=GEMEENTE)
        assert set(await seen(as_(gateway, AANBIEDER))) == {without}
        assert set(await seen(as_(gateway, "REGIO"))) == {without}
        assert set(await seen(administration(gateway))) == {msgspec.structs.replace(without, persoon="iemand")}
        assert without.before(GEMEENTE) == without
        assert msgspec.structs.replace(without, persoon="iemand").before(GEMEENTE).persoon == "iemand"


async def test_a_bericht_says_who_brought_it_and_the_person_only_to_his_own_party(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        iemand = msgspec.structs.replace(as_(gateway, GEMEENTE), persoon="iemand")
        receipt = await gateway.reception.receive(iemand, write(toewijzing(0, met_referentie=False)))
        assert isinstance(receipt, Receipt)
        with_, without = (Veroorzaker(kanaal=Kanaal.API, partij=GEMEENTE, persoon=one) for one in ("iemand", None))
        for who, seen in ((GEMEENTE, with_), (AANBIEDER, without)):
            view = await gateway.postvak.view(as_(gateway, who), receipt.id)
            assert view is not None
            assert view.veroorzaker == seen
        for beller, seen in (
            (as_(gateway, GEMEENTE), with_),
            (as_(gateway, AANBIEDER), without),
            (as_(gateway, "REGIO"), without),
            (administration(gateway), with_),
        ):
            draad = await gateway.draden.draad(beller, receipt.id)
            assert draad is not None
            ((bericht,),) = (branch.berichten for branch in draad.takken)
            (antwoord,) = bericht.antwoorden
            assert bericht.veroorzaker == seen
            assert antwoord.veroorzaker == Veroorzaker(kanaal=Kanaal.GATEWAY, partij=AANBIEDER)


def test_of_what_was_booked_before_nobody_knows() -> None:
    assert causer_of(None, None, None) == Veroorzaker(kanaal=Kanaal.ONBEKEND)
