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

from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.embedded import APPLICATION, OWNER, Server
from berichtenverkeer.core.errors import ClockUnreliable
from berichtenverkeer.core.ids import MAX_POSITION, identificatie_of
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.pg_program import run
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.startup import check_start
from berichtenverkeer.ledger import backup_restore, epoch
from berichtenverkeer.ledger.backup_restore import NotAlone
from berichtenverkeer.ledger.epoch import EpochNeeded, PositionVervallen
from ledger.test_verzegelen_van_hashes import migreer_tot
from ledgerrijen import gebeurtenisrij

POSITIES = st.integers(0, MAX_POSITION - 1) | st.integers(10**10 - 3, 10**10 + 3)


@pytest_asyncio.fixture
async def eigenaar(origin: Settings) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(origin.eigenaar_url)
    yield connection
    await connection.close()


async def trek(connection: Any, count: int = 1) -> int:
    """The last of so many new positions."""
    for _ in range(count):
        position: int = await connection.fetchval("SELECT nextval('ledger_positie')")
    return position


async def epochs(connection: Any) -> list[tuple[int, int, int]]:
    return [tuple(row) for row in await connection.fetch("SELECT begin, laatste, k FROM epoch ORDER BY begin")]


@given(POSITIES, POSITIES)
def test_every_position_has_an_identificatie_of_its_own_that_the_standard_allows(one: int, other: int) -> None:
    names = [identificatie_of("BV", position) for position in (one, other)]
    assert (names[0] == names[1]) == (one == other)
    assert all(len(name) == 12 and name.isascii() and name.isalnum() and name.upper() == name for name in names)


@pytest.mark.parametrize(
    ("position", "name"),
    [
        (0, "BV0000000000"),
        (812, "BV0000000812"),
        (10**10 - 1, "BV9999999999"),
        (10**10, "BVA004LDQPDS"),
        (MAX_POSITION - 1, "BVZZZZZZZZZZ"),
    ],
)
def test_what_was_made_before_keeps_its_name(position: int, name: str) -> None:
    assert identificatie_of("BV", position) == name
    assert MAX_POSITION < 2**53


async def test_positions_go_on_above_all_that_were_given_also_in_the_same_second(eigenaar: Any) -> None:
    assert await epochs(eigenaar) == [(0, 0, 0)]
    last = await trek(eigenaar, 7)
    one = await epoch.begin(eigenaar)
    two = await epoch.begin(eigenaar)
    assert (one.laatste, two.laatste) == (last, one.begin)
    assert last < 2**40 < one.begin < two.begin < await trek(eigenaar) < MAX_POSITION
    assert await epochs(eigenaar) == [(0, 0, 0), (one.begin, last, 0), (two.begin, one.begin, 0)]


async def test_an_epoch_lies_above_one_that_the_database_has_forgotten(eigenaar: Any) -> None:
    vergeten = await epoch.begin(eigenaar)
    handed = await trek(eigenaar, 100)
    await eigenaar.execute("SELECT setval('ledger_positie', 5)")  # as before it began
    assert (await epoch.begin(eigenaar)).begin > handed > vergeten.begin


async def test_positions_of_a_clock_that_once_ran_ahead_are_left_behind_too(eigenaar: Any) -> None:
    await eigenaar.execute("SELECT setval('ledger_positie', $1)", 2**50)
    one = await epoch.begin(eigenaar)
    assert one.begin - 2**50 > 2**40, "beyond what was given after the backup as well"
    await eigenaar.execute("SELECT setval('ledger_positie', $1)", 2**50)  # the same backup once more
    assert (await epoch.begin(eigenaar)).begin > one.begin


async def test_no_epoch_begins_beyond_what_an_identificatie_can_name(eigenaar: Any) -> None:
    await eigenaar.execute("SELECT setval('ledger_positie', $1)", MAX_POSITION - 9)
    with pytest.raises(ClockUnreliable):
        await epoch.begin(eigenaar)
    assert (await epochs(eigenaar), await trek(eigenaar)) == ([(0, 0, 0)], MAX_POSITION - 8)


