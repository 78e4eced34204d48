# SPDX-License-Identifier: EUPL-1.2
"""Beside every gebeurtenis stands who caused it: the caller, or the gateway by itself or in somebody's name."""

from datetime import date

import msgspec

from bellers import als, beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.plafonds import laat_vervallen, verschuif_peilmaand
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.ledger.veroorzaker import Kanaal, Veroorzaker, veroorzaker_van
from berichtenverkeer.plafonds.inzage import Boekingenvraag
from berichtenverkeer.postvak.bak import Zoekvraag
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import gateway_met_plafond, toewijzing, verzoek
from gatewaybouw import register

VAN_GEMEENTE = ("api", GEMEENTE, None)
VAN_AANBIEDER = ("api", AANBIEDER, None)
BEHEER, GATEWAY, NAMENS = ("cli", None, None), ("gateway", None, None), ("gateway", GEMEENTE, None)


async def veroorzakers(gateway: Gateway) -> dict[str, set[tuple[str | None, str | None, str | None]]]:
    """By kind of gebeurtenis: who caused those."""
    async with gateway.database.lees() as conn:
        rijen = await conn.fetch(
            "select distinct soort, door_kanaal, door_partij, door_persoon from gebeurtenis where regio = $1",
            gateway.regio,
        )
    gevonden: dict[str, set[tuple[str | None, str | None, str | None]]] = {}
    for soort, *wie in rijen:
        gevonden.setdefault(soort, set()).add((wie[0], wie[1], wie[2]))
    return gevonden


async def test_who_sends_causes_what_his_bericht_makes_happen(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        await gateway.ontvangst.ontvang(als(gateway, AANBIEDER), write(verzoek(0)))
        await gateway.ontvangst.ontvang(als(gateway, GEMEENTE), write(toewijzing(0)))
        pagina = await gateway.postvak.lijst(als(gateway, AANBIEDER), Zoekvraag())
        (retour,) = (stuk for stuk in pagina.stukken if stuk.berichtsoort == "JW316")
        assert await gateway.postvak.haal_af(als(gateway, AANBIEDER), retour.bericht_id)
        gevonden = await veroorzakers(gateway)
        assert gevonden["VerzoekOntvangen"] == {VAN_AANBIEDER}
        assert gevonden["PlafondBesloten"] == {VAN_AANBIEDER, VAN_GEMEENTE}
        assert gevonden["ToewijzingVastgesteld"] == {VAN_GEMEENTE}
        assert gevonden["BerichtAfgehaald"] == {VAN_AANBIEDER}


async def test_what_the_keeper_does_comes_from_the_command_line(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        id_, _geheim = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
        await gateway.toegang.trek_in(beheer(gateway), id_)
        await gateway.register.laad(beheer(gateway), register(gateway.regio))
        gevonden = await veroorzakers(gateway)
        for soort in ("CredentialUitgegeven", "CredentialIngetrokken", "RegisterGeladen"):
            assert gevonden[soort] == {BEHEER}, soort


async def test_what_time_does_nobody_did(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, klok):
        await gateway.ontvangst.ontvang(als(gateway, AANBIEDER), write(verzoek(0)))
        klok.zet(date(2026, 7, 1))
        assert await laat_vervallen(gateway.database, gateway.regio, klok) == 1
        await verschuif_peilmaand(gateway.database, gateway.regio, klok)
        await gateway.ontvangst.ontvang(als(gateway, AANBIEDER), write(verzoek(1)))
        klok.zet(date(2026, 10, 1))
        # And before a batch of somebody: what lapses then is not his doing.
        await gateway.ontvangst.ontvang(als(gateway, AANBIEDER), write(verzoek(2)))
        gevonden = await veroorzakers(gateway)
        assert gevonden["ReserveringVervallen"] == {GATEWAY}
        assert gevonden["PeilmaandVerschoven"] == {GATEWAY}
        assert gevonden["VerzoekOntvangen"] == {VAN_AANBIEDER}


async def test_what_the_gateway_answers_it_answers_in_the_name_of_a_gemeente(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen, plafond_cents=10_000, beleid="blokkeren") as (gateway, _):
        await gateway.ontvangst.ontvang(als(gateway, AANBIEDER), write(verzoek(0)))
        assert (await veroorzakers(gateway))["VerzoekAfgewezen"] == {NAMENS}


async def test_a_boeking_says_who_and_the_person_only_to_his_own_party(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        iemand = msgspec.structs.replace(als(gateway, GEMEENTE), persoon="iemand", kanaal=Kanaal.API)
        await gateway.ontvangst.ontvang(iemand, write(toewijzing(0, met_referentie=False)))

        async def gezien(beller: Beller) -> list[Veroorzaker]:
            vraag = Boekingenvraag(aanbieder=AANBIEDER, jaar=2026)
            boekingen = (await gateway.plafonds.boekingen(beller, vraag)).boekingen
            return [een.veroorzaker for een in boekingen if een.bericht_id]

        zonder = Veroorzaker(kanaal=Kanaal.API, partij=GEMEENTE)
        assert set(await gezien(als(gateway, AANBIEDER))) == {zonder}
        assert set(await gezien(als(gateway, "REGIO"))) == {zonder}
        assert set(await gezien(beheer(gateway))) == {msgspec.structs.replace(zonder, persoon="iemand")}
        assert zonder.voor(GEMEENTE) == zonder
        assert msgspec.structs.replace(zonder, persoon="iemand").voor(GEMEENTE).persoon == "iemand"


async def test_a_bericht_says_who_brought_it_and_the_person_only_to_his_own_party(instellingen: Instellingen) -> None:
    async with gateway_met_plafond(instellingen) as (gateway, _):
        iemand = msgspec.structs.replace(als(gateway, GEMEENTE), persoon="iemand")
        bon = await gateway.ontvangst.ontvang(iemand, write(toewijzing(0, met_referentie=False)))
        assert isinstance(bon, Bon)
        met, zonder = (Veroorzaker(kanaal=Kanaal.API, partij=GEMEENTE, persoon=een) for een in ("iemand", None))
        for wie, gezien in ((GEMEENTE, met), (AANBIEDER, zonder)):
            inzage = await gateway.postvak.inzage(als(gateway, wie), bon.id)
            assert inzage is not None
            assert inzage.veroorzaker == gezien
        for beller, gezien in (
            (als(gateway, GEMEENTE), met),
            (als(gateway, AANBIEDER), zonder),
            (als(gateway, "REGIO"), zonder),
            (beheer(gateway), met),
        ):
            draad = await gateway.draden.draad(beller, bon.id)
            assert draad is not None
            ((bericht,),) = (tak.berichten for tak in draad.takken)
            (antwoord,) = bericht.antwoorden
            assert bericht.veroorzaker == gezien
            assert antwoord.veroorzaker == Veroorzaker(kanaal=Kanaal.GATEWAY, partij=AANBIEDER)


def test_of_what_was_booked_before_nobody_knows() -> None:
    assert veroorzaker_van(None, None, None) == Veroorzaker(kanaal=Kanaal.ONBEKEND)
