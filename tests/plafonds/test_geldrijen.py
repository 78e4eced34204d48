# SPDX-License-Identifier: EUPL-1.2
"""The rows of the money: what a boeking is about, and what older versions wrote."""

from datetime import date, timedelta
from typing import Any

import pytest

from berichtenverkeer.core.database import Database
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Onleesbaar, lees, naar_json
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.ledger.gebeurtenissen.zorg import Product, VerzoekAfgewezen
from berichtenverkeer.plafonds.sleutels import van_toewijzing, van_verzoek
from plafonds.bouw import A, B, G, aanvraag, anders, plafond, prestatie, rijen, toewijzing, wijziging
from plafonds.kantoor import Kantoor

D = date
DAG = D(2026, 3, 1)
MAART = (DAG, D(2026, 3, 31))
JAN, PIET = b"j" * 16, b"p" * 16


async def vraag(database: Database, sql: str, *argumenten: Any) -> list[tuple[Any, ...]]:
    async with database.lees() as conn:
        return [tuple(rij) for rij in await conn.fetch(sql, *argumenten)]


async def test_what_a_boeking_is_about_can_be_asked(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 900), plafond(2026, 900, aanbieder=B)), DAG)
    await kantoor.doe([[aanvraag("a/b", *MAART, client=JAN)], [aanvraag("V2", *MAART, client=PIET, aanbieder=B)]], DAG)
    zorg: dict[str, Any] = {"client": JAN, "product": Product("45", "45A05")}
    await kantoor.doe([[toewijzing(7, *MAART, referentie_aanbieder="a/b", **zorg)]], DAG)
    await kantoor.doe([[wijziging("W1", DAG, anders(7, DAG, D(2026, 4, 9)))]], DAG)  # of another client: asks nothing
    await kantoor.doe([[prestatie("P1", 7, *MAART, 100, client=JAN)]], DAG)
    per_client = (
        "select debet, credit, bedrag_cents, gemeente, categorie, code from boeking where regio = $1 and client = $2"
    )
    assert await vraag(database, f"{per_client} order by positie, volgnr", regio, JAN) == [
        ("GERESERVEERD", "VRIJ", 3100, G, "45", "45A04"),
        ("BESLAG", "GERESERVEERD", 3100, G, "45", "45A05"),
        ("REALISATIE", "BESLAG", 100, G, "45", "45A05"),
        ("VRIJ", "BESLAG", 3000, G, "45", "45A05"),
    ]
    sleutels = "select claim_soort, claim_partij, claim_nummer, claim_referentie, van_soort, van_partij, van_referentie"
    waar = "where regio = $1 and debet = 'BESLAG' and client = $2"
    assert await vraag(database, f"{sleutels} from boeking {waar}", regio, JAN) == [
        ("toewijzing", G, 7, "", "verzoek", A, "a/b")
    ]
    assert await vraag(database, f"{per_client} and debet = 'GERESERVEERD'", regio, PIET) == [
        ("GERESERVEERD", "VRIJ", 3100, G, "45", "45A04")
    ]
    van_niemand = "select count(*) from boeking where regio = $1 and client is null and claim_soort is not null"
    assert await vraag(database, van_niemand, regio) == [(0,)]


async def test_a_jw317_as_a_whole_has_a_client_and_no_product(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 900)), DAG)
    await kantoor.doe([[toewijzing(1, *MAART)], [wijziging("W1", DAG, anders(1, DAG, D(2026, 4, 9)))]], DAG)
    await kantoor.doe([[VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="W1", reden="2", ontvangen_op=DAG)]], DAG)
    over = "select debet, credit, claim_referentie, gemeente, client, code from boeking where regio = $1"
    client = b"c" * 16
    assert await vraag(database, f"{over} and claim_soort = 'verzoek' order by positie", regio) == [
        ("GERESERVEERD", "VRIJ", "W1", G, client, None),
        ("VRIJ", "GERESERVEERD", "W1", G, client, None),
    ]


async def test_what_is_rebuilt_gives_back_what_it_holds_under_the_same_name(database: Database, regio: str) -> None:
    """A reservation lapses without its verzoek being read: what it is about is kept beside it."""
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 900)), DAG)
    await kantoor.doe([[aanvraag("V1", *MAART, client=JAN)]], DAG)
    voor = await kantoor.alles()
    await kantoor.herbouw()
    assert await kantoor.alles() == voor
    await kantoor.doe([], DAG + timedelta(56))
    laatste = "select debet, gemeente, client, code from boeking where regio = $1 order by positie desc, volgnr limit 1"
    assert await vraag(database, laatste, regio) == [("VRIJ", G, JAN, "45A04")]


OUD = [
    ("toewijzing/0363/12", van_toewijzing("0363", 12)),
    ("verzoek/65656055/V1", van_verzoek("65656055", "V1")),
    ("verzoek/65656055/a/b c/", van_verzoek("65656055", "a/b c/")),
    ("verzoek/65656055/", van_verzoek("65656055", "")),
    ("verzoek/65656055/toewijzing/0363/1", van_verzoek("65656055", "toewijzing/0363/1")),
]


@pytest.mark.parametrize(("tekst", "sleutel"), OUD)
def test_a_claim_that_was_one_text_is_read_as_its_key(tekst: str, sleutel: Claimsleutel) -> None:
    velden = f'"claim":"{tekst}","aanbieder":"{A}","gemeente":"{G}"'
    besluit = lees("PlafondBesloten", 1, f'{{"soort":"PlafondBesloten",{velden},"uitkomst":"ja"}}')
    verval = lees("ReserveringVervallen", 1, f'{{"soort":"ReserveringVervallen",{velden},"vervalt_op":"2026-04-26"}}')
    assert isinstance(besluit, PlafondBesloten)
    assert isinstance(verval, ReserveringVervallen)
    assert besluit.claim == verval.claim == sleutel
    assert str(sleutel) == tekst
    assert lees("PlafondBesloten", 2, naar_json(besluit)) == besluit


@pytest.mark.parametrize("claim", ['"elders/1/2"', '"toewijzing/0363/x"', '"verzoek/1"', "7", "null"])
def test_a_claim_that_cannot_be_is_not_read(claim: str) -> None:
    velden = f'"aanbieder":"{A}","gemeente":"{G}","uitkomst":"ja","claim":{claim}'
    with pytest.raises(Onleesbaar):
        lees("PlafondBesloten", 1, f'{{"soort":"PlafondBesloten",{velden}}}')
