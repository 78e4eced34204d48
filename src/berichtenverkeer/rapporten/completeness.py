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


def shares(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> tuple[Share, ...]:
    """These parts over all periods of the question. Raises KeyError for a part that is not."""
    if not names:
        return ()
    asked = ", ".join(f"'{name}'" for name in names)
    chosen = f"select * from ({facts_sql(FACTS)}) where wat in ({asked})"
    found = connection.execute(f"select wat, count(*) filter (where is_er), count(*) from ({chosen}) group by wat")
    counted = {name: (there, of) for name, there, of in found.fetchall()}
    return tuple(
        Share(name=name, sentence=SENTENCES[name], there=there, of=of)
        for name in names
        for there, of in (counted.get(name, (0, 0)),)
    )
