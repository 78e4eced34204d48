# SPDX-License-Identifier: EUPL-1.2
"""Loads in the database: the difference is written, the past stays as it was known."""

import uuid

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.laden import Laadresultaat, laad, laatste_versie
from berichtenverkeer.register.mappen import lees_map, maak_inhoud
from berichtenverkeer.register.rijen import TABELLEN
from berichtenverkeer.register.stand import lees_stand
from register.strategieen import INHOUDEN

LEEG = maak_inhoud("voorbeeldregio", {})
VOORBEELD = lees_map(bestand("deploy/voorbeeldregio")).inhoud


def aantal(inhoud: Inhoud) -> int:
    return sum(len(rijen) for rijen in inhoud.rijen.values())


async def laad_een(database: Database, regio: str, inhoud: Inhoud, positie: int) -> Laadresultaat:
    async with database.transactie() as conn:
        return await laad(Grootboek(conn, regio), inhoud, positie)


async def bekend(database: Database, regio: str, k: int | None = None) -> Inhoud:
    async with database.lees() as conn:
        return (await lees_stand(Grootboek(conn, regio), k)).inhoud("voorbeeldregio")


@settings(max_examples=30, deadline=None)
@given(loads=st.lists(INHOUDEN, min_size=1, max_size=4), terug=st.booleans())
async def test_at_every_position_exactly_what_was_loaded_then_is_known(
    database: Database, loads: list[Inhoud], terug: bool
) -> None:
    regio = uuid.uuid4().hex
    loads = [*loads, loads[0]] if terug else loads
    for nummer, inhoud in enumerate(loads, 1):
        await laad_een(database, regio, inhoud, nummer * 10)
    assert await bekend(database, regio) == loads[-1]
    assert await bekend(database, regio, 9) == LEEG
    for nummer, inhoud in enumerate(loads, 1):
        assert await bekend(database, regio, nummer * 10) == inhoud
        assert await bekend(database, regio, nummer * 10 + 9) == inhoud


@settings(max_examples=20, deadline=None)
@given(eerst=INHOUDEN, daarna=INHOUDEN)
async def test_a_load_counts_what_began_and_what_ended(database: Database, eerst: Inhoud, daarna: Inhoud) -> None:
    regio = uuid.uuid4().hex
    await laad_een(database, regio, eerst, 1)
    resultaat = await laad_een(database, regio, daarna, 2)
    oud = {(naam, rij) for naam in TABELLEN for rij in eerst.rijen[naam]}
    nieuw = {(naam, rij) for naam in TABELLEN for rij in daarna.rijen[naam]}
    assert (resultaat.nieuw, resultaat.vervallen) == (len(nieuw - oud), len(oud - nieuw))
    assert resultaat.is_gelijk == (eerst == daarna)


async def test_the_same_content_again_writes_nothing_and_says_so(database: Database, regio: str) -> None:
    eerste = await laad_een(database, regio, VOORBEELD, 5)
    assert (eerste.nieuw, eerste.vervallen, eerste.is_gelijk) == (aantal(VOORBEELD), 0, False)
    tweede = await laad_een(database, regio, VOORBEELD, 6)
    assert (tweede.nieuw, tweede.vervallen, tweede.is_gelijk) == (0, 0, True)
    assert tweede.sha256 == eerste.sha256
    async with database.lees() as conn:
        assert await laatste_versie(Grootboek(conn, regio)) == 5
        assert (await lees_stand(Grootboek(conn, regio))).versie == 5
        assert await laatste_versie(Grootboek(conn, regio), 4) == 0


async def test_the_whole_example_region_is_known_as_it_was_loaded(database: Database, regio: str) -> None:
    await laad_een(database, regio, VOORBEELD, 1)
    assert await bekend(database, regio) == VOORBEELD
    assert await bekend(database, uuid.uuid4().hex) == LEEG


async def test_the_hash_is_that_of_the_content(database: Database) -> None:
    def anders(naam: str) -> Inhoud:
        return maak_inhoud("voorbeeldregio", {**VOORBEELD.rijen, naam: VOORBEELD.rijen[naam][1:]})

    inhouden = [VOORBEELD, *(anders(naam) for naam in TABELLEN)]
    hashes = {(await laad_een(database, uuid.uuid4().hex, inhoud, 1)).sha256 for inhoud in inhouden}
    assert len(hashes) == len(inhouden)


async def test_a_load_may_not_go_before_an_earlier_one(database: Database, regio: str) -> None:
    await laad_een(database, regio, VOORBEELD, 5)
    with pytest.raises(AssertionError, match="loads follow the ledger"):
        await laad_een(database, regio, LEEG, 5)


@pytest.mark.parametrize(
    "opdracht",
    [
        "update register_rij set waarde = '{}' where regio = $1",
        "update register_rij set geldig_tot = null where regio = $1",
        "delete from register_rij where regio = $1",
        "update registerversie set positie = 1 where regio = $1",
        "delete from registerversie where regio = $1",
        "update credential set hash = '' where regio = $1",
        "update credential set partij = 'x' where regio = $1",
        "delete from credential where regio = $1",
    ],
)
async def test_the_application_may_not_change_what_was_known(database: Database, regio: str, opdracht: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transactie() as conn:
            await conn.execute(opdracht, regio)
