# SPDX-License-Identifier: EUPL-1.2
"""A region that has something of everything, of both gemeenten and both aanbieders; and what is left of it for one."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import duckdb

from berichtenverkeer.peilbestand.catalogue import TABLES
from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.register.money_rows import Begroting
from berichtenverkeer.register.rows import Contract, Tarief
from rapporten.bouw import BEGIN, ERNAAST, HIER, LINDE, REGISTER, WILGEN, fill, region
from rapporten.contractbouw import contract
from rapporten.geldbouw import chance

LAST_K = 1000
"""All of it is known here; half of the versions since `HALF_K`."""
HALF_K = 500
_GEMEENTEN, _AANBIEDERS = (HIER, ERNAAST), (WILGEN, LINDE)
_CLAIMS = (("BESLAG", "VRIJ"), ("GERESERVEERD", "VRIJ"), ("TENZIJ_BESLAG", "VRIJ"), ("BESLAG", "OVERSCHRIJDING"))


def all_kinds(seed: int = 7) -> duckdb.DuckDBPyConnection:
    """Care, money, requests, decisions, plafonds, tenzij's, stops, berichten and births, as chance made them."""
    random = Random(seed)
    rows = chance(seed, clients=24)
    rows["jeugdige"] = [
        {"client": one, "geboortejaar": 2005 + one % 14, "geboortemaand": 1 + one % 12} for one in range(1, 20)
    ]
    _berichten(random, rows)
    _plafonds(rows)
    _stops(rows)
    for name in ("toewijzing", "levering", "verzoek", "prestatie", "clientenstop"):
        for one in rows[name]:
            one["pos_van"] = random.choice((20, HALF_K + 1))
    for number, one in enumerate(rows["prestatie"]):
        one["referentie"] = f"R{number}"
    connection = region(_register(), **rows)
    connection.execute("set threads = 1")  # so few rows gain nothing by more
    connection.execute("update bron.client set pseudoniem = sha256(client::varchar)")
    return connection


