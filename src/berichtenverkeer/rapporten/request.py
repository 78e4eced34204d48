# SPDX-License-Identifier: EUPL-1.2
"""What one request needs before its tables are counted: what is known at K, placed, filtered (basis/)."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import msgspec

from berichtenverkeer.rapporten import completeness, making
from berichtenverkeer.rapporten.declaration import Report, Table
from berichtenverkeer.rapporten.names import IN_REGISTER, place_names
from berichtenverkeer.rapporten.question import Dimension, Question
from berichtenverkeer.rapporten.relations import MACROS, VIEWS, Schemas
from berichtenverkeer.rapporten.result import Ground

MAX_KEPT, FEW_KEPT = 24, 3
"""Of how many K's (or layers, or askers) the tables are kept on a connection, and of how many questions; and of how few
once not all fits in memory."""

_ALWAYS = ("from gebeurtenis_bekend", "from registerversie_bekend", *IN_REGISTER.values())
"""What names plekken, and tells what is behind a figure."""

_values: WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[str, Any]] = WeakKeyDictionary()
"""Of each connection the variables that it has: of some thirty most are those of the question before."""


def prepare(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> Ground:
    """Make the views that reports select from, for this question; what it rests on."""
    return ground_of(connection, report, question, report.tables)


def ground_of(
    connection: duckdb.DuckDBPyConnection, report: Report, question: Question, tables: Sequence[Table] = ()
) -> Ground:
    """What the report rests on, with what these tables of it name made."""
    termijn, historie_vanaf = prepare_facts(connection, report, question, tables)
    columns = (column for table in tables for column in table.columns)
    beside = completeness.texts(report.completeness)
    provide(connection, *_ALWAYS, *beside, *(column.out_of for column in columns))
    per_k = _schemas(question).per_k
    versie, dag = connection.execute(_VERSION, [question.k]).fetchall()[0]
    return Ground(
        regio=question.regio,
        k=question.k,
        dag_k=question.dag_k,
        register_versie=versie,
        register_dag=dag,
        periods=question.periods,
        dimension=question.dimension,
        second=question.second,
        filters={str(dimension): plekken for dimension, plekken in question.filters.items()},
        termijn=termijn,
        outside_assignment=question.outside_assignment,
        presumed_end=question.presumed_end,
        small_cells=question.small_cells,
        own=question.own.code if question.own else None,
        own_name=_called(connection, question),
        historie_vanaf=historie_vanaf,
        parameters={**report.defaults, **question.parameters},
        own_amounts=dict(question.own_amounts),
        completeness=completeness.shares(connection, report.completeness, _asked_care(question), per_k),
    )


def _called(connection: duckdb.DuckDBPyConnection, question: Question) -> str:
    """What he is called whose own it is, where the register says so."""
    if question.own is None:
        return ""
    return place_names(connection, Dimension(question.own.soort), question.end).get(question.own.code, "")


def prepare_facts(
    connection: duckdb.DuckDBPyConnection, report: Report, question: Question, tables: Sequence[Table]
) -> tuple[int, date | None]:
    """Make what the facts of these tables of the report name, and no more; D, and since when all care is known."""
    _enter_k(connection, question)
    termijn, historie_vanaf = _parameters(connection, question)
    _enter(connection, msgspec.structs.replace(question, termijn=termijn))
    parameters = {**report.defaults, **question.parameters}
    _set(connection, {f"p_{name}": value for name, value in parameters.items()})
    provide(connection, *(table.sql for table in tables))
    if report.before is not None and tables:
        provide(connection, "from register_percelen", "from plafondmaand")
        report.before(connection, question)
    return termijn, historie_vanaf


def provide(connection: duckdb.DuckDBPyConnection, *texts: str) -> None:
    """Make what these queries name too, for the question that was prepared last."""
    (path,) = connection.execute("select current_setting('search_path')").fetchall()[0]
    per_question, per_k, of_all = path.split(",")[:3]
    making.provide(connection, Schemas(of_all, per_k, per_question), texts)


def has_unconfirmed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether anything that is known waits for the answer of its receiver, who answers himself."""
    return bool(connection.execute(_UNCONFIRMED).fetchall()[0][0])


def _enter_k(connection: duckdb.DuckDBPyConnection, question: Question) -> None:
    """The schemas of its K, and its variables: enough to read the register."""
    schemas = _schemas(question)
    making.begin(connection)
    for schema in (schemas.of_all, schemas.per_k):
        making.create_schema(connection, schema)
    connection.execute(f"set search_path = '{schemas.per_k},{schemas.of_all},{VIEWS},{MACROS}'")
    _set(connection, _variables(question))


