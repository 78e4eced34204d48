# SPDX-License-Identifier: EUPL-1.2
"""Cases of practice with a gemeente that answers itself: berichten as they were sent, in the order of their names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from bellers import als, beheer
from berichtenverkeer.berichten import read, soort
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.plafonds import Plafondcijfers
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.plafonds import lading
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rijen import Partij
from gateway.test_plafonds_in_de_gateway import rijen
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen

PRAKTIJK = Path(__file__).parents[1] / "praktijk"
DUBBELE_START = PRAKTIJK / "01-zelf-dubbele-start-wist-stop"
HERGEBRUIKT = PRAKTIJK / "02-zelf-jw325-hergebruikt-referentienummer"
DUBBEL_VERZOEK = PRAKTIJK / "03-zelf-tr359-na-dubbel-verzoek"
GEMEENTE, AANBIEDER = "0785", "99000102"
VANDAAG = date(2026, 11, 30)


def register() -> dict[str, list[Any]]:
    """The money of one aanbieder, with the gemeente that answers itself in the region."""
    geld = rijen(plafond_cents=100_000_000)
    anders = {"aanbieder": AANBIEDER, "code": "45B01", "gemeente": GEMEENTE, "tarief_cents": 10_870}

    def van_hier(rij: Any) -> Any:
        eigen = {
            veld: waarde for veld, waarde in anders.items() if veld in rij.__struct_fields__ and getattr(rij, veld)
        }
        return msgspec.structs.replace(rij, **eigen)

    return {
        **{bestand: [van_hier(rij) for rij in lijst] for bestand, lijst in geld.items()},
        "partijen": [
            Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
            Partij(soort="aanbieder", code=AANBIEDER, naam="Automatisch", geldig_van=BEGIN),
        ],
    }


@asynccontextmanager
async def gateway_met(
    instellingen: Instellingen, geval: Path, *behalve: str, begin: str = ""
) -> AsyncIterator[tuple[Gateway, list[Bon]]]:
    """The gateway after the files of a case, and the receipts of those; then all that is derived must be right."""
    async with gateway_met_register(instellingen, StaandeKlok(VANDAAG), **register()) as gateway:
        bonnen = []
        for bestand in bestanden(geval, begin):
            if not any(deel in bestand.name for deel in behalve):
                bonnen.append(await stuur(gateway, bestand))
        yield gateway, bonnen
        async with gateway.database.lees(momentopname=True) as conn:
            assert await lading.herbereken(Grootboek(conn, gateway.regio)) == []
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())


def bestanden(geval: Path, begin: str) -> list[Path]:
    return sorted(geval.glob(f"{begin}*.xml"))


async def stuur(gateway: Gateway, bestand: Path) -> Bon:
    data = bestand.read_bytes()  # noqa: ASYNC240 (a small file in a test)
    bericht = read(data)
    header = bericht.header
    return await ontvangen(gateway, data, header.ontvanger if soort(bericht).is_retourbericht else header.afzender)


async def rijen_van(gateway: Gateway, soort_: type[Any]) -> list[Any]:
    async with gateway.database.lees() as conn:
        alle = (await opslag.laad_op(Grootboek(conn, gateway.regio), 2**62)).rijen()
    return [rij for rij in alle if isinstance(rij, soort_)]


async def cijfers(gateway: Gateway) -> Plafondcijfers:
    (een,) = (await gateway.plafonds.van_aanbieder(beheer(gateway), AANBIEDER, 2026)).plafonds
    return een


def codes(bon: Bon) -> list[str]:
    return [een.code for een in bon.bevindingen]


async def test_a_second_start_leaves_the_stop_also_when_it_is_approved(instellingen: Instellingen) -> None:
    async with gateway_met(instellingen, DUBBELE_START, "4-306") as (gateway, bonnen):
        (levering,) = await rijen_van(gateway, Levering)
        assert (levering.einde, levering.is_voorlopig) == (date(2026, 6, 30), False)
        assert codes(bonnen[-1]) == ["TR074"]
        voor = await cijfers(gateway)
        assert voor.onbevestigd_cents == 0
        goedgekeurd = await stuur(gateway, DUBBELE_START / "4-306-akkoord-op-dubbele.xml")
        assert codes(goedgekeurd) == ["SIGNAAL-NIET-GEBOEKT"]
        assert await rijen_van(gateway, Levering) == [levering]
        assert await cijfers(gateway) == voor


async def test_a_prestatie_that_could_not_be_booked_can_be_rejected(instellingen: Instellingen) -> None:
    async with gateway_met(instellingen, HERGEBRUIKT, "4-325") as (gateway, bonnen):
        assert [codes(bon) for bon in bonnen] == [[], [], [], ["TR314"], []]
        prestaties = {(een.referentie, een.declaratie_nummer): een for een in await rijen_van(gateway, Prestatie)}
        uitslagen = {sleutel: (een.uitslag, een.is_goedgekeurd) for sleutel, een in prestaties.items()}
        assert uitslagen == {
            ("RH064248503", "H064248505"): ("goedgekeurd", True),
            ("RH064248507", "H064248509"): ("goedgekeurd", True),
            ("RH064248503", "H064248509"): ("afgewezen", False),
        }
        assert (await cijfers(gateway)).realisatie_cents == 217_400 + 54_350
        tweede = await stuur(gateway, HERGEBRUIKT / "4-325-alles-toegekend.xml")
        assert codes(tweede) == ["TR337"]


async def test_what_is_granted_and_cannot_be_booked_is_told_to_both(instellingen: Instellingen) -> None:
    async with gateway_met(instellingen, HERGEBRUIKT, "3-325") as (gateway, bonnen):
        assert codes(bonnen[-1]) == ["SIGNAAL-TOEGEKEND-NIET-GEBOEKT"]
        assert (await cijfers(gateway)).realisatie_cents == 217_400 + 54_350
        for partij in (GEMEENTE, AANBIEDER):
            inzage = await gateway.postvak.inzage(als(gateway, partij), bonnen[-1].id)
            assert inzage is not None
            assert [een.code for een in inzage.kop.bevindingen] == ["SIGNAAL-TOEGEKEND-NIET-GEBOEKT"]


async def test_a_second_request_under_one_reference_leaves_the_first_as_it_was_answered(
    instellingen: Instellingen,
) -> None:
    for begin, aantal in (("d-", 5), ("e-", 6)):
        async with gateway_met(instellingen, DUBBEL_VERZOEK, begin=begin) as (gateway, bonnen):
            assert len(bonnen) == aantal
            assert codes(bonnen[3]) == ["TR347"]
            assert codes(bonnen[-1]) == ["TR359"]
            if begin == "e-":
                assert codes(bonnen[4]) == ["SIGNAAL-NIET-GEBOEKT"]
            verzoeken = await rijen_van(gateway, Verzoek)
            assert all(een.is_toegewezen and not een.is_voorlopig for een in verzoeken)
