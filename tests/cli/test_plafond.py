# SPDX-License-Identifier: EUPL-1.2
"""report plafonds and plafond herbereken as real processes, and the clock of `serve`; figures countable by hand.

The aanbieder has 1,000 euro: a toewijzing takes 500, a verzoek reserves 400.
"""

import csv
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import asyncpg
import pytest_asyncio

from bellers import beheer
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from bouwers import AANBIEDER, GEMEENTE, met
from dienst import dienst, voer_uit, wacht_op
from gateway.test_plafonds_in_de_gateway import rijen, toewijzing, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen

Omgeving = dict[str, str]


@pytest_asyncio.fixture
async def gateway(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    """The story of this module, booked in April 2026."""
    async with gateway_met_register(instellingen, StaandeKlok(date(2026, 4, 15)), **rijen()) as geopend:
        await ontvangen(geopend, toewijzing(0, volume=5, met_referentie=False), GEMEENTE)
        await ontvangen(geopend, verzoek(1), AANBIEDER)
        yield geopend


@asynccontextmanager
async def _beheerder(url: str) -> AsyncIterator[Any]:
    conn = await asyncpg.connect(url)
    try:
        yield conn
    finally:
        await conn.close()


def _regels(tekst: str) -> Iterator[str]:
    return (" ".join(regel.replace("│", " ").split()) for regel in tekst.splitlines())


async def test_the_report_says_what_is_left_and_what_it_rests_on(gateway: Gateway, omgeving: Omgeving) -> None:
    tabel = voer_uit("report", "plafonds", "--jaar", "2026", omgeving=omgeving)
    assert (tabel.returncode, tabel.stderr) == (0, "")
    regels = list(_regels(tabel.stdout))
    bedragen = "1.000,00 100,00 400,00 500,00 0,00 0,00"
    assert f"2026 {AANBIEDER} Aanbieder {AANBIEDER} geheel {bedragen} 90 %" in regels
    assert f"2026 totaal 1 plafond geheel {bedragen}" in regels
    stand = await gateway.plafonds.van_regio(beheer(gateway), None)
    bron = f"K = {stand.k}, register {stand.register_versie} van 2026-04-15. Definitieversie 2."
    assert bron in tabel.stdout


async def test_csv_and_json_hold_the_same_figures_and_repeat_at_k(gateway: Gateway, omgeving: Omgeving) -> None:
    als_json = voer_uit("report", "plafonds", "--json", omgeving=omgeving).stdout
    stand = json.loads(als_json)
    (plafond,) = stand["plafonds"]
    assert (plafond["vrijCents"], plafond["gereserveerdCents"], plafond["beslagCents"]) == (10_000, 40_000, 50_000)
    assert (stand["definitieversie"], stand["registerDag"]) == (2, "2026-04-15")
    als_csv = voer_uit("report", "plafonds", "--csv", "--aanbieder", AANBIEDER, omgeving=omgeving).stdout
    (rij,) = csv.DictReader(als_csv.splitlines(), delimiter=";")
    assert (rij["plafond_cents"], rij["vrij_cents"], rij["gebruik_procent"]) == ("100000", "10000", "90")
    assert (rij["definitieversie"], rij["k"], rij["register_dag"]) == ("2", str(stand["k"]), "2026-04-15")
    await ontvangen(gateway, toewijzing(2, met_referentie=False), GEMEENTE)
    toen = voer_uit("report", "plafonds", "--json", "--k", str(stand["k"]), omgeving=omgeving).stdout
    nu = json.loads(voer_uit("report", "plafonds", "--json", omgeving=omgeving).stdout)
    assert (toen, nu["plafonds"][0]["overschrijdingCents"]) == (als_json, -30_000)


async def test_a_report_about_what_is_not_there_says_so(gateway: Gateway, omgeving: Omgeving) -> None:
    vreemd = voer_uit("report", "plafonds", "--aanbieder", "99999999", omgeving=omgeving)
    assert (vreemd.returncode, vreemd.stdout) == (1, "")
    assert "Deze aanbieder staat niet in het register" in vreemd.stderr
    later = voer_uit("report", "plafonds", "--k", str(10**9), omgeving=omgeving)
    assert (later.returncode, "Kies een later moment" in later.stderr) == (1, True)
    beide = voer_uit("report", "plafonds", "--csv", "--json", omgeving=omgeving)
    assert (beide.returncode, "--csv, --json" in beide.stderr) == (2, True)
    leeg = voer_uit("report", "plafonds", "--jaar", "2031", "--csv", omgeving=omgeving)
    assert (leeg.returncode, len(leeg.stdout.splitlines())) == (0, 1)
    assert gateway.regio


async def test_the_check_is_silent_until_something_is_booked_otherwise(
    gateway: Gateway, omgeving: Omgeving, beheerder_url: str
) -> None:
    gezond = voer_uit("plafond", "herbereken", "--controleer", omgeving=omgeving)
    assert (gezond.returncode, gezond.stdout) == (0, "Niets verschilt: wat er is geboekt, is wat er hoort te staan.\n")
    async with _beheerder(beheerder_url) as conn:
        vraag = (
            "update plafond_saldo set cents = cents + case rekening when 'VRIJ' then -5 else 5 end"
            " where regio = $1 and rekening in ('VRIJ', 'BESLAG')"
        )
        assert await conn.execute(vraag, gateway.regio) == "UPDATE 2"
    fout = voer_uit("plafond", "herbereken", "--controleer", omgeving=omgeving)
    assert fout.returncode == 1
    assert fout.stdout.splitlines() == [
        f"plafond {AANBIEDER} 2026: Op VRIJ staat 9995 cent; de boekingen tellen op tot 10000 cent.",
        f"plafond {AANBIEDER} 2026: Op BESLAG staat 50005 cent; de boekingen tellen op tot 50000 cent.",
    ]
    assert fout.stderr.startswith("Fout: 2 verschillen ")
    assert "Wat te doen: " in fout.stderr


async def test_what_the_state_says_otherwise_is_listed_by_the_check_and_booked_without_it(
    gateway: Gateway, omgeving: Omgeving, beheerder_url: str
) -> None:
    async with _beheerder(beheerder_url) as conn:
        await conn.execute("update toewijzing set volume = 6 where regio = $1", gateway.regio)
        for _ in range(2):  # the check itself books nothing
            fout = voer_uit("plafond", "herbereken", "--controleer", omgeving=omgeving)
            claim = f"plafond {AANBIEDER} 2026, toewijzing/{GEMEENTE}/1"
            verwacht = f"{claim}: Volgens de stand hoort hier nog 10000 cent van VRIJ naar BESLAG.\n"
            assert (fout.returncode, fout.stdout) == (1, verwacht), fout.stderr
        bij = voer_uit("plafond", "herbereken", omgeving=omgeving)
        assert (bij.returncode, bij.stdout.splitlines()[0]) == (0, "Bijgewerkt met 1 boeking.")
        feiten = "select count(*) from gebeurtenis where regio = $1 and soort = 'PlafondsHerrekend'"
        assert await conn.fetchval(feiten, gateway.regio) == 1
        nogmaals = voer_uit("plafond", "herbereken", omgeving=omgeving)
        assert (nogmaals.returncode, nogmaals.stdout.splitlines()[0]) == (0, "Er was niets te boeken.")
        assert await conn.fetchval(feiten, gateway.regio) == 1


async def test_serve_gives_back_what_was_not_answered_in_time(instellingen: Instellingen, omgeving: Omgeving) -> None:
    async with gateway_met_register(instellingen, StaandeKlok(date(2024, 1, 15)), **rijen()) as gateway:
        oud = met(verzoek(1), "Header/BerichtIdentificatie/Dagtekening", "2024-01-15")
        assert not (await ontvangen(gateway, oud, AANBIEDER)).bevindingen

    def gereserveerd() -> int:
        uit = voer_uit("report", "plafonds", "--json", omgeving=omgeving).stdout
        cents: int = json.loads(uit)["plafonds"][0]["gereserveerdCents"]
        return cents

    assert gereserveerd() == 40_000
    voer_uit("clock", "--erken", omgeving=omgeving)  # it stood still for years: somebody must say that this is the time
    with dienst(omgeving):
        wacht_op(lambda: gereserveerd() == 0)
