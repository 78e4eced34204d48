# SPDX-License-Identifier: EUPL-1.2
"""The relations that reports select from, each a file of `basis/`, made when something first names it.

A file is a select that makes the relation of its name out of those that it names after `from` or `join`: in
`basis/view` a view, in `basis/of_all` a table that is kept while K stays the same, whoever asks, in `basis/per_k` one
that is kept while K and who asks do, in `basis/per_question` one that is kept while the question stays the same, its
periods excepted. What is `of_all` and not for all eyes is named by what leaves the asker his own alone, and by no
report. `register_FILE` comes from the declarations of the register; `geplaatst_X` is X with every dimension, and X
alone is what the question chooses of it.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb

from berichtenverkeer.core.werkdagen import HOLIDAYS
from berichtenverkeer.rapporten import register_views
from berichtenverkeer.rapporten.question import UNKNOWN, Dimension
from berichtenverkeer.rapporten.redenen import TO_CBS
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.register.user_rows import Gebruiker
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN

BASIS = Path(__file__).parent / "basis"
VIEWS = "basis"
"""The schema of what is the same text for every question."""

_NAMED = re.compile(r"\b(?:from|join)\s+([a-z_]+)\b(?:\('([a-z_]+)'\))?")
_ASKER = re.compile(r"is_eigen\w*\(|getvariable\('(?:gemeente|aanbieder)'\)")
_COMMENT = re.compile(r"--.*")


class Kept(StrEnum):
    """How long a relation is kept: the folder of its file."""

    VIEW = "view"
    OF_ALL = "of_all"
    PER_K = "per_k"
    PER_QUESTION = "per_question"
    MACRO = "macro"


class Relation(NamedTuple):
    """One relation."""

    name: str
    kept: Kept
    sql: str


class Schemas(NamedTuple):
    """Where the tables of a question are: those of its K, those of its K and who asks, and its own."""

    of_all: str
    per_k: str
    per_question: str


_TAKES = {
    "plaats_van": "combinaties",
    "aanwezig_van": "levens",
    "beweging_van": "aanwezigen",
    "traject_van": "tellend",
    "wachtenden": "dag",
}
"""What the relations of `basis/macro` take: the name of another, or a day."""

PLACED = {
    "levering": "plaats",
    "toewijzing": "plaats",
    "verzoek": "plaats",
    "prestatie": "plaats_geld",
    "claim": "plaats_geld",
    "besluit": "plaats_geld",
    "contract": "plaats_contract",
}
"""What is placed, and where the register says where."""


@cache
def relations() -> dict[str, Relation]:
    """Every relation by its name."""
    found: dict[str, Relation] = {}
    for path in sorted(BASIS.glob("*/*.sql")):
        name = path.stem
        text = _COMMENT.sub("", path.read_text(encoding="utf-8")).strip()
        found[name] = Relation(name, Kept(path.parent.name), text)
    for table in TABLES.values():
        if table.row is Gebruiker:  # who may log in is no figure, and is not copied (peilbestand/register_rij.sql)
            continue
        name = f"register_{table.name}"
        text = register_views.text(table)
        found[name] = Relation(name, Kept.PER_K if names_asker(text) else Kept.OF_ALL, text)
    for name, plaats in PLACED.items():
        found[f"geplaatst_{name}"] = Relation(f"geplaatst_{name}", Kept.VIEW, _placed(name, plaats))
        found[name] = Relation(name, Kept.VIEW, _chosen(name))
    found["gekozen_stuk"] = Relation("gekozen_stuk", Kept.VIEW, _in_choice())
    found["redenen_cbs"] = Relation("redenen_cbs", Kept.VIEW, _reasons())
    free = ", ".join(f"(date '{day}')" for day in HOLIDAYS)
    found["feestdagen"] = Relation("feestdagen", Kept.VIEW, f"from (values {free}) t (vrij)")
    return found


def _placed(name: str, plaats: str) -> str:
    """The rows of `NAME_plaats.sql` with what the register says of their plaats."""
    return f"""select r.* exclude (plaats), p.* exclude (plaats, aanbieder, gemeente, categorie, code, sinds)
from {name}_plaats r join {plaats} p on p.plaats = r.plaats"""


def _reasons() -> str:
    """Of each reden why care ended (JZ588) what it means, and the reason that CBS counts."""
    means = CODELIJSTEN["JZ588"].codes
    rows = ", ".join(f"('{reden}', '{cbs}', '{means[reden]}')" for reden, cbs in TO_CBS.items())
    return f"from (values {rows}) t (reden, reden_cbs, betekenis)"


def _chosen(name: str) -> str:
    """What the filters of the question leave, each in its plekken."""
    return f"select *, {_PLEKKEN} from geplaatst_{name} where {_choice('filter')}"


def _in_choice() -> str:
    """Of flows: whether the filters on dimensions that are no plek leave it, and its plekken."""
    return f"select *, {_PLEKKEN}, {_choice('anders')} as is_in_keuze from stuk"


def _choice(variable: str) -> str:
    filters = [f"is_gekozen(getvariable('{variable}_{one}'), {one})" for one in Dimension]
    return f"(buiten_opdracht = '' or getvariable('buiten_opdracht')) and {' and '.join(filters)}"


def _plek(variable: str, otherwise: str) -> str:
    """The column that a variable names."""
    cases = " ".join(f"when '{one}' then {one}" for one in Dimension)
    return f"case getvariable('{variable}') {cases} else '{otherwise}' end"


_PLEKKEN = f"{_plek('dimensie', UNKNOWN)} as plek, {_plek('dimensie2', '')} as plek2"


def provide(connection: duckdb.DuckDBPyConnection, schemas: Schemas, texts: Iterable[str]) -> None:
    """Make what these texts name, unless it is there."""
    there = set(connection.execute(_THERE, [VIEWS, *schemas]).fetchall())
    made: set[str] = set()

    def make(names: set[str]) -> None:
        for one in (relations()[name] for name in sorted(names)):
            if one.name in made:
                continue
            made.add(one.name)
            schema = _schema(one, schemas)
            is_there = (schema, one.name) in there
            if not is_there or one.kept is Kept.VIEW:  # what a table is made of was there when it was made
                make(named_directly(one.sql))
            if not is_there:
                connection.execute(_statement(one, schema))

    for text in texts:
        make(named_directly(text))


def names_asker(text: str) -> bool:
    """Whether a text says itself what who asks may see."""
    return bool(_ASKER.search(text))


def named_directly(text: str) -> set[str]:
    """The relations that a text names itself."""
    return {name for names in _NAMED.findall(text) for name in names} & relations().keys()


def _schema(one: Relation, schemas: Schemas) -> str:
    of_a_kind = {
        Kept.OF_ALL: schemas.of_all,
        Kept.PER_K: schemas.per_k,
        Kept.PER_QUESTION: schemas.per_question,
    }
    return of_a_kind.get(one.kept, VIEWS)


def _statement(one: Relation, schema: str) -> str:
    if one.kept is Kept.MACRO:
        return f"create or replace macro {schema}.{one.name}({_TAKES[one.name]}) as table {one.sql}"
    return f"create {'view' if one.kept is Kept.VIEW else 'table'} {schema}.{one.name} as {one.sql}"


_THERE = """
select schema_name, table_name from duckdb_tables() where schema_name in ($1, $2, $3, $4)
union all select schema_name, view_name from duckdb_views() where schema_name in ($1, $2, $3, $4)
"""
