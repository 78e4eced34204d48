# SPDX-License-Identifier: EUPL-1.2
"""The rows of the money: what a boeking is about, and what older versions wrote."""

from datetime import date, timedelta
from typing import Any

import pytest

from berichtenverkeer.core.database import Database
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Onleesbaar, read, to_json
from berichtenverkeer.ledger.gebeurtenissen.care import Product, VerzoekAfgewezen
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.keys import from_toewijzing, from_verzoek
from plafonds.bouw import A, B, G, aanvraag, otherwise, plafond, prestatie, rows, toewijzing, wijziging
from plafonds.office import Office

D = date
DAY = D(2026, 3, 1)
MAART = (DAY, D(2026, 3, 31))
JAN, PIET = b"j" * 16, b"p" * 16


async def question(database: Database, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    async with database.lees() as conn:
        return [tuple(row) for row in await conn.fetch(sql, *arguments)]


async def test_what_a_boeking_is_about_can_be_asked(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(rows(plafond(2026, 900), plafond(2026, 900, aanbieder=B)), DAY)
    await office.doe([[aanvraag("a/b", *MAART, client=JAN)], [aanvraag("V2", *MAART, client=PIET, aanbieder=B)]], DAY)
    care: dict[str, Any] = {"client": JAN, "product": Product("45", "45A05")}
    await office.doe([[toewijzing(7, *MAART, referentie_aanbieder="a/b", **care)]], DAY)
    await office.doe([[wijziging("W1", DAY, otherwise(7, DAY, D(2026, 4, 9)))]], DAY)  # of another client: asks nothing
    await office.doe([[prestatie("P1", 7, *MAART, 100, client=JAN)]], DAY)
    per_client = (
        "select debet, credit, bedrag_cents, gemeente, categorie, code from boeking where regio = $1 and client = $2"
    )
    assert await question(database, f"{per_client} order by positie, volgnr", regio, JAN) == [
        ("GERESERVEERD", "VRIJ", 3100, G, "45", "45A04"),
        ("BESLAG", "GERESERVEERD", 3100, G, "45", "45A05"),
        ("REALISATIE", "BESLAG", 100, G, "45", "45A05"),
        ("VRIJ", "BESLAG", 3000, G, "45", "45A05"),
    ]
    keys = "select claim_soort, claim_partij, claim_nummer, claim_referentie, van_soort, van_partij, van_referentie"
    where = "where regio = $1 and debet = 'BESLAG' and client = $2"
    assert await question(database, f"{keys} from boeking {where}", regio, JAN) == [
        ("toewijzing", G, 7, "", "verzoek", A, "a/b")
    ]
    assert await question(database, f"{per_client} and debet = 'GERESERVEERD'", regio, PIET) == [
        ("GERESERVEERD", "VRIJ", 3100, G, "45", "45A04")
    ]
    van_niemand = "select count(*) from boeking where regio = $1 and client is null and claim_soort is not null"
    assert await question(database, van_niemand, regio) == [(0,)]


async def test_a_jw317_as_a_whole_has_a_client_and_no_product(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(rows(plafond(2026, 900)), DAY)
    await office.doe([[toewijzing(1, *MAART)], [wijziging("W1", DAY, otherwise(1, DAY, D(2026, 4, 9)))]], DAY)
    await office.doe([[VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="W1", reden="2", ontvangen_op=DAY)]], DAY)
    about = "select debet, credit, claim_referentie, gemeente, client, code from boeking where regio = $1"
    client = b"c" * 16
    assert await question(database, f"{about} and claim_soort = 'verzoek' order by positie", regio) == [
        ("GERESERVEERD", "VRIJ", "W1", G, client, None),
        ("VRIJ", "GERESERVEERD", "W1", G, client, None),
    ]


async def test_what_is_rebuilt_gives_back_what_it_holds_under_the_same_name(database: Database, regio: str) -> None:
    """A reservation lapses without its verzoek being read: what it is about is kept beside it."""
    office = Office(database, regio)
    await office.load(rows(plafond(2026, 900)), DAY)
    await office.doe([[aanvraag("V1", *MAART, client=JAN)]], DAY)
    before = await office.alles()
    await office.herbouw()
    assert await office.alles() == before
    await office.doe([], DAY + timedelta(56))
    last = "select debet, gemeente, client, code from boeking where regio = $1 order by positie desc, volgnr limit 1"
    assert await question(database, last, regio) == [("VRIJ", G, JAN, "45A04")]


OUD = [
    ("toewijzing/0363/12", from_toewijzing("0363", 12)),
    ("verzoek/65656055/V1", from_verzoek(Verzoeksleutel("65656055", "V1"))),
    ("verzoek/65656055/a/b c/", from_verzoek(Verzoeksleutel("65656055", "a/b c/"))),
    ("verzoek/65656055/", from_verzoek(Verzoeksleutel("65656055", ""))),
    ("verzoek/65656055/toewijzing/0363/1", from_verzoek(Verzoeksleutel("65656055", "toewijzing/0363/1"))),
]


@pytest.mark.parametrize(("text", "key"), OUD)
def test_a_claim_that_was_one_text_is_read_as_its_key(text: str, key: Claimsleutel) -> None:
    fields = f'"claim":"{text}","aanbieder":"{A}","gemeente":"{G}"'
    besluit = read("PlafondBesloten", 1, f'{{"soort":"PlafondBesloten",{fields},"uitkomst":"ja"}}')
    verval = read("ReserveringVervallen", 1, f'{{"soort":"ReserveringVervallen",{fields},"vervalt_op":"2026-04-26"}}')
    assert isinstance(besluit, PlafondBesloten)
    assert isinstance(verval, ReserveringVervallen)
    assert besluit.claim == verval.claim == key
    assert str(key) == text
    assert read("PlafondBesloten", 2, to_json(besluit)) == besluit


@pytest.mark.parametrize("claim", ['"elders/1/2"', '"toewijzing/0363/x"', '"verzoek/1"', "7", "null"])
def test_a_claim_that_cannot_be_is_not_read(claim: str) -> None:
    fields = f'"aanbieder":"{A}","gemeente":"{G}","uitkomst":"ja","claim":{claim}'
    with pytest.raises(Onleesbaar):
        read("PlafondBesloten", 1, f'{{"soort":"PlafondBesloten",{fields}}}')
