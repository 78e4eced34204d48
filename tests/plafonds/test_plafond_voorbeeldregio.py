# SPDX-License-Identifier: EUPL-1.2
"""The register of the example region with real berichten: what a gemeente would count itself."""

from datetime import date
from typing import Any

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.kinds import bsns
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.files import bestand
from berichtenverkeer.ledger.booking import gebeurtenissen
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.register.folders import read_folder
from bouwers import jw301, jw307, jw315, jw319
from plafonds.office import Office

REGISTER = read_folder(bestand("deploy/voorbeeldregio")).content.rows
TILBURG, AANBIEDER, KLEIN = "0855", "99000103", "99000110"
DAY = date(2026, 4, 1)
VOT = "Client/AangevraagdeProducten/AangevraagdProduct"
T = "Client/ToegewezenProducten/ToegewezenProduct"
VERBLIJF: dict[str, Any] = {
    "Product": {"Categorie": "44", "Code": "44C01"},
    "Omvang": {"Volume": 7, "Eenheid": "14", "Frequentie": "2"},
}


def partijen(van: str, to: str) -> dict[str, Any]:
    return {"Header/Afzender": van, "Header/Ontvanger": to}


async def do(office: Office, bericht: Bericht) -> list[tuple[str, list[tuple[int, int]]]]:
    """The decisions of a bericht: outcome, and cents per year."""
    clienten = dict.fromkeys(bsns(bericht), b"c" * 16)
    besluiten = await office.doe([gebeurtenissen(bericht, clienten, DAY)], DAY)
    return [(one.uitkomst, [(part.jaar, part.bedrag_cents) for part in one.delen]) for one in besluiten]


async def test_the_example_region_counts_its_ceilings(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(REGISTER, DAY)
    bedragen = {saldo.plafond: saldo.stand(Rekening.VRIJ) for saldo in await office.saldi()}
    assert len(bedragen) == 41  # 44 rows, one aanbieder without ceiling in three years
    assert bedragen[PlafondKey("99000102", 2026)] == 886_527_000  # 0.9 x 9,850,300.00
    assert bedragen[PlafondKey("99000108", 2026)] == 20_000_000  # 0.9 x 222,222.22 = 199,999.998
    assert bedragen[PlafondKey("99000112", 2027)] == 800_000  # new: 0.8 x startbudget
    assert bedragen[PlafondKey("99000105", 2026, perceel="2b")] == 115_000_000


async def test_a_residential_place_claims_its_days_at_the_price_of_each_year(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(REGISTER, DAY)
    question = {**partijen("99000102", TILBURG), f"{VOT}/ToewijzingEinddatum": "2027-03-31"}
    question |= {f"{VOT}/{element}": value for element, value in VERBLIJF.items()}
    # 275 days of 2026 at 222.30 and 90 of 2027 at 229.19, of which 0.97 is expected to be used
    years = [(2026, 5_929_853), (2027, 2_000_828)]
    assert await do(office, jw315(question)) == [("ja", years)]
    antwoord = {**partijen(TILBURG, "99000102"), f"{T}/ReferentieAanbieder": "VOT1", f"{T}/Einddatum": "2027-03-31"}
    antwoord |= {f"{T}/{element}": value for element, value in VERBLIJF.items()}
    assert await do(office, jw301(antwoord)) == [("ja", years)]
    saldi = await office.saldi()
    (saldo,) = [one for one in saldi if one.plafond == PlafondKey("99000102", 2026)]
    assert (saldo.stand(Rekening.GERESERVEERD), saldo.stand(Rekening.BESLAG)) == (0, 5_929_853)
    # a stop on a start that was never sent ends no levering: the claim stays
    await do(office, jw307(partijen("99000102", TILBURG)))
    assert await office.saldi() == saldi
    assert await office.verschillen() == []


async def test_a_small_aanbieder_is_full_and_a_refusal_gives_the_room_back(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(REGISTER, DAY)
    budget: dict[str, Any] = {f"{VOT}/Omvang": None, f"{VOT}/Budget": 1_200_000}
    first = jw315({**partijen(KLEIN, TILBURG), **budget})
    tweede = jw315({**partijen(KLEIN, TILBURG), **budget, f"{VOT}/ReferentieAanbieder": "VOT2"})
    factor = next(row.gebruiksfactor for row in REGISTER["producten"] if row.code == "45A04")
    cents = int(1_200_000 * factor)
    assert await do(office, first) == [("ja", [(2026, cents)])]
    assert await do(office, tweede) == [("nee (plafond)", [(2026, cents)])]
    assert await do(office, jw319({**partijen(TILBURG, KLEIN), "Antwoord/ReferentieAanbieder": "VOT1"})) == []
    derde = jw315({**partijen(KLEIN, TILBURG), **budget, f"{VOT}/ReferentieAanbieder": "VOT3"})
    assert await do(office, derde) == [("ja", [(2026, cents)])]
    assert await office.verschillen() == []
