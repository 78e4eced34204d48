# SPDX-License-Identifier: EUPL-1.2
"""A clock that jumps fixes nothing for ever: what cannot be undone waits until the time can be trusted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio
import structlog

from bellers import als, beheer
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import KlokOnbetrouwbaar
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import Systeemklok, dag, systeemklok
from berichtenverkeer.gateway import tijdwacht
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.plafonds import laat_steeds_vervallen, laat_vervallen, verschuif_peilmaand
from berichtenverkeer.gateway.tijdwacht import SPRONG, STILSTAND, Tijd, Tijdwacht
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.ledger import klokstand
from berichtenverkeer.ledger.klokstand import Klokstand
from bouwers import AANBIEDER, jw305, jw315
from dienst import voer_uit
from gateway.test_plafonds_in_de_gateway import rijen, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, register, stuur

DAGEN_400 = timedelta(days=400)


class Verstelbaar(Systeemklok):
    """The real clock, which somebody sets."""

    def __init__(self) -> None:
        self.verzet = timedelta(0)

    def __call__(self) -> datetime:
        return super().__call__() + self.verzet


@pytest.fixture
def klok() -> Verstelbaar:
    return Verstelbaar()


@pytest_asyncio.fixture
async def gateway(instellingen: Instellingen, klok: Verstelbaar) -> AsyncIterator[Gateway]:
    """On the real clock, with a reservation in it."""
    async with gateway_met_register(instellingen, klok, **rijen()) as geopend:
        await ontvangen(geopend, verzoek(0), AANBIEDER)
        yield geopend


async def tel(gateway: Gateway, tabel: str, waar: str = "true") -> int:
    async with gateway.database.lees() as conn:
        aantal: int = await conn.fetchval(f"select count(*) from {tabel} where regio = $1 and {waar}", gateway.regio)
        return aantal


@pytest.mark.parametrize("verzet", [DAGEN_400, -DAGEN_400, timedelta(hours=2), -timedelta(hours=2)])
async def test_nothing_is_fixed_while_host_and_database_disagree(
    gateway: Gateway, klok: Verstelbaar, verzet: timedelta
) -> None:
    regio, database = gateway.regio, gateway.database
    voor = [await tel(gateway, tabel) for tabel in ("gebeurtenis", "bericht", "boeking", "watermerk", "credential")]
    klok.verzet = verzet
    for poging in (
        ontvangen(gateway, jw315(), AANBIEDER),
        leg_watermerk_vast(database, regio, klok(), klok),
        gateway.toegang.nieuw(beheer(gateway), AANBIEDER),
        gateway.register.laad(beheer(gateway), register(regio)),
        gateway.vereis_gereed(),
    ):
        with pytest.raises(KlokOnbetrouwbaar):
            await poging
    if verzet == DAGEN_400:
        for poging_ in (
            laat_vervallen(database, regio, klok),
            verschuif_peilmaand(database, regio, klok),
            stuur(gateway, b"<geen bericht>", AANBIEDER),  # that it was refused is noted with its moment
        ):
            with pytest.raises(KlokOnbetrouwbaar):
                await poging_
    assert voor == [await tel(gateway, t) for t in ("gebeurtenis", "bericht", "boeking", "watermerk", "credential")]
    assert not (await gateway.meet(als(gateway, "REGIO"))).klok_is_juist
    klok.verzet = timedelta(0)
    await ontvangen(gateway, jw315(), AANBIEDER)
    await gateway.vereis_gereed()
    assert (await gateway.meet(als(gateway, "REGIO"))).klok_is_juist


async def niets_onherroepelijks(gateway: Gateway) -> bool:
    """No reservation lapsed, and no month was closed that did not begin."""
    te_vroeg = "soort = 'PeilmaandVerschoven' and (inhoud->>'peilmaand')::date > now()"
    return not await tel(gateway, "gebeurtenis", f"(soort = 'ReserveringVervallen' or {te_vroeg})")


@pytest.mark.parametrize("keer", range(1, 5))
async def test_a_clock_that_is_wrong_at_one_question_only_fixes_nothing(gateway: Gateway, keer: int) -> None:
    class Hapering(Systeemklok):
        vragen = 0

        def __call__(self) -> datetime:
            self.vragen += 1
            return super().__call__() + (DAGEN_400 if self.vragen == keer else timedelta(0))

    for taak in (laat_vervallen, verschuif_peilmaand):
        with suppress(KlokOnbetrouwbaar):
            await taak(gateway.database, gateway.regio, Hapering())
    assert await niets_onherroepelijks(gateway)


async def test_no_reservation_lapses_while_the_clock_is_400_days_ahead_and_it_says_so(
    gateway: Gateway, klok: Verstelbaar
) -> None:
    klok.verzet = DAGEN_400
    elke = timedelta(milliseconds=20)
    with structlog.testing.capture_logs() as regels:
        taak = asyncio.create_task(
            laat_steeds_vervallen(gateway.database, gateway.regio, klok, gateway.zware_baan, elke)
        )
        await asyncio.sleep(0.5)
        klok.verzet = timedelta(0)
        await asyncio.sleep(0.2)
        taak.cancel()
    await asyncio.gather(taak, return_exceptions=True)
    assert await niets_onherroepelijks(gateway)
    assert "klok_onbetrouwbaar" in {regel["event"] for regel in regels}


async def test_a_step_of_both_clocks_under_a_running_process_is_noticed_at_once(
    gateway: Gateway, klok: Verstelbaar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on one machine whose clock is set: the database agrees."""
    wacht = Tijdwacht(klok)
    await wacht.nu(gateway.database, gateway.regio)
    lees = klokstand.lees

    async def mee(grootboek: Grootboek) -> Klokstand:
        stand = await lees(grootboek)
        return Klokstand(stand.database_op + klok.verzet, stand.geboekt_op, stand.gewekt_op)

    monkeypatch.setattr(klokstand, "lees", mee)
    for verzet in (timedelta(days=3), -timedelta(days=3), DAGEN_400):
        klok.verzet = verzet
        for _ in range(2):
            with pytest.raises(KlokOnbetrouwbaar):
                await wacht.nu(gateway.database, gateway.regio)
    klok.verzet = SPRONG / 2  # somebody mends a clock that was a little off
    await wacht.nu(gateway.database, gateway.regio)


