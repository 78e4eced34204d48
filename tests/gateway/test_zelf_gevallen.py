# SPDX-License-Identifier: EUPL-1.2
"""Cases of practice with a gemeente that answers itself: berichten as they were sent, in the order of their names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from bellers import administration, as_
from berichtenverkeer.berichten import read, soort
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.plafonds import PlafondFigures
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.plafonds import lading
from berichtenverkeer.projections import store
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rows import Partij
from gateway.test_plafonds_in_de_gateway import rows
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

PRAKTIJK = Path(__file__).parents[1] / "praktijk"
DUBBELE_START = PRAKTIJK / "01-zelf-dubbele-start-wist-stop"
HERGEBRUIKT = PRAKTIJK / "02-zelf-jw325-hergebruikt-referentienummer"
DUBBEL_VERZOEK = PRAKTIJK / "03-zelf-tr359-na-dubbel-verzoek"
GEMEENTE, AANBIEDER = "0785", "99000102"
VANDAAG = date(2026, 11, 30)


def register() -> dict[str, list[Any]]:
    """The money of one aanbieder, with the gemeente that answers itself in the region."""
    money = rows(plafond_cents=100_000_000)
    otherwise = {"aanbieder": AANBIEDER, "code": "45B01", "gemeente": GEMEENTE, "tarief_cents": 10_870}

    def van_hier(row: Any) -> Any:
        own = {
            field: value for field, value in otherwise.items() if field in row.__struct_fields__ and getattr(row, field)
        }
        return msgspec.structs.replace(row, **own)

    return {
        **{bestand: [van_hier(row) for row in listing] for bestand, listing in money.items()},
        "partijen": [
            Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
            Partij(soort="aanbieder", code=AANBIEDER, naam="Automatisch", geldig_van=BEGIN),
        ],
    }


@asynccontextmanager
async def gateway_met(
    config: Settings, geval: Path, *behalve: str, begin: str = ""
) -> AsyncIterator[tuple[Gateway, list[Receipt]]]:
    """The gateway after the files of a case, and the receipts of those; then all that is derived must be right."""
    async with gateway_met_register(config, StaandeKlok(VANDAAG), **register()) as gateway:
        receipts = []
        for bestand in files(geval, begin):
            if not any(part in bestand.name for part in behalve):
                receipts.append(await stuur(gateway, bestand))
        yield gateway, receipts
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


def files(geval: Path, begin: str) -> list[Path]:
    return sorted(geval.glob(f"{begin}*.xml"))


async def stuur(gateway: Gateway, bestand: Path) -> Receipt:
    data = bestand.read_bytes()  # noqa: ASYNC240 (a small file in a test)
    bericht = read(data)
    header = bericht.header
    return await received(gateway, data, header.ontvanger if soort(bericht).is_retourbericht else header.afzender)


async def rijen_van(gateway: Gateway, soort_: type[Any]) -> list[Any]:
    async with gateway.database.lees() as conn:
        every = (await store.load_at(Grootboek(conn, gateway.regio), 2**62)).rijen()
    return [row for row in every if isinstance(row, soort_)]


async def figures(gateway: Gateway) -> PlafondFigures:
    (one,) = (await gateway.plafonds.from_aanbieder(administration(gateway), AANBIEDER, 2026)).plafonds
    return one


def codes(receipt: Receipt) -> list[str]:
    return [one.code for one in receipt.bevindingen]


async def test_a_second_start_leaves_the_stop_also_when_it_is_approved(config: Settings) -> None:
    async with gateway_met(config, DUBBELE_START, "4-306") as (gateway, receipts):
        (levering,) = await rijen_van(gateway, Levering)
        assert (levering.einde, levering.is_voorlopig) == (date(2026, 6, 30), False)
        assert codes(receipts[-1]) == ["TR074"]
        before = await figures(gateway)
        assert before.onbevestigd_cents == 0
        goedgekeurd = await stuur(gateway, DUBBELE_START / "4-306-akkoord-op-dubbele.xml")
        assert codes(goedgekeurd) == ["SIGNAAL-NIET-GEBOEKT"]
        assert await rijen_van(gateway, Levering) == [levering]
        assert await figures(gateway) == before


async def test_a_prestatie_that_could_not_be_booked_can_be_rejected(config: Settings) -> None:
    async with gateway_met(config, HERGEBRUIKT, "4-325") as (gateway, receipts):
        assert [codes(receipt) for receipt in receipts] == [[], [], [], ["TR314"], []]
        prestaties = {(one.referentie, one.declaratie_nummer): one for one in await rijen_van(gateway, Prestatie)}
        verdicts = {key: (one.uitslag, one.is_goedgekeurd) for key, one in prestaties.items()}
        assert verdicts == {
            ("RH064248503", "H064248505"): ("goedgekeurd", True),
            ("RH064248507", "H064248509"): ("goedgekeurd", True),
            ("RH064248503", "H064248509"): ("afgewezen", False),
        }
        assert (await figures(gateway)).realisatie_cents == 217_400 + 54_350
        tweede = await stuur(gateway, HERGEBRUIKT / "4-325-alles-toegekend.xml")
        assert codes(tweede) == ["TR337"]


async def test_what_is_granted_and_cannot_be_booked_is_told_to_both(config: Settings) -> None:
    async with gateway_met(config, HERGEBRUIKT, "3-325") as (gateway, receipts):
        assert codes(receipts[-1]) == ["SIGNAAL-TOEGEKEND-NIET-GEBOEKT"]
        assert (await figures(gateway)).realisatie_cents == 217_400 + 54_350
        for partij in (GEMEENTE, AANBIEDER):
            view = await gateway.postvak.view(as_(gateway, partij), receipts[-1].id)
            assert view is not None
            assert [one.code for one in view.envelope.bevindingen] == ["SIGNAAL-TOEGEKEND-NIET-GEBOEKT"]


async def test_a_second_request_under_one_reference_leaves_the_first_as_it_was_answered(
    config: Settings,
) -> None:
    for begin, count in (("d-", 5), ("e-", 6)):
        async with gateway_met(config, DUBBEL_VERZOEK, begin=begin) as (gateway, receipts):
            assert len(receipts) == count
            assert codes(receipts[3]) == ["TR347"]
            assert codes(receipts[-1]) == ["TR359"]
            if begin == "e-":
                assert codes(receipts[4]) == ["SIGNAAL-NIET-GEBOEKT"]
            verzoeken = await rijen_van(gateway, Verzoek)
            assert all(one.is_toegewezen and not one.is_voorlopig for one in verzoeken)
