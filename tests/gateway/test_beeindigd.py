# SPDX-License-Identifier: EUPL-1.2
"""A party that ended: what closes the care of its time gets through, nothing new begins (docs/register.md)."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from bellers import administration, as_
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.work import Receipt, Refused
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.register.rows import Contract, Gemeentecode, Partij
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, jw317, jw319, jw323, with_
from gatewaybouw import AANBIEDERS, BEGIN, GEMEENTEN, StaandeKlok, gateway_met_register, register, retour_van

EINDE, NA = date(2026, 4, 30), date(2026, 6, 1)
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"
CODE = [Gemeentecode(gemeente=GEMEENTE, naam="Opgegaan", geldig_van=BEGIN, geldig_tot=EINDE)]
TAAKGERICHT = [
    Contract(
        aanbieder=AANBIEDER,
        gemeente=GEMEENTE,
        categorie="45",
        code="45A04",
        uitvoeringsvariant="taakgericht",
        geldig_van=BEGIN,
        geldig_tot=EINDE,
    )
]


def partijen(ends: dict[str, date | None], **otherwise: Any) -> list[Partij]:
    """The parties of all tests, some of which end."""
    return [
        *(_partij("gemeente", code, ends, **otherwise) for code in GEMEENTEN),
        *(_partij("aanbieder", code, ends, **otherwise) for code in AANBIEDERS),
        Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
    ]


def _partij(soort: str, code: str, ends: dict[str, date | None], **otherwise: Any) -> Partij:
    fields = otherwise if code in ends else {}
    return Partij(soort=soort, code=code, naam=code, geldig_van=BEGIN, geldig_tot=ends.get(code), **fields)


async def herlaad(gateway: Gateway, ends: dict[str, date | None], **otherwise: Any) -> None:
    """The region ends parties, or lets them go on."""
    content = register(gateway.regio, partijen=partijen(ends, **otherwise), gemeentecodes=CODE, contracten=TAAKGERICHT)
    await gateway.register.load(administration(gateway), content)
    await gateway.register.refresh(now=True)


async def stuur(gateway: Gateway, bericht: Any, who: str, number: str) -> Receipt | Refused:
    """A bericht of today under a number of its own, in the name of a party of whatever day."""
    clock: Any = gateway.clock
    envelope = "Header/BerichtIdentificatie"
    own = with_(with_(bericht, f"{envelope}/Identificatie", number), f"{envelope}/Dagtekening", clock().date())
    return await gateway.reception.receive(as_(gateway, who), write(own))


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    """Care that began in April, at a gemeente that went up in another one after 30 April; it is June."""
    clock = StaandeKlok(date(2026, 4, 10))
    async with gateway_met_register(config, clock, contracten=TAAKGERICHT) as geopend:
        for number, (bericht, who) in enumerate(
            [
                (jw315(), AANBIEDER),
                (jw301({f"{TOEGEWEZEN}/ReferentieAanbieder": "VOT1"}), GEMEENTE),
                (jw305(), AANBIEDER),
                (zonder_nummer(), AANBIEDER),
            ]
        ):
            receipt = await stuur(geopend, bericht, who, f"EERST{number}")
            assert isinstance(receipt, Receipt), receipt
            assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen
        clock.zet(NA)
        await herlaad(geopend, {GEMEENTE: EINDE})
        yield geopend


START, STOP = "Client/StartProducten/StartProduct", "Client/StopProducten/StopProduct"


def zonder_nummer(begin: str = "2026-04-03") -> Bericht:
    return jw305(
        {
            f"{START}/ToewijzingNummer": None,
            f"{START}/ToewijzingIngangsdatum": None,
            f"{START}/Begindatum": begin,
            "Client/Bsn": "999900018",
        }
    )


WIJZIGING = {
    "Client/Verzoek/OngewijzigdeProducten": None,
    "Client/Verzoek/NieuweProducten": None,
    "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/ToewijzingNummer": 1,
    "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/GewensteIngangsdatum": "2026-04-01",
}
APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}
SLUITEND: dict[str, Bericht] = {
    "a stop": jw307(),
    "a stop on care without a toewijzing": jw307(
        {
            f"{STOP}/ToewijzingNummer": None,
            f"{STOP}/ToewijzingIngangsdatum": None,
            "Client/Bsn": "999900018",
        }
    ),
    "a start that was removed": jw305({f"{START}/StatusAanlevering": "3"}),
    "a request to change": jw317(WIJZIGING),
    "a declaratie": jw323(
        {
            "Declaratie/DeclaratiePeriode": APRIL,
            "Declaratie/DeclaratieDagtekening": NA,
            "Declaratie/Clienten/Client/Prestaties/Prestatie/ProductPeriode": APRIL,
        }
    ),
}


@pytest.mark.parametrize("what", SLUITEND)
async def test_what_closes_care_of_its_time_is_received_booked_answered_and_kept(gateway: Gateway, what: str) -> None:
    receipt = await stuur(gateway, SLUITEND[what], AANBIEDER, "SLUIT")
    assert isinstance(receipt, Receipt), receipt
    assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen
    assert (await retour_van(gateway, receipt, AANBIEDER)).header is not None
    pieces = (await gateway.postvak.listing(as_(gateway, GEMEENTE), PostvakQuery(richting=Richting.IN))).pieces
    assert receipt.id in {piece.bericht_id for piece in pieces}


NEW: dict[str, Bericht] = {
    "a request": jw315(
        {
            "Client/AangevraagdeProducten/AangevraagdProduct/ReferentieAanbieder": "VOT2",
            "Client/AangevraagdeProducten/AangevraagdProduct/ToewijzingIngangsdatum": "2026-05-01",
        }
    ),
    "care without a toewijzing": zonder_nummer("2026-05-01"),
    "a new product in a request to change": jw317(
        {
            "Client/Verzoek/OngewijzigdeProducten": None,
            "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/ToewijzingNummer": 1,
            "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/GewensteIngangsdatum": "2026-04-01",
            "Client/Verzoek/NieuweProducten/NieuwProduct/GewensteIngangsdatum": "2026-07-01",
        }
    ),
}


@pytest.mark.parametrize("what", NEW)
async def test_nothing_begins_after_its_end(gateway: Gateway, what: str) -> None:
    refused = await stuur(gateway, NEW[what], AANBIEDER, "NIEUW")
    assert isinstance(refused, Refused), refused
    (bevinding,) = refused.bevindingen
    assert bevinding.code == "ONTVANGER-ONBEKEND"
    assert "30 april 2026" in bevinding.tekst


async def test_who_answered_himself_cannot_any_more_so_the_gateway_does(gateway: Gateway) -> None:
    await herlaad(gateway, {GEMEENTE: EINDE}, retour="zelf")
    receipt = await stuur(gateway, jw307(), AANBIEDER, "SLUIT")
    assert isinstance(receipt, Receipt)
    assert (receipt.oordeel, receipt.retour_id is None) == (Oordeel.GOEDGEKEURD, False)


async def test_its_token_is_shut_until_the_region_lets_the_party_go_on_and_then_reads_all(gateway: Gateway) -> None:
    """How a gemeente that went up in another one is closed: its code ends, the party goes on until all is done."""
    await herlaad(gateway, {})
    _, secret = await gateway.access.create(administration(gateway), GEMEENTE)
    await herlaad(gateway, {GEMEENTE: EINDE})
    assert await gateway.register.who(secret) is None
    closed = await stuur(gateway, jw307(), AANBIEDER, "SLUIT")
    assert isinstance(closed, Receipt)
    await herlaad(gateway, {GEMEENTE: date(2026, 12, 31)})
    partij = await gateway.register.who(secret)
    assert partij is not None
    assert await gateway.postvak.payload(as_(gateway, partij.code), closed.id) is not None
    asked = await stuur(gateway, jw317(WIJZIGING), AANBIEDER, "VRAAG")
    assert isinstance(asked, Receipt)
    for number, bericht in enumerate(
        [
            jw319({"Antwoord/ReferentieAanbieder": "VOW1"}),
            jw301(
                {
                    f"{TOEGEWEZEN}/Einddatum": "2026-04-10",
                    f"{TOEGEWEZEN}/Toewijzingsdatum": "2026-05-01",
                    f"{TOEGEWEZEN}/RedenWijziging": "02",
                }
            ),
        ]
    ):
        receipt = await stuur(gateway, bericht, GEMEENTE, f"UIT{number}")
        assert isinstance(receipt, Receipt), receipt
        assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen
    new = jw301({f"{TOEGEWEZEN}/ToewijzingNummer": 9, f"{TOEGEWEZEN}/Ingangsdatum": "2026-05-01"})
    receipt = await stuur(gateway, new, GEMEENTE, "NIEUW")
    assert isinstance(receipt, Receipt)
    assert [one.code for one in receipt.bevindingen] == ["TR378"]


async def test_an_aanbieder_that_stopped_still_gets_the_end_of_its_toewijzingen_and_no_new_one(
    gateway: Gateway,
) -> None:
    await herlaad(gateway, {AANBIEDER: EINDE})
    short = {
        f"{TOEGEWEZEN}/Einddatum": "2026-04-10",
        f"{TOEGEWEZEN}/Toewijzingsdatum": "2026-04-20",
        f"{TOEGEWEZEN}/RedenWijziging": "02",
    }
    receipt = await stuur(gateway, jw301(short), GEMEENTE, "KORT")
    assert isinstance(receipt, Receipt), receipt
    assert receipt.oordeel is Oordeel.GOEDGEKEURD
    new = jw301({f"{TOEGEWEZEN}/ToewijzingNummer": 9, f"{TOEGEWEZEN}/Ingangsdatum": "2026-05-01"})
    assert isinstance(await stuur(gateway, new, GEMEENTE, "NIEUW"), Refused)


async def test_a_party_that_never_was_is_unknown(gateway: Gateway) -> None:
    uitkomst = await stuur(gateway, with_(jw307(), "Header/Ontvanger", "1680"), AANBIEDER, "ON")
    assert isinstance(uitkomst, Refused)
    assert "niet aangesloten" in uitkomst.bevindingen[0].tekst


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([(BEGIN, EINDE)], EINDE),
        ([(BEGIN, NA)], None),  # its last day
        ([(BEGIN, None)], None),
        ([(BEGIN, EINDE), (date(2026, 7, 1), None)], None),  # to come back
        ([(BEGIN, date(2020, 12, 31)), (date(2022, 1, 1), EINDE)], EINDE),
        ([(date(2026, 7, 1), date(2026, 7, 31))], None),  # still to come
    ],
)
def test_ended_is_who_was_a_party_and_will_not_be_again(
    rows: list[tuple[date, date | None]], expected: date | None
) -> None:
    partijen_ = [
        Partij(soort="gemeente", code="0788", naam="Haaren", geldig_van=van, geldig_tot=tot) for van, tot in rows
    ]
    ended = RegisterStand({"partijen": partijen_}, 1).former_partij("0788", NA)
    assert (ended and ended.geldig_tot) == expected
