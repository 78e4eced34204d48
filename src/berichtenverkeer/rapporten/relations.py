# SPDX-License-Identifier: EUPL-1.2
"""The relations that reports select from, each a file of `basis/`, made when something first names it.

A file is a select that makes the relation of its name out of those that it names after `from` or `join`: in
`basis/view` a view, in `basis/of_all` a table that is kept while K stays the same, whoever asks, in `basis/per_k` one
that is kept while K and who asks do, in `basis/per_question` one that is kept while the question stays the same, its
periods excepted. What is `of_all` and not for all eyes is named by what leaves the asker his own alone, and by no
report. A file that begins with `-- Per client.` joins rows of care by their client and nothing else, so that what it
has of one client is made of what there is of him (slices.py). `register_FILE` comes from the declarations of the
register; `geplaatst_X` is X with every dimension, and X alone is what the question chooses of it.
"""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from berichtenverkeer.core.werkdagen import HOLIDAYS
from berichtenverkeer.rapporten import register_views
from berichtenverkeer.rapporten.question import UNKNOWN, Dimension
from berichtenverkeer.rapporten.redenen import TO_CBS, UITVAL
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.register.user_rows import Gebruiker
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN

BASIS = Path(__file__).parent / "basis"
VIEWS, MACROS, BRON = "basis", "macros", "bron"
"""The schemas of what is the same text for every question, of what all may use, and of the peilbestand."""

_NAMED = re.compile(r"\b(?:from|join)\s+([a-z_]+)\b(?:\('([a-z_]+)'\))?")
_ASKER = re.compile(r"is_eigen\w*\(|getvariable\('(?:gemeente|aanbieder)'\)")
_COMMENT = re.compile(r"--.*")
_PER_CLIENT = "-- Per client.\n"
_SOURCE = re.compile(rf"\b{BRON}\.([a-z_]+)")
_VARIABLE = re.compile(r"getvariable\('([a-z_0-9]+)'\)")
_MACRO = re.compile(r"create or replace macro (\w+)\((.*?);\n", re.DOTALL)


class Kept(StrEnum):
    """How long a relation is kept: the folder of its file."""

    VIEW = "view"
    OF_ALL = "of_all"
    PER_K = "per_k"
    PER_QUESTION = "per_question"
    MACRO = "macro"


class Relation(NamedTuple):
    """One relation. `is_per_client`: what it has of a client is made of what there is of him."""

    name: str
    kept: Kept
    sql: str
    is_per_client: bool = False


class Schemas(NamedTuple):
    """Where the tables of a question are: those of its K, those of its K and who asks, and its own; its views, and what
    all of it is made of."""

    of_all: str
    per_k: str
    per_question: str
    views: str = VIEWS
    bron: str = BRON

    @property
    def path(self) -> str:
        """The search path: what depends on most goes first."""
        return f"{self.per_question},{self.per_k},{self.of_all},{self.views},{MACROS}"

    def of(self, one: "Relation") -> str:
        """The schema of a relation."""
        of_a_kind = {
            Kept.OF_ALL: self.of_all,
            Kept.PER_K: self.per_k,
            Kept.PER_QUESTION: self.per_question,
        }
        return of_a_kind.get(one.kept, self.views)


_TAKES = {
    "plaats_van": "combinaties",
    "aanwezig_van": "levens",
    "beweging_van": "aanwezigen",
    "traject_van": "tellend",
    "wachtenden": "dag",
    "spiegel_van": "soort",
}
"""What the relations of `basis/macro` take: the name of another, a day, or a kind of partij."""

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
        name, text = path.stem, path.read_text(encoding="utf-8")
        kept, is_per_client = Kept(path.parent.name), text.startswith(_PER_CLIENT)
        found[name] = Relation(name, kept, _COMMENT.sub("", text).strip(), is_per_client)
    for table in TABLES.values():
        if table.row is Gebruiker:  # who may log in is no figure, and is not copied (peilbestand/register_rij.sql)
            continue
        name = f"register_{table.name}"
        text = register_views.text(table)
        found[name] = Relation(name, Kept.PER_K if names_asker(text) else Kept.OF_ALL, text)
    for name, plaats in PLACED.items():
        is_per_client = found[f"{name}_plaats"].is_per_client
        found[f"geplaatst_{name}"] = Relation(f"geplaatst_{name}", Kept.VIEW, _placed(name, plaats), is_per_client)
        found[name] = Relation(name, Kept.VIEW, _chosen(name), is_per_client)
    found["gekozen_stuk"] = Relation("gekozen_stuk", Kept.VIEW, _in_choice(), found["stuk"].is_per_client)
    found["redenen_cbs"] = Relation("redenen_cbs", Kept.VIEW, _reasons())
    free = ", ".join(f"(date '{day}')" for day in HOLIDAYS)
    found["feestdagen"] = Relation("feestdagen", Kept.VIEW, f"from (values {free}) t (vrij)")
    return found


def _placed(name: str, plaats: str) -> str:
    """The rows of `NAME_plaats.sql` with what the register says of their plaats."""
    return f"""select r.* exclude (plaats), p.* exclude (plaats, aanbieder, gemeente, categorie, code, sinds)
from {name}_plaats r join {plaats} p on p.plaats = r.plaats"""


def _reasons() -> str:
    """Of each reden why care ended (JZ588) what it means, the reason that CBS counts, and whether that is uitval."""
    means = CODELIJSTEN["JZ588"].codes
    rows = ", ".join(f"('{reden}', '{cbs}', '{means[reden]}', {cbs in UITVAL})" for reden, cbs in TO_CBS.items())
    return f"from (values {rows}) t (reden, reden_cbs, betekenis, is_uitval)"


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


def names_asker(text: str) -> bool:
    """Whether a text says itself what who asks may see."""
    return bool(_ASKER.search(text))


def named_directly(text: str) -> set[str]:
    """The relations that a text names itself."""
    return {name for names in _NAMED.findall(text) for name in names} & relations().keys()


def rests_on(name: str) -> frozenset[str]:
    """A relation, and all that it is made of."""
    return _closure(frozenset({name}))


@cache
def _closure(names: frozenset[str]) -> frozenset[str]:
    more = names.union(*(named_directly(relations()[name].sql) for name in names))
    return names if more == names else _closure(more)


def sources(name: str) -> set[str]:
    """The tables of the peilbestand that a relation is made of in the end."""
    return {table for one in rests_on(name) for table in _SOURCE.findall(relations()[one].sql)}


@cache
def variables(name: str) -> tuple[str, ...]:
    """The variables of a question, K excepted, on which a relation depends."""
    texts = [relations()[one].sql for one in rests_on(name)]
    texts += [body for macro, body in macros().items() if any(f"{macro}(" in text for text in texts)]
    return tuple(sorted({found for text in texts for found in _VARIABLE.findall(text)} - {"k"}))


@cache
def macros_text() -> str:
    """What every relation may use."""
    return (BASIS / "macros.sql").read_text(encoding="utf-8")


@cache
def macros() -> dict[str, str]:
    """The text of each macro by its name."""
    return dict(_MACRO.findall(_COMMENT.sub("", macros_text())))


def statement(one: Relation, schema: str, bron: str = BRON) -> str:
    """What makes it, out of the peilbestand that is the schema `bron`."""
    text = one.sql if bron == BRON else _SOURCE.sub(rf"{bron}.\1", one.sql)
    if one.kept is Kept.MACRO:
        return f"create or replace macro {schema}.{one.name}({_TAKES[one.name]}) as table {text}"
    return f"create {'view' if one.kept is Kept.VIEW else 'table'} {schema}.{one.name} as {text}"
