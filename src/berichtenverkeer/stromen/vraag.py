# SPDX-License-Identifier: EUPL-1.2
"""Statements with named values: `:k` becomes the `$n::type` that PostgreSQL wants."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.projections import tabellen
from berichtenverkeer.stromen.opdracht import Opdracht

_NAAM = re.compile(r"(?<![:\w]):([a-z_]+)")

_SOORTEN = {
    "regio": "text",
    "k": "bigint",
    "dag_k": "date",
    "begin": "date",
    "eind": "date",
    "begindagen": "date[]",
    "einddagen": "date[]",
    "peildagen": "date[]",
    "grenzen": "date[]",
    "termijn": "int",
    "historie_vanaf": "date",
    "plek": "text",
    "richting": "text",
    "soort": "text",
    "andere_plek": "text",
    "limiet": "int",
    "crisisdagen": "int",
    "contractdagen": "date[]",
    "nummers": "int[]",
    "clienten": "bytea[]",
    "sleutels": "text[]",
    "richtingen": "text[]",
}


def waarden(opdracht: Opdracht) -> dict[str, Any]:
    """The values that every statement of a report can name."""
    einddagen = [periode.eind for periode in opdracht.perioden]
    return {
        "regio": opdracht.regio,
        "k": opdracht.peil.positie,
        "dag_k": opdracht.peil.dag,
        "begin": opdracht.begin,
        "eind": opdracht.eind,
        "begindagen": [periode.begin for periode in opdracht.perioden],
        "einddagen": einddagen,
        "termijn": opdracht.termijn,
        "historie_vanaf": opdracht.historie_vanaf,
        "bevestigd": opdracht.bevestigd,
    }


def _laag(tabel: sa.Table, onder: sa.Table) -> str:
    """A table as it would be without what waits for an answer, under its own name."""
    kolommen = ", ".join(kolom.name for kolom in tabel.columns)
    return (
        f"{tabel.name} as not materialized (select {kolommen} from {tabel.name} where not is_voorlopig"
        f" union all select {kolommen} from {onder.name})"
    )


_BEVESTIGD = "with " + ", ".join(
    (
        _laag(tabellen.toewijzing, tabellen.toewijzing_bevestigd),
        _laag(tabellen.levering, tabellen.levering_bevestigd),
        _laag(tabellen.verzoek, tabellen.verzoek_bevestigd),
    )
)
_WITH = re.compile(r"\s*with\b")

_IS_ER = " or ".join(
    f"exists (select from {tabel.name} t where t.regio = :regio and t.is_voorlopig and t.pos_van <= :k"
    " and (t.pos_tot is null or t.pos_tot > :k))"
    for tabel in (tabellen.toewijzing, tabellen.levering, tabellen.verzoek)
)


async def is_er_voorlopig(conn: Verbinding, opdracht: Opdracht) -> bool:
    """Whether anything waited at K for the answer of a receiver who answers himself."""
    (rij,) = await vraag(conn, f"select {_IS_ER}", waarden(opdracht))
    return bool(rij[0])


async def vraag(conn: Verbinding, tekst: str, gegeven: Mapping[str, Any], *, lussen: bool = False) -> list[Any]:
    """The rows of a statement; values that it does not name are left out. One of `bevestigd` begins with `with`.

    PostgreSQL knows nothing of how many rows a CTE gives, takes one for an answer and joins two of them by looping over
    both: minutes instead of a second. So loops are off, unless `lussen` says that the statement looks up few rows.
    And it plans anew for every report: a plan that was kept from the days of a small ledger is as slow.
    """
    instelling = "set local plan_cache_mode = force_custom_plan; set local enable_nestloop = "
    await conn.execute(instelling + ("on" if lussen else "off"))
    if gegeven["bevestigd"]:
        begin = _WITH.match(tekst)
        assert begin, "the layer goes before its own"
        tekst = f"{_BEVESTIGD}, {tekst[begin.end() :]}"
    namen = list(dict.fromkeys(_NAAM.findall(tekst)))
    nummers = {naam: f"${nummer}::{_SOORTEN[naam]}" for nummer, naam in enumerate(namen, 1)}
    rijen: list[Any] = await conn.fetch(
        _NAAM.sub(lambda naam: nummers[naam[1]], tekst), *(gegeven[naam] for naam in namen)
    )
    return rijen
