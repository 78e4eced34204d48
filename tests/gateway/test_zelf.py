# SPDX-License-Identifier: EUPL-1.2
"""A party that answers itself: what it receives is voorlopig until its own answer, which confirms or undoes it."""

from datetime import date

import pytest

from bellers import als
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.postvak.bak import Richting, Zoekvraag
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen

KLOK = StaandeKlok(date(2026, 6, 1))
PARTIJEN = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
]


FOUT = Bevinding(
    code="TR018", niveau=Niveau.BERICHT, pad="", regelnummer=None, tekst="fout", actie="herstel", retourcode="0001"
)


async def stand(gateway: Gateway) -> Stand:
    async with gateway.database.lees() as conn:
        return await opslag.laad_op(Grootboek(conn, gateway.regio), 2**62)


async def leveringen(gateway: Gateway) -> list[tuple[date, date | None, bool]]:
    """(begin, einde, voorlopig) of every levering."""
    nu = await stand(gateway)
    (client,) = {rij.client for rij in nu.rijen() if hasattr(rij, "client")}
    return [(een.begindatum, een.einde, een.is_voorlopig) for een in nu.leveringen(client)]


async def antwoord(gateway: Gateway, heen: Bericht, nummer: str, *, goed: bool, partij: str = GEMEENTE) -> Bon:
    """The retourbericht of a party that answers itself: a Header alone, with 0001 when it rejects."""
    bevindingen = [] if goed else [FOUT]
    retour = retourbericht(heen, bevindingen, nummer, date(2026, 6, 1))
    return await ontvangen(gateway, write(retour), partij)


async def gelijk_na_herbouw(gateway: Gateway) -> None:
    anders = await herbouw(gateway.database, gateway.regio)
    assert not any(anders.verschillen.values()), anders.verschillen


async def test_what_is_not_answered_yet_counts_and_says_so(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK, partijen=PARTIJEN) as gateway:
        await ontvangen(gateway, write(jw301()), GEMEENTE)
        start = jw305()
        bon = await ontvangen(gateway, write(start), AANBIEDER)
        assert (bon.oordeel, bon.retour_id) == (Oordeel.VOORLOPIG, None)
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, True)]
        assert (await antwoord(gateway, start, "R1", goed=True)).oordeel is Oordeel.GOEDGEKEURD
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, False)]
        await gelijk_na_herbouw(gateway)


async def test_a_rejection_undoes_the_whole_bericht_also_when_more_was_booked_since(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK, partijen=PARTIJEN) as gateway:
        await ontvangen(gateway, write(jw301()), GEMEENTE)
        start, stop = jw305(), jw307()
        await ontvangen(gateway, write(start), AANBIEDER)
        await ontvangen(gateway, write(stop), AANBIEDER)
        assert await leveringen(gateway) == [(date(2026, 4, 3), date(2026, 4, 10), True)]
        await antwoord(gateway, stop, "R2", goed=False)
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, True)]
        await antwoord(gateway, start, "R1", goed=False)
        assert await leveringen(gateway) == []
        await gelijk_na_herbouw(gateway)


async def test_findings_are_signals_to_the_receiver_and_the_second_answer_is_one_too_many(
    instellingen: Instellingen,
) -> None:
    async with gateway_met_register(instellingen, KLOK, partijen=PARTIJEN) as gateway:
        start = jw305()
        bon = await ontvangen(gateway, write(start), AANBIEDER)
        assert (bon.oordeel, [een.retourcode for een in bon.bevindingen]) == (Oordeel.VOORLOPIG, ["9019"])
        bezorgd = await gateway.postvak.lijst(als(gateway, GEMEENTE), Zoekvraag(richting=Richting.IN))
        assert [stuk.bericht_id for stuk in bezorgd.stukken] == [bon.id]
        await antwoord(gateway, start, "R1", goed=True)
        tweede = await antwoord(gateway, start, "R2", goed=False)
        assert [een.code for een in tweede.bevindingen] == ["SIGNAAL-RETOUR-DUBBEL"]
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, False)]


@pytest.mark.parametrize("goed", [True, False])
async def test_what_is_wrong_in_itself_goes_to_the_receiver_but_is_never_booked(
    instellingen: Instellingen, *, goed: bool
) -> None:
    async with gateway_met_register(instellingen, KLOK, partijen=PARTIJEN) as gateway:
        start = jw305({"Client/StartProducten/StartProduct[1]/StatusAanlevering": "2"})
        bon = await ontvangen(gateway, write(start), AANBIEDER)
        assert (bon.oordeel, [een.code for een in bon.bevindingen]) == (Oordeel.VOORLOPIG, ["CS058"])
        retour = await antwoord(gateway, start, "R1", goed=goed)
        assert [een.code for een in retour.bevindingen] == (["SIGNAAL-NIET-GEBOEKT"] if goed else [])
        assert (await stand(gateway)).rijen() == []