async def test_when_clocks_differ_nothing_is_put_back(
    origin: Settings, server: Server, lege_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(backup_restore.backup, origin, tmp_path / "kopie")
    new = server.url(OWNER, lege_database)
    there = msgspec.structs.replace(origin, database_url=server.url(APPLICATION, lege_database), eigenaar_url=new)
    with monkeypatch.context() as elders:
        elders.setattr(epoch, "system_clock", lambda: system_clock() - timedelta(days=400))
        with pytest.raises(ClockUnreliable):
            await asyncio.to_thread(backup_restore.restore, there, tmp_path / "kopie")
        with pytest.raises(ClockUnreliable):
            await asyncio.to_thread(backup_restore.new_epoch, origin)
    await asyncio.to_thread(backup_restore.restore, there, tmp_path / "kopie")  # so it was still empty


async def test_what_was_lost_is_told_with_where_to_go_on_and_what_is_kept_is_good(eigenaar: Any) -> None:
    await trek(eigenaar, 20)
    await eigenaar.execute("INSERT INTO watermerk VALUES ('r', now(), 12)")
    one = await epoch.begin(eigenaar)
    tweede = await trek(eigenaar, 30)
    await eigenaar.execute("INSERT INTO watermerk VALUES ('r', now() + interval '1 minute', $1)", tweede - 3)
    two = await epoch.begin(eigenaar)
    for cursor in (0, 1, 19, 20, one.begin, one.begin + 1, tweede, two.begin):
        await epoch.require_cursor(eigenaar, cursor)
    for k in (1, 11, 12, one.begin, tweede - 3, two.begin):
        await epoch.require_peil(Grootboek(eigenaar, "r"), k)
    for cursor, since in (
        (21, 20),
        (2**31, 20),
        (one.begin - 1, 20),
        (tweede + 1, tweede),
        (two.begin - 1, tweede),
        (two.begin + 1, two.begin),  # never given: this database was put back and nobody told it
        (MAX_POSITION, two.begin),
    ):
        with pytest.raises(PositionVervallen) as fault:
            await epoch.require_cursor(eigenaar, cursor)
        assert (fault.value.vanaf, fault.value.parameter, fault.value.status) == (since, "na", 410)
        await epoch.require_cursor(eigenaar, since)
    for k, since in ((13, 12), (20, 12), (one.begin - 1, 12), (tweede - 2, tweede - 3), (two.begin - 1, tweede - 3)):
        with pytest.raises(PositionVervallen) as fault:
            await epoch.require_peil(Grootboek(eigenaar, "r"), k)
        assert (fault.value.vanaf, fault.value.parameter) == (since, "k")


async def test_figures_are_kept_up_to_the_last_k_of_their_own_regio(eigenaar: Any) -> None:
    """Of who lagged behind when the backup was made, more is lost than of the others."""
    await trek(eigenaar, 20)
    await eigenaar.execute("INSERT INTO watermerk VALUES ('snel', now(), 18), ('traag', now(), 5)")
    one = await epoch.begin(eigenaar)
    for regio, k in (("snel", 18), ("traag", 5), ("traag", one.begin)):
        await epoch.require_peil(Grootboek(eigenaar, regio), k)
    for regio, k, since in (("snel", 19, 18), ("traag", 6, 5), ("traag", 18, 5), ("elders", 1, 0)):
        with pytest.raises(PositionVervallen) as fault:
            await epoch.require_peil(Grootboek(eigenaar, regio), k)
        assert fault.value.vanaf == since


async def test_a_database_that_was_put_back_by_other_means_says_what_to_do(
    origin: Settings, server: Server, lege_database: str, tmp_path: Path
) -> None:
    await check_start(origin)
    url, new = str(origin.eigenaar_url), server.url(OWNER, lege_database)
    backup_copy = tmp_path / "kopie"
    done = await asyncio.to_thread(run, "pg_dump", "-Fc", "--no-owner", f"--dbname={url}", f"--file={backup_copy}")
    assert not done.returncode, done.stderr
    done = await asyncio.to_thread(run, "pg_restore", "--no-owner", f"--dbname={new}", str(backup_copy))
    assert not done.returncode, done.stderr
    there = msgspec.structs.replace(origin, database_url=server.url(APPLICATION, lege_database), eigenaar_url=new)
    with pytest.raises(EpochNeeded, match="teruggezet"):
        await check_start(there)
    await check_start(origin)
    assert "Posities gaan verder na" in await asyncio.to_thread(backup_restore.new_epoch, there)
    await check_start(there)


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_another_server_another_line_of_history_or_another_database_is_noticed(
    origin: Settings, eigenaar: Any, part: int
) -> None:
    parts = (await eigenaar.fetchval("SELECT server FROM epoch")).split("/")
    assert len(parts) == 3
    parts[part] = f"1{parts[part]}"
    await eigenaar.execute("INSERT INTO epoch VALUES (9, 0, 0, now(), $1)", "/".join(parts))
    with pytest.raises(EpochNeeded):
        await check_start(origin)


async def test_an_epoch_begins_only_when_nobody_else_is_connected(origin: Settings, eigenaar: Any) -> None:
    with pytest.raises(NotAlone):
        await asyncio.to_thread(backup_restore.new_epoch, origin)
    assert await epochs(eigenaar) == [(0, 0, 0)]
    await eigenaar.close()
    await asyncio.to_thread(backup_restore.new_epoch, origin)


async def test_epochs_are_begun_by_the_owner_and_changed_by_nobody(origin: Settings, eigenaar: Any) -> None:
    for sql in ("UPDATE epoch SET k = 1", "DELETE FROM epoch", "TRUNCATE epoch"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="alleen toevoegen"):
            await eigenaar.execute(sql)
    toepassing = await asyncpg.connect(origin.database_url)
    for sql in ("INSERT INTO epoch VALUES (1, 1, 1, now(), '')", "SELECT setval('ledger_positie', 1)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await toepassing.execute(sql)
    await toepassing.close()


async def test_an_older_backup_gets_its_epoch_when_it_is_migrated(
    server: Server, lege_database: str, regio: str
) -> None:
    """Restored first, migrated then: its positions are out of reach at once, the table follows."""
    url = server.url(OWNER, lege_database)
    await migreer_tot(url, "0012")
    eigenaar = await asyncpg.connect(url)
    last = await trek(eigenaar, 9)
    row = gebeurtenisrij(regio, last)
    await eigenaar.execute(
        "INSERT INTO gebeurtenis (regio, positie, soort, versie, geboekt_op, inhoud) VALUES ($1, $2, $3, 1, $4, '{}')",
        *(row.regio, row.positie, row.soort, row.geboekt_op),
    )
    new = await epoch.begin(eigenaar)
    await migrate(url)
    assert await epochs(eigenaar) == [(new.begin, last, 0)]
    await eigenaar.close()