def _berichten(random: Random, rows: dict[str, list[dict[str, Any]]]) -> None:
    days = [date(2025, 1, 1) + timedelta(days=random.randint(0, 364)) for _ in range(120)]
    rows["bericht"] = [
        {
            "id": UUID(int=number),
            "berichtsoort": ("JW305", "JW307", "JW323", "JW315")[number % 4],
            "verzender": _AANBIEDERS[number % 2],
            "bestemming": _GEMEENTEN[number // 2 % 2],
            "client": 1 + number % 24,
            "ontvangen_dag": day,
            "oordeel": ("afgekeurd", "voorlopig", "goedgekeurd", "goedgekeurd", "goedgekeurd")[number % 5],
            "codes": ["TR074"] if number % 5 == 0 else [],
        }
        for number, day in enumerate(days)
    ]
    rows["weigering"] = [{"positie": 20, "dag": days[0], "partij": one, "codes": ["xsd"]} for one in _AANBIEDERS]
    rows["gebeurtenis"] = [
        {
            "positie": 40 + (HALF_K if number % 2 else 0) + number,
            "dag": one["begindatum"] + timedelta(days=number % 60),
            "soort": "LeveringGestart",
            "bericht_id": UUID(int=number),
            **{name: one[name] for name in ("client", "gemeente", "aanbieder", "toewijzing_nummer", "begindatum")},
        }
        for number, one in enumerate(rows["levering"])
    ]
    rows["besluit"] = [
        {
            "positie": 30 + number,
            "dag": days[number],
            "client": one["client"],
            "aanbieder": one["aanbieder"],
            "gemeente": one["gemeente"],
            "uitkomst": ("ja", "nee (plafond)", "nee (cliëntenstop)")[number % 3],
            "claim_soort": "verzoek",
            "claim_partij": one["aanbieder"],
            "claim_referentie": one["referentie"],
            "gevraagd_cents": 100 * number,
        }
        for number, one in enumerate(rows["verzoek"])
    ]


def _plafonds(rows: dict[str, list[dict[str, Any]]]) -> None:
    """A ceiling for each aanbieder, a claim for each toewijzing, a tenzij for some of them: of one year, because the
    prognose of each is made of what all had in earlier ones."""
    booked: list[dict[str, Any]] = [
        {"dag": date(2025, 1, 1), "debet": "VRIJ", "credit": "PLAFOND", "bedrag_cents": 900_000, "aanbieder": one}
        | {"jaar": 2025, "gemeente": None, "categorie": None, "code": None}
        for one in _AANBIEDERS
    ]
    rows["tenzijstap"] = []
    for number, one in enumerate(rows["toewijzing"]):
        who = {name: one[name] for name in ("client", "gemeente", "aanbieder")}
        debet, credit = _CLAIMS[number % 4]
        tenzij = UUID(int=number) if debet.startswith("TENZIJ") else None
        dag = one["ingangsdatum"]
        claim = {"claim_soort": "toewijzing", "claim_partij": one["gemeente"], "claim_nummer": one["nummer"]}
        booked.append(
            who
            | claim
            | {
                "dag": max(dag, date(2025, 1, 1)),
                "jaar": 2025,
                "debet": debet,
                "credit": credit,
                "bedrag_cents": 1000 + number,
            }
            | {"code": one["code"], "tenzij": str(tenzij or ""), "claim_referentie": ""}
        )
        if tenzij:
            step = who | {"tenzij_id": tenzij, "op": dag, "dag": dag, "categorie": "45", "code": one["code"]}
            grounds = {"kan_niet_wachten": True, "alleen_hier": True, "alternatieven": []}
            days = {"van": dag, "tot": dag + timedelta(200), "maximum_cents": 5000}
            rows["tenzijstap"] += [
                step | grounds | {"positie": 100 + number, "soort": "TenzijGevraagd"},
                step | days | {"positie": 200 + number, "soort": "TenzijToegekend"},
            ]
    rows["boeking"] = [one | {"volgnr": number} for number, one in enumerate(booked)]


def _stops(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Of each aanbieder one that was granted, one that is only asked, one that was turned down."""
    rows["clientenstop"] = [
        {"stop_id": UUID(int=10 * number + state), "aanbieder": one, "gevraagd_op": "2025-02-01"}
        | ({"besloten_op": "2025-02-10"} if state < 2 else {})
        | ({"van": "2025-02-10"} if state == 0 else {"is_toegekend": False})
        for number, one in enumerate(_AANBIEDERS)
        for state in range(3)
    ]


def _register() -> dict[str, Any]:
    contracts: list[Contract] = [
        *REGISTER["contracten"],
        *(
            contract(one, "453", "2024-01-01", "2025-12-31", gemeente=here)
            for one in _AANBIEDERS
            for here in _GEMEENTEN
        ),
        contract(WILGEN, "454", hoofdaannemer=LINDE),
        contract(LINDE, "451", hoofdaannemer=WILGEN),
    ]
    tarieven = [
        Tarief(
            aanbieder=one, categorie="45", code="453", eenheid="16", tarief_cents=cents, geldig_van=van, geldig_tot=tot
        )
        for one in (*_AANBIEDERS, "")
        for cents, van, tot in ((5000, BEGIN, date(2025, 3, 31)), (5500, date(2025, 4, 1), None))
    ]
    begrotingen = [
        Begroting(
            gemeente=one,
            jaar=2025,
            productgroep="",
            bedrag_cents=5_000_000,
            geldig_van=date(2025, 1, 1),
            geldig_tot=date(2025, 12, 31),
        )
        for one in _GEMEENTEN
    ]
    return {"contracten": contracts, "tarieven": tarieven, "begrotingen": begrotingen}


def leave_own(connection: duckdb.DuckDBPyConnection, own: Own) -> None:
    """Take out all that is not of this gemeente or aanbieder. What is public stays: stops that were granted, and that a
    plafond has room, of which less is left."""
    for table in TABLES:
        if where := _of_others(table.name, {column.name for column in table.columns}, own.soort):
            connection.execute(f"delete from bron.{table.name} where {where}", {"own": own.code})
    if own.soort == "gemeente":
        room = {"positie": 20, "volgnr": 0, "jaar": 2025, "perceel": "", "segment": "", "bedrag_cents": 800_000}
        sides = {"debet": "VRIJ", "credit": "PLAFOND", "dag": "2025-01-01"}
        fill(connection, "boeking", [room | sides | {"aanbieder": one} for one in _AANBIEDERS])


def _of_others(table: str, columns: set[str], soort: str) -> str:
    """Which of its rows, as SQL; nothing when it says nothing of any partij."""
    match table:
        case "clientenstop":
            return f"not is_toegekend and ('{soort}' = 'gemeente' or aanbieder <> $own)"
        case "register_rij":
            return f"coalesce(waarde::json->>'$.{soort}', '') not in ('', $own) and tabel in {_OWN_FILES}"
        case "bericht":
            return "$own not in (verzender, bestemming)"
        case "weigering":
            return "partij <> $own"
        case _ if soort in columns:
            return f"{soort} is distinct from $own"
        case _:
            return "$own <> ''" if columns & {"gemeente", "aanbieder"} else ""


_OWN_FILES = ("contracten", "tarieven", "begrotingen")
"""Of the register what says what somebody pays or gets."""