def _enter(connection: duckdb.DuckDBPyConnection, question: Question) -> None:
    """The schema of the question too, first on the search path, with its periods. Its D is known: what is kept of a
    question is of one D, and that of the register may differ from period to period."""
    schemas = _schemas(question)
    is_new = making.create_schema(connection, schemas.per_question)
    [(is_short,)] = connection.execute(_SHORT_OF_MEMORY).fetchall()
    if is_new or is_short:
        making.forget(connection, schemas, FEW_KEPT if is_short else MAX_KEPT)
    connection.execute(f"set search_path = '{schemas.path}'")
    connection.execute("create or replace table perioden (nummer integer, begin date, eind date, naam varchar)")
    connection.executemany(
        "insert into perioden values (?, ?, ?, ?)",
        [(number, one.begin, one.eind, one.naam) for number, one in enumerate(question.periods)],
    )


def _asked_care(question: Question) -> str:
    """What decides which care a question is about, at its K: its periods and filters."""
    filters = sorted((str(one), sorted(plekken)) for one, plekken in question.filters.items())
    return repr((question.periods, filters, question.outside_assignment))


def _schemas(question: Question) -> Schemas:
    """Named after all that their tables depend on."""
    of_all = repr((question.k, question.dag_k))
    per_k = of_all + repr((question.confirmed, question.presumed_end, question.own))
    filters = sorted((str(one), sorted(plekken)) for one, plekken in question.filters.items())
    chosen = question.dimension, question.second, filters, question.outside_assignment, question.termijn
    return Schemas(_name("of_all", of_all), _name("per_k", per_k), _name("per_question", per_k + repr(chosen)))


def _name(kept: str, key: str) -> str:
    return f"{kept}_{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _variables(question: Question) -> dict[str, Any]:
    """What the files of basis/ read with getvariable; null for what was not asked."""
    own = {question.own.soort: question.own.code} if question.own else {}
    return {
        "regio": question.regio,
        "k": question.k,
        "dag_k": question.dag_k,
        "eerste_dag": question.begin,
        "laatste_dag": question.end,
        "bevestigd": question.confirmed,
        "verondersteld": question.presumed_end,
        "buiten_opdracht": question.outside_assignment,
        "dimensie": str(question.dimension),
        "dimensie2": str(question.second) if question.second else None,
        "gemeente": own.get("gemeente"),
        "aanbieder": own.get("aanbieder"),
        "op_segment": Dimension.SEGMENT in (question.dimension, question.second, *question.filters),
        "eigen_gemeenten": list(question.own_amounts) or None,
        "eigen_cents": list(question.own_amounts.values()) or None,
        **_filters(question),
    }


def _filters(question: Question) -> dict[str, list[str] | None]:
    """Those on each dimension, those on what is no plek, and those on plekken."""
    asked = question.dimension, question.second
    chosen = {one: list(question.filters[one]) if one in question.filters else None for one in Dimension}
    return {
        **{f"filter_{one}": plekken for one, plekken in chosen.items()},
        **{f"anders_{one}": None if one in asked else plekken for one, plekken in chosen.items()},
        "filter_plek": chosen[question.dimension],
        "filter_plek2": chosen[question.second] if question.second else None,
    }


def _parameters(connection: duckdb.DuckDBPyConnection, question: Question) -> tuple[int, date | None]:
    """D, and the first day of which the ledger knows all care; both become variables."""
    making.provide(connection, _schemas(question), _PARAMETER_FILES)
    days = [question.end, question.dag_k]
    termijn, historie_vanaf, has_segmentregels = connection.execute(_PARAMETERS, days).fetchall()[0]
    if question.termijn is not None:
        termijn = question.termijn
    parameters = {"termijn": termijn, "historie_vanaf": historie_vanaf, "segmentregels": has_segmentregels}
    _set(connection, parameters)
    return termijn, historie_vanaf


def _set(connection: duckdb.DuckDBPyConnection, variables: dict[str, Any]) -> None:
    values = _values.setdefault(connection, {})
    for name, value in variables.items():
        if name not in values or (values[name], type(values[name])) != (value, type(value)):
            connection.execute(f"set variable {name} = $1", [value])
            values[name] = value


_SHORT_OF_MEMORY = "select coalesce(sum(temporary_storage_bytes), 0) > 0 from duckdb_memory()"
_VERSION = """
select coalesce(max(positie), 0), arg_max(dag, positie) from bron.registerversie where positie <= $1"""

_PARAMETER_FILES = ("from register_parameters", "from register_segmentregels")
_PARAMETERS = """
select coalesce((select doorstroomtermijn_dagen from register_parameters where $1::date between van and tot), 30),
  (select historie_vanaf from register_parameters where $2::date between van and tot),
  exists (from register_segmentregels)"""

_UNCONFIRMED = "select " + " or ".join(
    f"exists (from bron.{name} where is_voorlopig and geldt(pos_van, pos_tot) and is_eigen(gemeente, aanbieder))"
    for name in ("toewijzing", "levering", "verzoek")
)
