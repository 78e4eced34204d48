# SPDX-License-Identifier: EUPL-1.2
"""Every statement of the way of a bericht, and of its mailbox, finds its rows by an index that has the whole key.

There is no list of statements: stories are told to a gateway, and what it asks of PostgreSQL is written down. Each is
planned for any values and for its own, and none for a regio alone: just after the migration, on tables that grew and
were never analysed, and for a regio that the statistics do not know. That no other plan is possible, whatever they say,
is seen by hiding the indexes that were used: then tables are read whole.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from bellers import as_
from berichtenverkeer.core import database as opened
from berichtenverkeer.core.embedded import ADMINISTRATOR, Server
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import gateway_met_plafond, rows, toewijzing, verzoek
from gateway.test_tenzij_in_de_gateway import ask, granted
from gatewaybouw import StaandeKlok, gateway_met_register, received, stuur
from scenarios.opstellen import partijen_van, stel_op
from scenarios.story import VERHALEN, read

TOLD = ("65", "91", "94", "95")
"""Stories in which every statement is asked that is asked in any of them."""

OF_A_REGIO = {
    "pk_plafond_peil": "one row for each regio",
    "pk_registerversie": "the last of it, at the end of the index",
}
"""Indexes that may be read by the regio alone, with why that is few rows."""

PAGE = ") p order by positie asc limit $5"
"""A page of a mailbox is read in its order, until it is full: that of all berichten fits too."""

SESSION = {"enable_seqscan": "off", "jit": "off", "plan_cache_mode": "force_generic_plan"}


class Asked(dict[str, tuple[Any, ...]]):
    """By its text: what was asked while it listens, with the last values."""

    listens = False

    def see(self, record: Any) -> None:
        """What a connection tells of a statement."""
        if self.listens and record.args and not re.search(r"^\s*insert\b|\bpg_type\b", record.query, re.IGNORECASE):
            self[record.query] = record.args

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        self.listens = True
        yield
        await asyncio.sleep(0)  # it is told a moment later
        self.listens = False


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked on connections that are opened from now on."""
    found, agree = Asked(), opened._agree

    async def agree_and_tell(connection: Any) -> None:
        await agree(connection)
        connection.add_query_logger(found.see)

    monkeypatch.setattr(opened, "_agree", agree_and_tell)
    return found


async def tell(gateway: Gateway, clock: StaandeKlok, path: Path) -> None:
    """A story to a gateway, of which every receiver takes what is for him."""
    sent: list[Any] = []
    for number, regel in enumerate(read(path).regels, 1):
        clock.zet(regel.dag)
        sent.append(stel_op(regel, number, sent))
        afzender, ontvanger = partijen_van(sent[-1])
        receipt = await stuur(gateway, sent[-1], afzender)
        if isinstance(receipt, Receipt):
            await take(gateway, ontvanger, receipt.id)


async def take(gateway: Gateway, partij: str, bericht_id: UUID) -> None:
    postvak, who = gateway.postvak, as_(gateway, partij)
    await postvak.listing(who, PostvakQuery())
    for is_afgehaald in (False, True):
        await postvak.listing(who, PostvakQuery(richting=Richting.IN, is_afgehaald=is_afgehaald))
    await postvak.view(who, bericht_id)
    await postvak.payload(who, bericht_id)
    await postvak.collect(who, bericht_id)


async def tell_all(origin: Settings, asked: Asked) -> None:
    """Each in a regio of its own, where there is room for all; then what is granted under a tenzij."""
    for path in (path for path in VERHALEN if path.stem[:2] in TOLD):
        story = read(path)
        clock = StaandeKlok(story.regels[0].dag)
        config = msgspec.structs.replace(origin, regios=(path.stem,))
        rows_ = {**rows(plafond_cents=10**12), **story.register}
        async with gateway_met_register(config, clock, **rows_) as gateway, asked.listening():
            await tell(gateway, clock, path)
    async with gateway_met_plafond(msgspec.structs.replace(origin, regios=("tenzij",))) as (gateway, _):
        await received(gateway, verzoek(0), AANBIEDER)
        await granted(gateway, await ask(gateway))
        async with asked.listening():
            await received(gateway, toewijzing(0), GEMEENTE)


@asynccontextmanager
async def planner(server: Server, name: str) -> AsyncIterator[Any]:
    """A connection to a database, with the settings that ours have while they book."""
    connection = await asyncpg.connect(server.url(ADMINISTRATOR, name), server_settings=SESSION)
    try:
        await opened._agree(connection)
        yield connection
    finally:
        await connection.close()


async def plans(connection: Any, sql: str, values: tuple[Any, ...]) -> list[Any]:
    """The plan for any values, for these, and for these in a regio that nobody has heard of."""
    nothing = ", ".join(["null"] * len(values))
    await connection.execute(f"prepare hot as {sql}")
    generic = await connection.fetchval(f"explain (format json) execute hot({nothing})")
    await connection.execute("deallocate hot")
    unheard = ("nergens", *values[1:]) if isinstance(values[0], str) else values
    custom = [await connection.fetchval(f"explain (format json) {sql}", *one) for one in (values, unheard)]
    return [json.loads(one)[0]["Plan"] for one in (generic, *custom)]


def nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def scans(plan: Any) -> Iterator[tuple[str, str]]:
    """Of what is read: by which index with which condition, or which table whole."""
    for node in nodes(plan):
        if "Index Name" in node:
            yield node["Index Name"], node.get("Index Cond", "")
        elif node["Node Type"] == "Seq Scan":
            yield "whole", node["Relation Name"]


def is_wide(index: str, condition: str) -> bool:
    """Whether it reads more than what has a key: for no condition, or for one on the regio alone."""
    columns = {"kenmerk"} if "hash_record_extended" in condition else set(re.findall(r"\b(\w+) [=<>]", condition))
    return index == "whole" or (columns <= {"regio"} and index not in OF_A_REGIO)


async def used(connection: Any, asked: Mapping[str, tuple[Any, ...]]) -> dict[str, set[str]]:
    """By statement: by which indexes it finds its rows. None is read for more than a key."""
    found: dict[str, set[str]] = {}
    for sql, values in asked.items():
        read_by = [one for plan in await plans(connection, sql, values) for one in scans(plan)]
        assert not [one for one in read_by if is_wide(*one)], sql
        found[sql] = {index for index, _ in read_by if not index.startswith("pg_")}
    return found


async def hide(connection: Any, indexes: set[str]) -> None:
    await connection.execute(
        "update pg_index set indisvalid = false where indexrelid = any($1::text[]::regclass[])", sorted(indexes)
    )


async def test_every_statement_has_one_index_and_no_other_could_serve_it(
    origin: Settings, server: Server, eigen_database: str, asked: Asked
) -> None:
    await tell_all(origin, asked)
    assert len(asked) > 35
    fresh = f"{eigen_database}_vers"
    server.psql(f'CREATE DATABASE "{fresh}" TEMPLATE "sjabloon"')
    try:
        async with planner(server, fresh) as connection:
            young = await used(connection, asked)
    finally:
        server.psql(f'DROP DATABASE "{fresh}" WITH (FORCE)')
    async with planner(server, eigen_database) as connection:
        assert await used(connection, asked) == young
        await connection.execute("analyze")
        assert await used(connection, asked) == young
        await hide(connection, set().union(*young.values()))
        for sql, values in asked.items():
            if young[sql] and PAGE not in sql:
                for plan in await plans(connection, sql, values):
                    assert {index for index, _ in scans(plan) if not index.startswith("pg_")} == {"whole"}, sql
