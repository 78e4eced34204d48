# SPDX-License-Identifier: EUPL-1.2
"""Rows of money for reports: prestaties, and regions of them that chance made."""

from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

import duckdb

from rapporten.bouw import ERNAAST, HIER, LINDE, WILGEN

Rows = list[dict[str, Any]]

_NUMBERS = count(1)
_VERWIJZERS = ("01", "02", "04", "")


def prestatie(client: int, begin: str, cents: int, **otherwise: Any) -> dict[str, Any]:
    """An approved prestatie of a client that begins on a day, with a reference of its own."""
    return {
        "client": client,
        "gemeente": HIER,
        "aanbieder": WILGEN,
        "code": "453",
        "uitslag": "goedgekeurd",
        "begindatum": date.fromisoformat(begin),
        "einddatum": date.fromisoformat(begin),
        "bedrag_cents": cents,
        "tarief_cents": cents,
        "referentie": f"P{next(_NUMBERS)}",
    } | otherwise


def approve(
    connection: duckdb.DuckDBPyConnection,
    clients: range,
    begin: str,
    cents: int,
    code: str = "453",
    aanbieder: int = int(WILGEN),
    of_each: int | None = None,
    at_most: int = 10**9,
) -> None:
    """An approved prestatie for each of many clients: of one aanbieder, or of several in order of their codes, each
    with `of_each` clients, `at_most` so many aanbieders."""
    connection.execute(
        "insert into bron.prestatie by name select c.range::integer as client, $1::date as begindatum, $1::date as"
        " einddatum, $2 as bedrag_cents, $2 as tarief_cents, concat($3, $1, '/', c.range) as referentie,"
        " ($4 + least((c.range - $6) // $8, $9 - 1))::varchar as aanbieder,"
        " $3 as code, '45' as categorie, $5 as gemeente, '' as declaratie_nummer, 0 as toewijzing_nummer, 1 as volume,"
        " '16' as eenheid, false as is_credit, false as is_gecrediteerd, false as is_betwist, '' as dubbel_in,"
        " 'goedgekeurd' as uitslag, 20 as pos_van from range($6, $7) c",
        [begin, cents, code, aanbieder, HIER, clients.start, clients.stop, of_each or len(clients), at_most],
    )


def chance(seed: int, clients: int = 12) -> dict[str, Rows]:
    """Care and money of two years: each client has some toewijzingen, with leveringen and prestaties in all states."""
    random = Random(seed)
    found: dict[str, Rows] = {"verzoek": [], "toewijzing": [], "levering": [], "prestatie": []}
    for client in range(1, clients + 1):
        for _ in range(random.randint(1, 3)):
            _care(random, client, found)
    return found


def _care(random: Random, client: int, found: dict[str, Rows]) -> None:
    number = len(found["toewijzing"]) + 1
    care = {
        "client": client,
        "gemeente": random.choice((HIER, ERNAAST)),
        "aanbieder": random.choice((WILGEN, LINDE)),
        "code": random.choice(("451", "453", "454", "459")),
    }
    begin = date(2024, 1, 1) + timedelta(random.randrange(700))
    end = random.choice((None, begin + timedelta(random.randrange(300))))
    verwijzer = random.choice(_VERWIJZERS)
    referentie = f"V{number}" if verwijzer else None
    if verwijzer:
        found["verzoek"].append(
            care | {"referentie": referentie, "dagtekening": begin, "ingangsdatum": begin, "verwijzer": verwijzer}
        )
    found["toewijzing"].append(
        care
        | {"nummer": number, "ingangsdatum": begin, "referentie_aanbieder": referentie, "eerste_referentie": referentie}
    )
    found["levering"].append(
        care
        | {"toewijzing_nummer": number, "begindatum": begin, "einde": end}
        | ({"reden": random.choice(("31", "39"))} if end else {})
    )
    for month in range(random.randrange(6)):
        day = (begin.replace(day=1) + timedelta(32 * month)).replace(day=random.randint(1, 28))
        if day <= date(2026, 5, 31):
            found["prestatie"] += _prestaties(random, care, number, day)


def _prestaties(random: Random, care: dict[str, Any], number: int, day: date) -> Rows:
    volume, tarief = random.randint(0, 9), random.choice((5000, 5500, 7000))
    one = prestatie(
        care["client"],
        f"{day}",
        volume * tarief,
        **{name: value for name, value in care.items() if name != "client"},
        toewijzing_nummer=number,
        volume=volume,
        tarief_cents=tarief,
        eenheid=random.choice(("14", "16")),
        uitslag=random.choice(("goedgekeurd", "goedgekeurd", "goedgekeurd", "afgewezen", "verworpen", "ingediend")),
    )
    if one["uitslag"] != "goedgekeurd" or random.random() < 0.8:
        return [one]
    credit = one | {"referentie": f"C{one['referentie']}", "is_credit": True, "vorig_referentie": one["referentie"]}
    return [one | {"is_gecrediteerd": True}, credit]
