# SPDX-License-Identifier: EUPL-1.2
"""plafond stand and plafond herbereken as real processes, and the clock of `serve`; figures countable by hand.

The aanbieder has 1,000 euro: a toewijzing takes 500, a verzoek reserves 400.
"""

import csv
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest_asyncio

from bellers import administration, as_
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.stop_forms import StopAsked
from bouwers import AANBIEDER, GEMEENTE, with_
from dienst import dienst, run, wait_for
from gateway.test_plafonds_in_de_gateway import BSN, rows, toewijzing, verzoek
from gateway.test_tenzij_in_de_gateway import ask, granted
from gatewaybouw import StaandeKlok, gateway_met_register, received

Environment = dict[str, str]


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    """The story of this module, booked in April 2026."""
    async with gateway_met_register(config, StaandeKlok(date(2026, 4, 15)), **rows()) as geopend:
        await received(geopend, toewijzing(0, volume=5, met_referentie=False), GEMEENTE)
        await received(geopend, verzoek(1), AANBIEDER)
        yield geopend


@asynccontextmanager
async def _beheerder(url: str) -> AsyncIterator[Any]:
    conn = await asyncpg.connect(url)
    try:
        yield conn
    finally:
        await conn.close()


def _regels(text: str) -> Iterator[str]:
    return (" ".join(regel.replace("│", " ").split()) for regel in text.splitlines())


async def test_the_report_says_what_is_left_and_what_it_rests_on(gateway: Gateway, environment: Environment) -> None:
    table = run("plafond", "stand", "--jaar", "2026", environment=environment)
    assert (table.returncode, table.stderr) == (0, "")
    regels = list(_regels(table.stdout))
    bedragen = "1.000,00 100,00 400,00 500,00 0,00 0,00"
    assert f"2026 {AANBIEDER} Aanbieder {AANBIEDER} geheel {bedragen} 90 %" in regels
    assert f"2026 totaal 1 plafond geheel {bedragen}" in regels
    stand = await gateway.plafonds.from_regio(administration(gateway), None)
    origin = f"K = {stand.k}, register {stand.register_versie} van 2026-04-15. Definitieversie 2."
    assert origin in table.stdout


async def test_of_one_aanbieder_it_says_all_that_is_its_own(gateway: Gateway, environment: Environment) -> None:
    here = as_(gateway, AANBIEDER)
    one = await ask(gateway, BSN[2], referentie="J-17")
    await granted(gateway, one)
    await gateway.tenzijs.withdraw(here, (await ask(gateway, BSN[1])).id, "planner")
    stop = StopAsked(aanbieder=AANBIEDER, gemeente=GEMEENTE, van=date(2026, 4, 20), grond="personeel")
    await gateway.stops.ask(here, stop)
    told = run("plafond", "stand", "--aanbieder", AANBIEDER, environment=environment).stdout.splitlines()
    days = "2026-01-01 tot en met 2026-12-31, maximum 1.000,00, gebruikt"
    first, second, *rest = [line for line in told if line.startswith(("Tenzij", "Signaal", "Cliëntenstop"))]
    assert first == f"Tenzij J-17: toegekend, {days} 0,00, over 1.000,00."
    assert second.endswith(f": ingetrokken, {days} 0,00, er geldt nog niets.")
    assert rest == [
        "Signaal 2026 geheel: vanaf 2026-04-15, gesprek uiterlijk 2026-04-30.",
        f"Cliëntenstop geheel, gemeente {GEMEENTE}: gevraagd, vanaf 2026-04-20 (personeel).",
    ]


async def test_csv_and_json_hold_the_same_figures_and_repeat_at_k(gateway: Gateway, environment: Environment) -> None:
    als_json = run("plafond", "stand", "--json", environment=environment).stdout
    stand = json.loads(als_json)
    (plafond,) = stand["plafonds"]
    assert (plafond["vrijCents"], plafond["gereserveerdCents"], plafond["beslagCents"]) == (10_000, 40_000, 50_000)
    assert (stand["definitieversie"], stand["registerDag"]) == (2, "2026-04-15")
    als_csv = run("plafond", "stand", "--csv", "--aanbieder", AANBIEDER, environment=environment).stdout
    (row,) = csv.DictReader(als_csv.splitlines(), delimiter=";")
    assert (row["plafond_cents"], row["vrij_cents"], row["gebruik_procent"]) == ("100000", "10000", "90")
    assert (row["definitieversie"], row["k"], row["register_dag"]) == ("2", str(stand["k"]), "2026-04-15")
    await received(gateway, toewijzing(2, met_referentie=False), GEMEENTE)
    then = run("plafond", "stand", "--json", "--k", str(stand["k"]), environment=environment).stdout
    now = json.loads(run("plafond", "stand", "--json", environment=environment).stdout)
    assert (then, now["plafonds"][0]["overschrijdingCents"]) == (als_json, -30_000)


async def test_a_report_about_what_is_not_there_says_so(gateway: Gateway, environment: Environment) -> None:
    foreign = run("plafond", "stand", "--aanbieder", "99999999", environment=environment)
    assert (foreign.returncode, foreign.stdout) == (1, "")
    assert "Deze aanbieder staat niet in het register" in foreign.stderr
    later = run("plafond", "stand", "--k", str(10**9), environment=environment)
    assert (later.returncode, "Kies een later moment" in later.stderr) == (1, True)
    both = run("plafond", "stand", "--csv", "--json", environment=environment)
    assert (both.returncode, "--csv, --json" in both.stderr) == (2, True)
    empty = run("plafond", "stand", "--jaar", "2031", "--csv", environment=environment)
    assert (empty.returncode, len(empty.stdout.splitlines())) == (0, 1)
    assert gateway.regio


