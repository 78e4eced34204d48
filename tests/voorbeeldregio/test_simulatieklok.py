# SPDX-License-Identifier: EUPL-1.2
"""The simulated clock: kept in the database, read before every batch, and not there in production."""

import asyncio
from datetime import date, datetime

import pytest

from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.voorbeeldregio.klok import (
    KlokOntbreekt,
    maak_klok,
    moment_op,
    open_klok,
    open_klokkenluider,
)
from dienst import voer_uit

BEGIN, LATER = date(2026, 3, 28), date(2026, 3, 30)


async def test_all_who_read_agree_as_soon_as_it_was_moved(instellingen: Instellingen) -> None:
    await maak_klok(instellingen, BEGIN)
    async with open_klok(instellingen) as een, open_klok(instellingen) as ander:
        assert een() == ander() == moment_op(BEGIN)
        async with open_klokkenluider(instellingen) as luider:
            await luider.zet(LATER)
        assert een() == moment_op(BEGIN)
        await asyncio.gather(een.stel_bij(), ander.stel_bij())
        assert een() == ander() == moment_op(LATER)  # noon there, on both sides of the clock change


async def test_it_does_not_go_back(instellingen: Instellingen) -> None:
    await maak_klok(instellingen, LATER)
    await maak_klok(instellingen, BEGIN)
    async with open_klok(instellingen) as klok, open_klokkenluider(instellingen) as luider:
        assert klok() == moment_op(LATER)
        with pytest.raises(AssertionError, match="does not go back"):
            await luider.zet(BEGIN)


async def test_a_region_without_one_is_no_simulation(instellingen: Instellingen) -> None:
    with pytest.raises(KlokOntbreekt):
        async with open_klok(instellingen):
            pass


async def test_who_asks_during_a_reading_shares_the_next_and_never_the_one_under_way(
    instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await maak_klok(instellingen, BEGIN)
    begonnen, verder = asyncio.Event(), asyncio.Event()
    keren = 0
    async with open_klok(instellingen) as klok:
        echt = klok._lees

        async def traag() -> datetime:
            nonlocal keren
            keren += 1
            gelezen = await echt()
            if keren == 1:
                begonnen.set()
                await verder.wait()
            return gelezen

        monkeypatch.setattr(klok, "_lees", traag)
        eerste = asyncio.create_task(klok.stel_bij())
        await begonnen.wait()
        async with open_klokkenluider(instellingen) as luider:
            await luider.zet(LATER)
        rest = [asyncio.create_task(klok.stel_bij()) for _ in range(20)]
        await asyncio.sleep(0)
        verder.set()
        await asyncio.gather(eerste, *rest)
        assert klok() == moment_op(LATER)
        assert keren == 2


async def test_a_gateway_reads_it_before_it_asks_who_someone_is(instellingen: Instellingen) -> None:
    await maak_klok(instellingen, BEGIN)
    async with (
        open_klok(instellingen) as klok,
        open_gateway(instellingen, klok, klok.stel_bij) as gateway,
        open_klokkenluider(instellingen) as luider,
    ):
        await luider.zet(LATER)
        assert gateway.klok() == moment_op(BEGIN)
        assert await gateway.register.wie("niemand") is None
        assert gateway.klok() == moment_op(LATER)


def test_serve_has_no_switch_for_it() -> None:
    hulp = voer_uit("serve", "--help", omgeving={}).stdout.lower()
    assert "serve" in hulp
    assert "klok" not in hulp
    assert "simulatie" not in hulp