UUR = timedelta(hours=1)
NU = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("database", "geboekt", "gewekt", "tekst"),
    [
        (timedelta(0), None, None, None),  # nothing was ever booked
        (timedelta(0), -UUR, -UUR, None),
        (timedelta(0), -30 * SPRONG, -UUR, None),  # quiet, but awake
        (timedelta(0), -STILSTAND + UUR, None, None),
        (timedelta(0), -STILSTAND - UUR, None, "laatste levensteken"),
        (timedelta(0), -60 * SPRONG, -60 * SPRONG, "laatste levensteken"),
        (timedelta(0), SPRONG / 2, None, None),
        (timedelta(0), SPRONG + UUR, None, "er is al geboekt"),
        (timedelta(0), DAGEN_400, -UUR, "er is al geboekt"),
        (UUR, -UUR, -UUR, "verschillen"),
        (-UUR, -UUR, -UUR, "verschillen"),
    ],
)
def test_what_the_ledger_knows_of_the_time_is_weighed(
    database: timedelta, geboekt: timedelta | None, gewekt: timedelta | None, tekst: str | None
) -> None:
    def op(verschil: timedelta | None) -> datetime | None:
        return None if verschil is None else NU + verschil

    reden = tijdwacht._reden(NU, Klokstand(NU + database, op(geboekt), op(gewekt)))
    assert (reden is None) if tekst is None else (reden is not None and tekst in reden)


async def test_after_a_long_standstill_one_command_lets_it_go_on(
    instellingen: Instellingen, omgeving: dict[str, str], klok: Verstelbaar
) -> None:
    toen = StaandeKlok(dag(systeemklok()) - timedelta(days=60))
    async with gateway_met_register(instellingen, toen, **rijen()) as gateway:
        await ontvangen(gateway, verzoek(0), AANBIEDER)
    async with gateway_met_register(instellingen, klok, **rijen()) as gateway:
        with pytest.raises(KlokOnbetrouwbaar):
            await ontvangen(gateway, jw305(), AANBIEDER)
        with pytest.raises(KlokOnbetrouwbaar):
            await laat_vervallen(gateway.database, gateway.regio, klok)
        gezien = await asyncio.to_thread(voer_uit, "clock", omgeving=omgeving)
        assert gezien.returncode == 1
        assert "het laatste levensteken is van" in gezien.stderr
        assert "berichtenverkeer clock --erken" in gezien.stderr
        erkend = await asyncio.to_thread(voer_uit, "clock", "--erken", omgeving=omgeving)
        assert (erkend.returncode, "De tijd is te vertrouwen." in erkend.stdout) == (0, True), erkend.stderr
        await ontvangen(gateway, jw305(), AANBIEDER)
        assert await tel(gateway, "gebeurtenis", "soort = 'KlokErkend'") == 1
        assert await laat_vervallen(gateway.database, gateway.regio, klok) == 1  # 56 days are over
        assert (await asyncio.to_thread(voer_uit, "clock", omgeving=omgeving)).returncode == 0


async def test_what_was_booked_ahead_of_time_can_be_left_behind_by_the_same_command(
    instellingen: Instellingen, klok: Verstelbaar
) -> None:
    straks = StaandeKlok(dag(systeemklok()) + timedelta(days=400))
    async with gateway_met_register(instellingen, straks) as gateway:
        await ontvangen(gateway, jw305(), AANBIEDER)
        with pytest.raises(KlokOnbetrouwbaar):
            async with gateway.database.lees() as conn:
                await tijdwacht.vereis_juist(Grootboek(conn, gateway.regio), klok)
        assert (await Tijd(gateway.database, gateway.regio, systeemklok).erken(beheer(gateway))).reden is None
        klok.verzet = DAGEN_400  # and it cannot be said of a clock that the database contradicts
        with pytest.raises(KlokOnbetrouwbaar):
            await Tijd(gateway.database, gateway.regio, klok).erken(beheer(gateway))


async def test_a_command_of_an_operator_does_not_make_a_wrong_time_right(
    instellingen: Instellingen, klok: Verstelbaar
) -> None:
    toen = StaandeKlok(dag(systeemklok()) - timedelta(days=60))
    async with gateway_met_register(instellingen, toen) as gateway:
        await ontvangen(gateway, jw305(), AANBIEDER)
        await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
        await gateway.plafonds.werk_bij(beheer(gateway))
        async with gateway.database.lees() as conn:
            assert (await tijdwacht.oordeel(Grootboek(conn, gateway.regio), klok)).reden is not None


async def test_a_clock_that_is_moved_on_purpose_is_asked_nothing(instellingen: Instellingen) -> None:
    simulatie = StaandeKlok(date(2031, 1, 1))
    async with gateway_met_register(instellingen, simulatie) as gateway:
        await ontvangen(gateway, jw305(), AANBIEDER)
        simulatie.zet(date(2033, 1, 1))
        await ontvangen(gateway, jw315(), AANBIEDER)
        await gateway.vereis_gereed()