async def test_what_becomes_of_it_is_told_or_why_not(gateway: Gateway, environment: Environment) -> None:
    told = run("plafond", "prognose", "--jaar", "2026", environment=environment)
    assert (told.returncode, told.stderr) == (0, "")
    regels = list(_regels(told.stdout))
    assert f"2026 {AANBIEDER} Aanbieder {AANBIEDER} geheel 1.000 900 - - - - - -" in regels
    assert "1 zonder prognose: Er is nog geen vol jaar van vergelijkbare plafonds bekend." in regels
    assert gateway.regio


async def test_other_plafonds_say_when_it_was_full(gateway: Gateway, environment: Environment, tmp_path: Path) -> None:
    file = tmp_path / "krap.csv"
    header = "aanbieder;jaar;perceel;segment;bedrag_euro;norm;basisjaar;basis_euro;zonder_plafond"
    file.write_text(f"{header}\n{AANBIEDER};2026;;;700,00;;;;\n{AANBIEDER};2025;;;1,00;;;;\n")
    told = run("plafond", "wat-als", str(file), "--jaar", "2026", environment=environment)
    assert (told.returncode, told.stderr) == (0, "")
    regels = list(_regels(told.stdout))
    assert f"{AANBIEDER} Aanbieder {AANBIEDER} 1.000,00 700,00 2026-04-15 1 400,00 1 400,00" in regels
    assert "Let op: Er is niets geboekt." in told.stdout
    spread = run("plafond", "wat-als", "--jaar", "2026", "--verdeel", "-300,00", environment=environment)
    assert (spread.returncode, spread.stderr) == (0, "")
    assert f"{AANBIEDER} Aanbieder {AANBIEDER} 1.000,00 700,00 2026-04-15 1 400,00 1 400,00" in _regels(spread.stdout)
    nothing = run("plafond", "wat-als", "--jaar", "2026", environment=environment)
    assert (nothing.returncode, "Noem een norm" in nothing.stderr) == (1, True)
    file.write_text(f"{header}\n{AANBIEDER};2026;;;veel;;;;\n")
    wrong = run("plafond", "wat-als", str(file), "--jaar", "2026", environment=environment)
    assert (wrong.returncode, "plafonds.csv" in wrong.stdout, "klopt niet" in wrong.stderr) == (1, True, True)
    assert gateway.regio


async def test_the_check_is_silent_until_something_is_booked_otherwise(
    gateway: Gateway, environment: Environment, beheerder_url: str
) -> None:
    gezond = run("plafond", "herbereken", "--controleer", environment=environment)
    assert (gezond.returncode, gezond.stdout) == (0, "Niets verschilt: wat er is geboekt, is wat er hoort te staan.\n")
    async with _beheerder(beheerder_url) as conn:
        question = (
            "update plafond_saldo set cents = cents + case rekening when 'VRIJ' then -5 else 5 end"
            " where regio = $1 and rekening in ('VRIJ', 'BESLAG')"
        )
        assert await conn.execute(question, gateway.regio) == "UPDATE 2"
    fault = run("plafond", "herbereken", "--controleer", environment=environment)
    assert fault.returncode == 1
    assert fault.stdout.splitlines() == [
        f"plafond {AANBIEDER} 2026: Op VRIJ staat 9995 cent; de boekingen tellen op tot 10000 cent.",
        f"plafond {AANBIEDER} 2026: Op BESLAG staat 50005 cent; de boekingen tellen op tot 50000 cent.",
    ]
    assert fault.stderr.startswith("Fout: 2 verschillen ")
    assert "Wat te doen: " in fault.stderr


async def test_what_the_state_says_otherwise_is_listed_by_the_check_and_booked_without_it(
    gateway: Gateway, environment: Environment, beheerder_url: str
) -> None:
    async with _beheerder(beheerder_url) as conn:
        await conn.execute("update toewijzing set volume = 6 where regio = $1", gateway.regio)
        for _ in range(2):  # the check itself books nothing
            fault = run("plafond", "herbereken", "--controleer", environment=environment)
            claim = f"plafond {AANBIEDER} 2026, toewijzing/{GEMEENTE}/1"
            expected = f"{claim}: Volgens de stand hoort hier nog 10000 cent van VRIJ naar BESLAG.\n"
            assert (fault.returncode, fault.stdout) == (1, expected), fault.stderr
        at = run("plafond", "herbereken", environment=environment)
        assert (at.returncode, at.stdout.splitlines()[0]) == (0, "Bijgewerkt met 1 boeking.")
        gebeurtenissen = "select count(*) from gebeurtenis where regio = $1 and soort = 'PlafondsHerrekend'"
        assert await conn.fetchval(gebeurtenissen, gateway.regio) == 1
        nogmaals = run("plafond", "herbereken", environment=environment)
        assert (nogmaals.returncode, nogmaals.stdout.splitlines()[0]) == (0, "Er was niets te boeken.")
        assert await conn.fetchval(gebeurtenissen, gateway.regio) == 1


async def test_serve_gives_back_what_was_not_answered_in_time(config: Settings, environment: Environment) -> None:
    async with gateway_met_register(config, StaandeKlok(date(2024, 1, 15)), **rows()) as gateway:
        old = with_(verzoek(1), "Header/BerichtIdentificatie/Dagtekening", "2024-01-15")
        assert not (await received(gateway, old, AANBIEDER)).bevindingen

    def gereserveerd() -> int:
        out = run("plafond", "stand", "--json", environment=environment).stdout
        cents: int = json.loads(out)["plafonds"][0]["gereserveerdCents"]
        return cents

    assert gereserveerd() == 40_000
    run(
        "clock", "--erken", environment=environment
    )  # it stood still for years: somebody must say that this is the time
    with dienst(environment):
        wait_for(lambda: gereserveerd() == 0)
