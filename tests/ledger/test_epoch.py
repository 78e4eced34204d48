# SPDX-License-Identifier: EUPL-1.2
"""Epochs: a database that was put back gives no position twice, says which are lost, and knows that it was put back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.embedded import EIGENAAR, TOEPASSING, Server
from berichtenverkeer.core.errors import KlokOnbetrouwbaar
from berichtenverkeer.core.ids import MAX_POSITIE, identificatie_van
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import systeemklok
from berichtenverkeer.core.migraties import migreer
from berichtenverkeer.core.pgprogramma import voer_uit
from berichtenverkeer.gateway.opstart import keur_opstart
from berichtenverkeer.ledger import epoch, reservekopie
from berichtenverkeer.ledger.epoch import EpochNodig, PositieVervallen
from berichtenverkeer.ledger.reservekopie import NietAlleen
from ledger.test_verzegelen_van_hashes import migreer_tot
from ledgerrijen import gebeurtenisrij

POSITIES = st.integers(0, MAX_POSITIE - 1) | st.integers(10**10 - 3, 10**10 + 3)


@pytest_asyncio.fixture
async def eigenaar(bron: Instellingen) -> AsyncIterator[Any]:
    verbinding = await asyncpg.connect(bron.eigenaar_url)
    yield verbinding
    await verbinding.close()


async def trek(verbinding: Any, aantal: int = 1) -> int:
    """The last of so many new positions."""
    for _ in range(aantal):
        positie: int = await verbinding.fetchval("SELECT nextval('ledger_positie')")
    return positie


async def epochs(verbinding: Any) -> list[tuple[int, int, int]]:
    return [tuple(rij) for rij in await verbinding.fetch("SELECT begin, laatste, k FROM epoch ORDER BY begin")]


@given(POSITIES, POSITIES)
def test_every_position_has_an_identificatie_of_its_own_that_the_standard_allows(een: int, ander: int) -> None:
    namen = [identificatie_van("BV", positie) for positie in (een, ander)]
    assert (namen[0] == namen[1]) == (een == ander)
    assert all(len(naam) == 12 and naam.isascii() and naam.isalnum() and naam.upper() == naam for naam in namen)


@pytest.mark.parametrize(
    ("positie", "naam"),
    [
        (0, "BV0000000000"),
        (812, "BV0000000812"),
        (10**10 - 1, "BV9999999999"),
        (10**10, "BVA004LDQPDS"),
        (MAX_POSITIE - 1, "BVZZZZZZZZZZ"),
    ],
)
def test_what_was_made_before_keeps_its_name(positie: int, naam: str) -> None:
    assert identificatie_van("BV", positie) == naam
    assert MAX_POSITIE < 2**53


async def test_positions_go_on_above_all_that_were_given_also_in_the_same_second(eigenaar: Any) -> None:
    assert await epochs(eigenaar) == [(0, 0, 0)]
    laatste = await trek(eigenaar, 7)
    een = await epoch.begin(eigenaar)
    twee = await epoch.begin(eigenaar)
    assert (een.laatste, twee.laatste) == (laatste, een.begin)
    assert laatste < 2**40 < een.begin < twee.begin < await trek(eigenaar) < MAX_POSITIE
    assert await epochs(eigenaar) == [(0, 0, 0), (een.begin, laatste, 0), (twee.begin, een.begin, 0)]


async def test_an_epoch_lies_above_one_that_the_database_has_forgotten(eigenaar: Any) -> None:
    vergeten = await epoch.begin(eigenaar)
    gegeven = await trek(eigenaar, 100)
    await eigenaar.execute("SELECT setval('ledger_positie', 5)")  # as before it began
    assert (await epoch.begin(eigenaar)).begin > gegeven > vergeten.begin


async def test_positions_of_a_clock_that_once_ran_ahead_are_left_behind_too(eigenaar: Any) -> None:
    await eigenaar.execute("SELECT setval('ledger_positie', $1)", 2**50)
    een = await epoch.begin(eigenaar)
    assert een.begin - 2**50 > 2**40, "beyond what was given after the backup as well"
    await eigenaar.execute("SELECT setval('ledger_positie', $1)", 2**50)  # the same backup once more
    assert (await epoch.begin(eigenaar)).begin > een.begin


async def test_no_epoch_begins_beyond_what_an_identificatie_can_name(eigenaar: Any) -> None:
    await eigenaar.execute("SELECT setval('ledger_positie', $1)", MAX_POSITIE - 9)
    with pytest.raises(KlokOnbetrouwbaar):
        await epoch.begin(eigenaar)
    assert (await epochs(eigenaar), await trek(eigenaar)) == ([(0, 0, 0)], MAX_POSITIE - 8)


async def test_when_clocks_differ_nothing_is_put_back(
    bron: Instellingen, server: Server, lege_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(reservekopie.backup, bron, tmp_path / "kopie")
    nieuw = server.url(EIGENAAR, lege_database)
    daar = msgspec.structs.replace(bron, database_url=server.url(TOEPASSING, lege_database), eigenaar_url=nieuw)
    with monkeypatch.context() as elders:
        elders.setattr(epoch, "systeemklok", lambda: systeemklok() - timedelta(days=400))
        with pytest.raises(KlokOnbetrouwbaar):
            await asyncio.to_thread(reservekopie.restore, daar, tmp_path / "kopie")
        with pytest.raises(KlokOnbetrouwbaar):
            await asyncio.to_thread(reservekopie.nieuwe_epoch, bron)
    await asyncio.to_thread(reservekopie.restore, daar, tmp_path / "kopie")  # so it was still empty


async def test_what_was_lost_is_told_with_where_to_go_on_and_what_is_kept_is_good(eigenaar: Any) -> None:
    await trek(eigenaar, 20)
    await eigenaar.execute("INSERT INTO watermerk VALUES ('r', now(), 12)")
    een = await epoch.begin(eigenaar)
    tweede = await trek(eigenaar, 30)
    await eigenaar.execute("INSERT INTO watermerk VALUES ('r', now() + interval '1 minute', $1)", tweede - 3)
    twee = await epoch.begin(eigenaar)
    for cursor in (0, 1, 19, 20, een.begin, een.begin + 1, tweede, twee.begin):
        await epoch.vereist_cursor(eigenaar, cursor)
    for k in (1, 11, 12, een.begin, tweede - 3, twee.begin):
        await epoch.vereist_peil(Grootboek(eigenaar, "r"), k)
    for cursor, vanaf in (
        (21, 20),
        (2**31, 20),
        (een.begin - 1, 20),
        (tweede + 1, tweede),
        (twee.begin - 1, tweede),
        (twee.begin + 1, twee.begin),  # never given: this database was put back and nobody told it
        (MAX_POSITIE, twee.begin),
    ):
        with pytest.raises(PositieVervallen) as fout:
            await epoch.vereist_cursor(eigenaar, cursor)
        assert (fout.value.vanaf, fout.value.parameter, fout.value.status) == (vanaf, "na", 410)
        await epoch.vereist_cursor(eigenaar, vanaf)
    for k, vanaf in ((13, 12), (20, 12), (een.begin - 1, 12), (tweede - 2, tweede - 3), (twee.begin - 1, tweede - 3)):
        with pytest.raises(PositieVervallen) as fout:
            await epoch.vereist_peil(Grootboek(eigenaar, "r"), k)
        assert (fout.value.vanaf, fout.value.parameter) == (vanaf, "k")


async def test_figures_are_kept_up_to_the_last_k_of_their_own_regio(eigenaar: Any) -> None:
    """Of who lagged behind when the backup was made, more is lost than of the others."""
    await trek(eigenaar, 20)
    await eigenaar.execute("INSERT INTO watermerk VALUES ('snel', now(), 18), ('traag', now(), 5)")
    een = await epoch.begin(eigenaar)
    for regio, k in (("snel", 18), ("traag", 5), ("traag", een.begin)):
        await epoch.vereist_peil(Grootboek(eigenaar, regio), k)
    for regio, k, vanaf in (("snel", 19, 18), ("traag", 6, 5), ("traag", 18, 5), ("elders", 1, 0)):
        with pytest.raises(PositieVervallen) as fout:
            await epoch.vereist_peil(Grootboek(eigenaar, regio), k)
        assert fout.value.vanaf == vanaf


async def test_a_database_that_was_put_back_by_other_means_says_what_to_do(
    bron: Instellingen, server: Server, lege_database: str, tmp_path: Path
) -> None:
    await keur_opstart(bron)
    url, nieuw = str(bron.eigenaar_url), server.url(EIGENAAR, lege_database)
    kopie = tmp_path / "kopie"
    gedaan = await asyncio.to_thread(voer_uit, "pg_dump", "-Fc", "--no-owner", f"--dbname={url}", f"--file={kopie}")
    assert not gedaan.returncode, gedaan.stderr
    gedaan = await asyncio.to_thread(voer_uit, "pg_restore", "--no-owner", f"--dbname={nieuw}", str(kopie))
    assert not gedaan.returncode, gedaan.stderr
    daar = msgspec.structs.replace(bron, database_url=server.url(TOEPASSING, lege_database), eigenaar_url=nieuw)
    with pytest.raises(EpochNodig, match="teruggezet"):
        await keur_opstart(daar)
    await keur_opstart(bron)
    assert "Posities gaan verder na" in await asyncio.to_thread(reservekopie.nieuwe_epoch, daar)
    await keur_opstart(daar)


@pytest.mark.parametrize("deel", [0, 1, 2])
async def test_another_server_another_line_of_history_or_another_database_is_noticed(
    bron: Instellingen, eigenaar: Any, deel: int
) -> None:
    delen = (await eigenaar.fetchval("SELECT server FROM epoch")).split("/")
    assert len(delen) == 3
    delen[deel] = f"1{delen[deel]}"
    await eigenaar.execute("INSERT INTO epoch VALUES (9, 0, 0, now(), $1)", "/".join(delen))
    with pytest.raises(EpochNodig):
        await keur_opstart(bron)


async def test_an_epoch_begins_only_when_nobody_else_is_connected(bron: Instellingen, eigenaar: Any) -> None:
    with pytest.raises(NietAlleen):
        await asyncio.to_thread(reservekopie.nieuwe_epoch, bron)
    assert await epochs(eigenaar) == [(0, 0, 0)]
    await eigenaar.close()
    await asyncio.to_thread(reservekopie.nieuwe_epoch, bron)


async def test_epochs_are_begun_by_the_owner_and_changed_by_nobody(bron: Instellingen, eigenaar: Any) -> None:
    for sql in ("UPDATE epoch SET k = 1", "DELETE FROM epoch", "TRUNCATE epoch"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="alleen toevoegen"):
            await eigenaar.execute(sql)
    toepassing = await asyncpg.connect(bron.database_url)
    for sql in ("INSERT INTO epoch VALUES (1, 1, 1, now(), '')", "SELECT setval('ledger_positie', 1)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await toepassing.execute(sql)
    await toepassing.close()


async def test_an_older_backup_gets_its_epoch_when_it_is_migrated(
    server: Server, lege_database: str, regio: str
) -> None:
    """Restored first, migrated then: its positions are out of reach at once, the table follows."""
    url = server.url(EIGENAAR, lege_database)
    await migreer_tot(url, "0012")
    eigenaar = await asyncpg.connect(url)
    laatste = await trek(eigenaar, 9)
    rij = gebeurtenisrij(regio, laatste)
    await eigenaar.execute(
        "INSERT INTO gebeurtenis (regio, positie, soort, versie, geboekt_op, inhoud) VALUES ($1, $2, $3, 1, $4, '{}')",
        *(rij.regio, rij.positie, rij.soort, rij.geboekt_op),
    )
    nieuw = await epoch.begin(eigenaar)
    await migreer(url)
    assert await epochs(eigenaar) == [(nieuw.begin, laatste, 0)]
    await eigenaar.close()
