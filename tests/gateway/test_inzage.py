# SPDX-License-Identifier: EUPL-1.2
"""The inzagelog: each opening is in it, whoever it was and however it ended; who saw a client is asked of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from bellers import administration, as_, as_person
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.errors import ContentDestroyed, StepImpossible
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.inzage import COLUMNS, OPENS, InzageAsked
from berichtenverkeer.gateway.rights import RIGHTS, NoRight
from berichtenverkeer.gateway.tenzij import UnknownTenzij
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.register.user_rows import Gebruiker
from bouwers import AANBIEDER, GEMEENTE
from bouwers import BSN as CLIENT
from gateway.test_declareren import declaratie
from gateway.test_declareren import toewijzing as gedeclareerd
from gateway.test_plafonds_in_de_gateway import BSN, rows, verzoek
from gateway.test_tenzij_in_de_gateway import ask
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

PEOPLE = [
    Gebruiker(gebruiker=key, partij=partij, rollen=(role,), naam=key, geldig_van=BEGIN)
    for key, partij, role in (
        ("controleur", "REGIO", "controleur"),
        ("manager", "REGIO", "contractmanager"),
        ("kantoor", GEMEENTE, "backoffice"),
        ("toezicht", GEMEENTE, "controleur"),
    )
]


async def seen(gateway: Gateway, who: str = "controleur", **asked: Any) -> list[tuple[str | None, str, str, str]]:
    """Person or partij, what, by which use case, and how it ended; the oldest first."""
    page = await gateway.inzage.listing(as_person(gateway, who), InzageAsked(**asked))
    rows = [(row.persoon or row.partij, row.soort, row.waarom, row.outcome) for row in reversed(page.rows)]
    return [row for row in rows if row[1] != "inzagelog"]


async def test_each_opening_is_written_down_and_found_back_by_client(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(), **rows(), gebruikers=PEOPLE) as gateway:
        asked = await received(gateway, verzoek(0), AANBIEDER)
        other = await received(gateway, verzoek(1), AANBIEDER)
        tenzij = await ask(gateway)
        await record_watermark(gateway.database, gateway.regio, gateway.clock())
        gemeente, kantoor, manager = (
            as_(gateway, GEMEENTE),
            as_person(gateway, "kantoor"),
            as_person(gateway, "manager"),
        )
        at = msgspec.structs.replace(kantoor, aanvraag="een-verzoek", page="/postvak/{id}")
        await gateway.postvak.payload(gemeente, asked.id)
        await gateway.postvak.view(at, asked.id)
        await gateway.draden.draad(administration(gateway), asked.id)
        await gateway.tenzijs.one(manager, tenzij.id)
        await gateway.postvak.payload(kantoor, other.id)
        assert await seen(gateway, bsn=BSN[0]) == [
            (GEMEENTE, "bericht", "postvak.payload", "getoond"),
            ("kantoor", "bericht", "postvak.view", "getoond"),
            (None, "draad", "draden.draad", "getoond"),
            ("manager", "tenzij", "tenzijs.one", "getoond"),
        ]
        assert await seen(gateway, bsn=BSN[1]) == [("kantoor", "bericht", "postvak.payload", "getoond")]
        assert await seen(gateway, bsn=BSN[2]) == []
        (row,) = (
            await gateway.inzage.listing(as_person(gateway, "controleur"), InzageAsked(persoon="kantoor", limit=1))
        ).rows
        assert (row.bericht_id, row.rollen, row.kanaal, row.partij) == (other.id, ("backoffice",), "pages", GEMEENTE)
        first = (await gateway.inzage.listing(as_person(gateway, "controleur"), InzageAsked(persoon="kantoor"))).rows[
            -1
        ]
        assert (first.page, first.aanvraag) == ("/postvak/{id}", "een-verzoek")

        # The pseudonym in full finds the same, and page after page all of it.
        pseudonym = gateway.postvak._vault.pseudonym(gateway.regio, BSN[0]).hex()
        assert await seen(gateway, pseudonym=pseudonym) == await seen(gateway, bsn=BSN[0])
        controleur, before, pages = as_person(gateway, "controleur"), None, []
        while True:
            page = await gateway.inzage.listing(controleur, InzageAsked(persoon="kantoor", limit=1, before=before))
            pages += [row.bericht_id for row in page.rows]
            if (before := page.following) is None:
                break
        assert pages == [other.id, asked.id]
        now = system_clock()
        await it_is_counted_how_much_each_opened(gateway)
        assert await seen(gateway, tot=now - timedelta(minutes=5)) == []
        assert len(await seen(gateway, van=now - timedelta(minutes=5), tot=now + timedelta(minutes=5))) == 6


async def it_is_counted_how_much_each_opened(gateway: Gateway) -> None:
    """Without what: a row for each person, and for the systems of each partij; each controleur of his own."""
    controleur, kantoor, now = as_person(gateway, "controleur"), as_person(gateway, "kantoor"), system_clock()
    assert await gateway.postvak.view(kantoor, UUID(int=1)) is None
    since = now - timedelta(minutes=5)
    looked = await gateway.inzage.looked(controleur, since)
    assert [(one.partij, one.persoon, one.looks, one.clients, one.failed) for one in looked] == [
        (GEMEENTE, "kantoor", 3, 2, 1),
        (GEMEENTE, None, 1, 1, 0),
        ("REGIO", "manager", 1, 1, 0),
        (None, None, 1, 1, 0),
    ]
    own = await gateway.inzage.looked(as_person(gateway, "toezicht"), since)
    assert [one.persoon for one in own] == ["kantoor", None]
    assert await gateway.inzage.looked(controleur, now + timedelta(minutes=5)) == []
    assert await seen(gateway, only_failed=True) == [("kantoor", "bericht", "postvak.view", "niet gevonden")]


async def test_of_a_declaratie_each_client_is_seen_and_of_an_answer_whose_it_is(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(), gebruikers=PEOPLE) as gateway:
        await received(gateway, gedeclareerd(), GEMEENTE)
        receipt = await received(gateway, declaratie("D1", 10000, "D", R1={}), AANBIEDER)
        assert receipt.retour_id is not None
        for bericht_id in (receipt.id, receipt.retour_id):
            assert await gateway.postvak.payload(as_(gateway, AANBIEDER), bericht_id)
        found = await seen(gateway, bsn=CLIENT)
        assert found == [(AANBIEDER, "bericht", "postvak.payload", "getoond")] * 2


async def test_what_was_not_shown_is_in_it_as_well(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(), **rows(), gebruikers=PEOPLE) as gateway:
        asked = await received(gateway, verzoek(0), AANBIEDER)
        nobody, manager = as_(gateway, "42420001"), as_person(gateway, "manager")
        assert await gateway.postvak.payload(nobody, asked.id) is None
        with pytest.raises(UnknownTenzij):
            await gateway.tenzijs.one(manager, UUID(int=1))
        gateway.postvak._vault._keys.clear()
        await sql(gateway, config, "delete from datasleutel where regio = $1")
        with pytest.raises(ContentDestroyed):
            await gateway.postvak.payload(as_(gateway, AANBIEDER), asked.id)
        assert await seen(gateway) == [
            ("42420001", "bericht", "postvak.payload", "niet gevonden"),
            ("manager", "tenzij", "tenzijs.one", "niet gevonden"),
            (AANBIEDER, "bericht", "postvak.payload", "mislukt"),
        ]


async def test_what_cannot_be_written_down_is_not_shown(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(), **rows(), gebruikers=PEOPLE) as gateway:
        asked = await received(gateway, verzoek(0), AANBIEDER)
        await sql(gateway, config, "alter table inzage add constraint tijdelijk check (regio <> '{regio}') not valid")
        try:
            with pytest.raises(Exception, match="tijdelijk"):
                await gateway.postvak.payload(as_(gateway, AANBIEDER), asked.id)
        finally:
            await sql(gateway, config, "alter table inzage drop constraint tijdelijk")
        assert await gateway.postvak.payload(as_(gateway, AANBIEDER), asked.id)


async def test_who_asks_about_a_client_is_in_it_and_who_may_not_ask_hears_nothing(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(), **rows(), gebruikers=PEOPLE) as gateway:
        asked = await received(gateway, verzoek(0), AANBIEDER)
        for who in (GEMEENTE, AANBIEDER):
            await gateway.postvak.payload(as_(gateway, who), asked.id)
        # Of a partij the controleur sees what its own people and systems opened.
        assert [row[0] for row in await seen(gateway, "toezicht", bsn=BSN[0])] == [GEMEENTE]
        assert [row[0] for row in await seen(gateway, "toezicht", partij=AANBIEDER)] == [GEMEENTE]
        page = await gateway.inzage.listing(as_person(gateway, "controleur"), InzageAsked(bsn=BSN[0]))
        assert {(row.persoon, row.soort) for row in page.rows} >= {("toezicht", "inzagelog")}
        for key in ("manager", "kantoor"):
            with pytest.raises(NoRight):
                await gateway.inzage.listing(as_person(gateway, key), InzageAsked())
        for wrong in (InzageAsked(bsn="123"), InzageAsked(pseudonym="ab")):
            with pytest.raises(StepImpossible):
                await gateway.inzage.listing(as_person(gateway, "controleur"), wrong)
        data = (await gateway.inzage.export(as_person(gateway, "controleur"), InzageAsked(bsn=BSN[0]))).decode()
        head, *lines = data.splitlines()
        assert head.split(";") == list(COLUMNS)
        assert str(asked.id) in data
        assert len(lines) == 4, "two openings, and two that asked"
        assert BSN[0] not in data


SHOW_NO_CONTENT = {
    "acts, and what is tried": {
        *(name for name in RIGHTS if name.startswith("reception.")),
        *("checking.with_history", "postvak.collect", "searching.pseudonym"),
        *(f"tenzijs.{act}" for act in ("ask", "withdraw", "grant", "reject", "change", "end", "confirm")),
        *("signals.discuss", "signals.decide", "stops.ask", "stops.decide", "stops.lift"),
        *("verrekeningen.ask", "verrekeningen.answer", "verrekeningen.settle"),
    },
    "lists, with marks that tell berichten or youths apart and no more": {
        *("postvak.listing", "searching.berichten", "own_care.verzoeken", "own_care.choices"),
        *("termijnen.klokken", "tenzijs.listing", "verrekeningen.listing", "verrekeningen.one", "stops.listing"),
        *("stops.view", "signals.listing", "alternatieven.listing"),
        *(name for name in RIGHTS if name.startswith("saved_searches.")),
    },
    "numbers": {
        *("termijnen.summary", "what_if.asked", "budgets.of_year", "gateway.measure", "figures.copy"),
        *(name for name in RIGHTS if name.startswith(("plafonds.", "lumpsums.", "amounts.", "report_sets."))),
        *(
            "rapportages.listing",
            "rapportages.report",
            "rapportages.restatement",
            "key_figures.shown",
            "seals.of_month",
            "inzage.looked",
        ),
    },
    "who may come in, and how it goes": {
        name
        for name in RIGHTS
        if name.startswith(("register.", "agreements.", "access.", "gebruikers.", "sessions.", "time.", "operations."))
    },
}
"""Why each of the other use cases writes nothing."""


def test_every_use_case_that_shows_content_says_what_it_opens_and_every_other_says_why_not() -> None:
    without = [name for names in SHOW_NO_CONTENT.values() for name in names]
    assert len(without) == len(set(without))
    assert set(without).isdisjoint(OPENS)
    assert set(without) | OPENS.keys() == RIGHTS.keys()


async def sql(gateway: Gateway, config: Settings, statement: str) -> None:
    """As the owner of the tables."""
    connection = await asyncpg.connect(config.eigenaar_url)
    arguments = [gateway.regio] if "$1" in statement else []
    await connection.execute(statement.format(regio=gateway.regio), *arguments)
    await connection.close()
