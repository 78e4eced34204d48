# SPDX-License-Identifier: EUPL-1.2
"""Figures tell leveringen and claims apart by a hash of 64 bits (rapporten/basis). That no two have the same is looked
at when a peilbestand is made: of a million two have once in thirty million times, and would count as one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.rapporten.opening import LATER, literal

_CLAIM = ("soort", "partij", "nummer", "referentie")
HASHED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "levering": {
        "true": ("client", "gemeente", "aanbieder", "toewijzing_nummer", "categorie", "code", "begindatum"),
    },
    "boeking": {
        "claim_soort is not null": ("client", *(f"claim_{name}" for name in _CLAIM)),
        "coalesce(van_soort, van_partij, van_nummer::varchar, van_referentie) is not null": (
            "client",
            *(f"coalesce(van_{name}, claim_{name})" for name in _CLAIM),
        ),
    },
}
"""Of each table which rows are hashed, and what of them; of a boeking the claim, and the one that the amount comes
from."""


class SameHash(BerichtenverkeerError):
    """Twee leveringen of twee claims zijn in de cijfers niet uit elkaar te houden; zij zouden als één tellen."""

    actie = "Meld dit bij wie de software onderhoudt. Tot het is opgelost, zijn er geen nieuwe cijfers."


def require_apart(connection: duckdb.DuckDBPyConnection, made: Path, earlier: Path | None) -> None:
    """That all leveringen and claims of a peilbestand have a hash of their own; of a file that an `earlier` one has too
    that was looked at then. Raises SameHash.
    """
    for table, hashed in HASHED.items():
        base, later = made / f"{table}.parquet", made / f"{table}{LATER}"
        new = later if later.exists() else base
        if earlier is not None and _is_same(new, earlier / new.name):
            continue
        files = [base, later] if later.exists() else [base]
        if connection.execute(_shared(hashed, files, new)).fetchall():
            raise SameHash


def _is_same(file: Path, other: Path) -> bool:
    return other.exists() and file.samefile(other)


def _shared(hashed: Mapping[str, Sequence[str]], files: Sequence[Path], new: Path) -> str:
    """The query for a hash that several rows of these files have; of more than one file, of those that a row of the new
    one has."""
    every = " union all ".join(_rows(key, which, files) for which, key in hashed.items())
    only = ""
    if len(files) > 1:
        fresh = " union all ".join(_rows(key, which, [new]) for which, key in hashed.items())
        only = f" where hash in (select hash from ({fresh}))"
    return f"select hash from (select distinct * from ({every}){only}) group by hash having count(*) > 1 limit 1"


def _rows(key: Sequence[str], which: str, files: Sequence[Path]) -> str:
    parts = ", ".join(f"{part} as part{number}" for number, part in enumerate(key))
    rows = f"read_parquet([{', '.join(map(literal, files))}])"
    return f"select hash({', '.join(key)}) as hash, {parts} from {rows} where {which}"
