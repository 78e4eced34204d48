# SPDX-License-Identifier: EUPL-1.2
"""One peil: whoever asks for figures gets them at a peil that is resolved in one place, under one version."""

import ast
from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

import berichtenverkeer
from bellers import administration
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import plafonds, termijnen
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE, Peil, UnknownPeil, determine, read_moment
from berichtenverkeer.plafonds.view import BoekingenQuery
from berichtenverkeer.rapporten import result
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.termijnen.clocks import Question
from bouwers import AANBIEDER
from gatewaybouw import StaandeKlok, gateway_met_register

SRC = Path(berichtenverkeer.__file__).parent
DAY = date(2026, 5, 4)


def _gebruikt(name: str) -> set[str]:
    """The files that name it, imports and the like excepted."""
    return {
        str(pad.relative_to(SRC))
        for pad in SRC.rglob("*.py")
        for part in ast.walk(ast.parse(pad.read_text()))
        if (isinstance(part, ast.Attribute) and part.attr == name)
        or (isinstance(part, ast.Name) and part.id == name and not isinstance(part.ctx, ast.Store))
    }


@pytest.mark.parametrize("name", ["require_peil", "outdated_at"])
def test_only_the_resolver_asks_what_a_peil_is_made_of(name: str) -> None:
    assert _gebruikt(name) == {"ledger/peil.py"}


def test_the_version_of_the_definitions_is_written_once() -> None:
    gezet = [
        pad.name
        for pad in SRC.rglob("*.py")
        for part in ast.walk(ast.parse(pad.read_text()))
        if isinstance(part, ast.Name) and part.id == "DEFINITIEVERSIE" and isinstance(part.ctx, ast.Store)
    ]
    assert gezet == ["peil.py"]


def test_every_figure_carries_it() -> None:
    """Whatever a use case returns that is known at a K says by which definitions."""
    antwoorden = {
        one.__name__: one
        for module in (plafonds, result, termijnen)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one.__module__ == module.__name__
        if "k" in one.__struct_fields__
    }
    assert antwoorden.keys() >= {"Ground", "Plafondstand", "BoekingListing", "TermijnListing"}
    for one in antwoorden.values():
        standaard = {field.name: field.default for field in msgspec.structs.fields(one)}
        assert standaard["definitieversie"] == DEFINITIEVERSIE, one


async def test_a_peil_is_a_position_an_instant_or_now(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(DAY)) as gateway:
        now = gateway.clock()
        async with gateway.database.lees() as conn:
            known = await determine(Grootboek(conn, gateway.regio), now)
            assert known == Peil(await watermark.watermark(Grootboek(conn, gateway.regio)), DAY)
            k = known.positie

            async def peil(**otherwise: Any) -> Peil:
                return await determine(Grootboek(conn, gateway.regio), now + timedelta(days=2), **otherwise)

            loaded = await peil(k=k)
            assert loaded.positie == k
            assert await peil(k=k, dag_k=DAY) == Peil(k, DAY)
            assert await peil(k=k, op=datetime(2000, 1, 1, tzinfo=UTC)) == loaded, "a position says all"
            for otherwise, parameter in (
                ({"k": k + 1}, "k"),
                ({"k": k, "dag_k": loaded.dag - timedelta(days=1)}, "dagK"),
                ({"k": k, "dag_k": date.min}, "dagK"),
                ({"k": k, "dag_k": DAY + timedelta(days=3)}, "dagK"),
                ({"k": k, "dag_k": date.max}, "dagK"),
                ({"op": datetime(2025, 1, 1, tzinfo=UTC)}, "op"),
                ({"op": now + timedelta(days=3)}, "op"),
            ):
                with pytest.raises(UnknownPeil) as fault:
                    await peil(**otherwise)
                assert fault.value.parameter == parameter, otherwise


class Known(msgspec.Struct):
    """Of a report what it says of its K."""

    k: int


async def known_at(report: Awaitable[tuple[Vorm, bytes]]) -> Known:
    return msgspec.convert(msgspec.json.decode((await report)[1])["verantwoording"], Known)


async def test_what_is_not_known_is_refused_alike_by_every_figure(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(DAY)) as gateway:
        who = administration(gateway)
        k = (await gateway.plafonds.from_regio(who, None)).k
        clocks = gateway.termijnen
        boekingen = BoekingenQuery(aanbieder=AANBIEDER, jaar=2026)

        def every(k: int) -> list[Any]:
            return [
                known_at(gateway.rapportages.report(who, "jeugdigen", [("periode", "2026-01"), ("k", str(k))])),
                clocks.klokken(who, Question(), k=k),
                clocks.summary(who, k=k),
                gateway.plafonds.from_regio(who, None, k),
                gateway.plafonds.boekingen(who, boekingen, k),
            ]

        for one in every(k):
            antwoord = await one
            assert antwoord.k == k
        for one in every(k + 1):
            with pytest.raises(UnknownPeil) as fault:
                await one
            assert fault.value.parameter == "k"


def test_a_day_means_its_end_and_today_means_now() -> None:
    now = datetime(2026, 6, 1, 10, tzinfo=UTC)
    end = read_moment("2026-05-31", now)
    assert end is not None
    assert day(end) == date(2026, 5, 31)
    assert day(end + timedelta(seconds=1)) == date(2026, 6, 1)
    assert read_moment("2026-06-01", now) is None
    assert read_moment("2026-05-31T12:00:00+02:00", now) == datetime(2026, 5, 31, 10, tzinfo=UTC)
    for krom in ("2026-02-30", "gisteren", "2026-05-31T12:00:00"):
        with pytest.raises(UnknownPeil):
            read_moment(krom, now)
