# SPDX-License-Identifier: EUPL-1.2
"""How much of what figures need was there: the volledigheid beside every report (definitions.md 4)."""

from collections.abc import Sequence

import duckdb

from berichtenverkeer.rapporten.declaration import facts_sql
from berichtenverkeer.rapporten.result import Share

FACTS = "volledigheid"
"""The facts: a row per thing that is needed, `wat`, and whether it is there."""

SENTENCES = {
    "met_levering": "Toewijzingen die zijn ingegaan, met een start",
    "met_stop": "Toewijzingen die zijn afgelopen, met een stop",
    "met_reden": "Stops met een reden",
    "met_verwijzer": "Toewijzingen waarvan de verwijzer bekend is",
    "met_claim": "Toewijzingen waarvan het beslag op een plafond bekend is",
    "met_declaratie": "Maanden zorg die gedeclareerd zijn, na hun termijn",
    "met_geboortemaand": "Leveringen aan jeugdigen van wie de maand van geboorte bekend is",
}
"""What each part counts, as a reader is told it."""


def texts(names: Sequence[str]) -> list[str]:
    """The queries that are needed for these parts, to be provided for."""
    return [facts_sql(FACTS)] if names else []


def shares(connection: duckdb.DuckDBPyConnection, names: Sequence[str], asked: str, per_k: str) -> tuple[Share, ...]:
    """These parts over all periods of the question. Of a question with the same `asked` (its periods and filters) they
    are counted once: the schema `per_k` keeps them. Raises KeyError for a part that is not."""
    if not names:
        return ()
    kept = f"{per_k}.geteld_volledig"
    connection.execute(f"create table if not exists {kept} (gevraagd varchar, wat varchar, er bigint, van bigint)")
    counted = _kept(connection, kept, asked)
    if missing := [name for name in names if name not in counted]:
        _count(connection, kept, missing, asked)
        counted = _kept(connection, kept, asked)
    return tuple(
        Share(name=name, sentence=SENTENCES[name], there=counted[name][0], of=counted[name][1]) for name in names
    )


def _kept(connection: duckdb.DuckDBPyConnection, kept: str, asked: str) -> dict[str, tuple[int, int]]:
    found = connection.execute(f"select wat, er, van from {kept} where gevraagd = ?", [asked])
    return {name: (there, of) for name, there, of in found.fetchall()}


def _count(connection: duckdb.DuckDBPyConnection, kept: str, names: Sequence[str], asked: str) -> None:
    listed = ", ".join(f"'{name}'" for name in names)
    facts = f"select wat, is_er from ({facts_sql(FACTS)}) where wat in ({listed})"
    connection.execute(
        f"insert into {kept} select ?, n.wat, count(*) filter (where f.is_er), count(f.wat)"
        f" from (select unnest([{listed}]) as wat) n left join ({facts}) f on f.wat = n.wat group by n.wat",
        [asked],
    )
