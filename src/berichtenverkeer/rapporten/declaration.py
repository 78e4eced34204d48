# SPDX-License-Identifier: EUPL-1.2
"""What a report says of itself, once: its figures, forms, address, page and line in the docs all come from it."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import msgspec

from berichtenverkeer.rapporten.question import Dimension, Question

REPORTS = Path(__file__).parent / "reports"

_NAME = re.compile("[a-z][a-z0-9_]*")


class Unit(StrEnum):
    """What the number in a column counts."""

    COUNT = "aantal"
    NUMBER = "getal"
    DAYS = "dagen"
    WORKING_DAYS = "werkdagen"
    CENTS = "centen"
    PERCENT = "procent"
    DATE = "datum"
    MONTH = "maand"
    YES_NO = "ja/nee"
    CODE = "code"
    TEXT = "tekst"


class Audience(StrEnum):
    """Who may ask a report: all of it, or what is his own."""

    REGIO = "regio"
    GEMEENTE = "gemeente"
    AANBIEDER = "aanbieder"
    PUBLIC = "openbaar"


PARTIJEN = frozenset({Audience.REGIO, Audience.GEMEENTE, Audience.AANBIEDER})
"""Of whom each sees what is his own; the region sees all."""


class Takes(StrEnum):
    """What a report can be asked with, beside its K."""

    PERIODS = "periode"
    DAY = "dag"
    DIMENSION = "per"
    SECOND_DIMENSION = "per2"
    FILTERS = "filter"
    TERM = "termijn"
    OUTSIDE_ASSIGNMENT = "buitenOpdracht"
    PRESUMED_END = "verondersteld"
    OWN_AMOUNTS = "eigen"


ALL = frozenset(Takes) - {Takes.DAY, Takes.TERM, Takes.PRESUMED_END, Takes.OWN_AMOUNTS}
"""What most reports take: periods, two dimensions, filters, and whether care outside the assignment counts."""


class Subject(StrEnum):
    """What a fact is about; the columns by which the gebeurtenissen about it are found (behind.py)."""

    LEVERING = "levering"
    """client, gemeente, aanbieder, toewijzing_nummer, begindatum."""
    TOEWIJZING = "toewijzing"
    """client, gemeente, nummer."""
    VERZOEK = "verzoek"
    """aanbieder, referentie."""
    PRESTATIE = "prestatie"
    """aanbieder, referentie."""
    GEBEURTENIS = "gebeurtenis"
    """positie."""
    BERICHT = "bericht"
    """bericht_id."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a table: a key, what is counted in a cell, or what follows from that.

    `head` stands over it where its name does not say it to people.

    `counts` is an SQL aggregate over the facts, of those for which `where` holds. `out_of` is SQL over the counted
    columns of the same table, windows over other rows allowed. With neither it is a key: a column of the facts that
    tells rows apart (of a list: a column of the fact). `absent` says in plain Dutch why it is empty where it is.
    `is_additive`: the cells of the plekken of a dimension add up to their total. `adds_in_time`: those of the months of
    a year add up to the year. `is_personal`: where small counts are hidden, so is this one; False of what says nothing
    of youths, however small (a number of aanbieders, of inhabitants, a norm). `is_mixed`: its rows measure different
    things, so each number has the decimals that it has.
    """

    name: str
    sentence: str
    unit: Unit
    counts: str = ""
    where: str = ""
    out_of: str = ""
    absent: str = ""
    head: str = ""
    is_additive: bool = False
    adds_in_time: bool = False
    is_personal: bool = True
    is_mixed: bool = False

    def __post_init__(self) -> None:
        assert _NAME.fullmatch(self.name), self.name
        assert self.sentence.endswith("."), f"{self.name}: a sentence"
        assert not (self.counts and self.out_of), f"{self.name}: counted, or out of what was"

    @property
    def is_key(self) -> bool:
        """Whether it tells rows apart."""
        return not self.counts and not self.out_of

    @property
    def of_nothing(self) -> str:
        """SQL of what it is where there are no facts: zero, or nothing where the column says why it is absent."""
        return "0" if (self.is_additive or self.counts.startswith("count(")) and not self.absent else "null"

    @property
    def aggregate(self) -> str:
        """The SQL that counts it; money in whole cents."""
        if self.counts == "count(*)" and self.where:  # which DuckDB does in half the time of a filter
            return f"count_if({self.where})::bigint"
        counted = f"{self.counts} filter (where {self.where})" if self.where else self.counts
        return f"cast({counted} as bigint)" if self.unit is Unit.CENTS else counted


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table of a report, counted from facts.

    `facts` names the .sql file in `reports/`: one row per thing counted, with `periode`, `plek`, `plek2` where the
    table is `per_period` and `per_plek`, and what they are `about`. Of one that `is_list` the facts are shown one by
    one, sorted by `order`; of another the rows of a plek are, before their keys.
    `sums`: what else its columns add up to, as `stand_begin + erbij - eraf - stand_eind`, which is always 0; a name
    after `volgende.` is of the period that follows. Small counts stay hidden because of it (small_cells.py).
    `tells`: what they tell of each other besides, never checked: `gevraagd + uit_zichzelf - vervolgd` is 0, or nearly;
    `over_norm < met_norm` counts some of what the other does (one with all conditions of another does anyhow).
    `adds_to`: which cells of it make one of another table of the report, as `instroom = stromen.instroom`: all its keys
    of this one together; `aankomsten by naar_plek = stromen.doorstroom_in`: those with a plek as that key. `all_key`
    is the key of the row that has all others in it: its facts are theirs, each counted once.
    `plekken`: the dimension of its plekken, where that is not the one of the question.
    `is_personal`: each of its facts is about one youth (column `client`).
    `own_total`: its facts hold those of the region as a whole themselves (plek is null), because a total is no sum.
    """

    name: str
    title: str
    facts: str
    columns: tuple[Column, ...]
    per_period: bool = True
    per_plek: bool = True
    plekken: Dimension | None = None
    about: tuple[Subject, ...] = ()
    is_list: bool = False
    own_total: bool = False
    is_personal: bool = True
    sums: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    adds_to: tuple[str, ...] = ()
    all_key: str = ""
    order: str = ""

    def __post_init__(self) -> None:
        assert _NAME.fullmatch(self.name), self.name
        names = [column.name for column in self.columns]
        assert len(names) == len(set(names)), f"{self.name}: one column, one name"
        assert not self.is_list or all(column.is_key for column in self.columns), f"{self.name}: a list counts nothing"

    @property
    def sql(self) -> str:
        """The query of its facts."""
        return facts_sql(self.facts)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    @property
    def words(self) -> frozenset[str]:
        """Every word by which it may name a column of its facts."""
        texts = [text for column in self.columns for text in (column.name, column.counts, column.where)]
        return frozenset(_NAME.findall(" ".join([*texts, self.order])))

    @property
    def keys(self) -> tuple[Column, ...]:
        """The columns that tell its rows apart, beside period and plek."""
        return tuple(column for column in self.columns if column.is_key)

    @property
    def counted(self) -> tuple[Column, ...]:
        """The columns that are counted from facts."""
        return tuple(column for column in self.columns if column.counts)

    @property
    def derived(self) -> tuple[Column, ...]:
        """The columns that follow from those."""
        return tuple(column for column in self.columns if column.out_of)


class ChartKind(StrEnum):
    """How a table is drawn."""

    LINE = "lijn"
    BAR = "staaf"
    STACKED = "gestapeld"
    SANKEY = "sankey"
    RANGE = "bandbreedte"
    SPREAD = "spreiding"
    CURVE = "kromme"
    HEAT = "warmte"


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a table. `x` and the columns `y` are names of columns, `periode` or `plek`; `split` tells lines
    apart. Of many names those with most are drawn: most of `y`, or of the column `by` where y is a share of that.
    `description` is what somebody reads who does not see it."""

    name: str
    title: str
    description: str
    kind: ChartKind
    table: str
    x: str
    y: tuple[str, ...]
    split: str = ""
    low: str = ""
    high: str = ""
    by: str = ""
    totals_only: bool = False


class Threshold(NamedTuple):
    """A number that a report can be asked with: what it is when it is not, and what it decides."""

    default: int
    sentence: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report. `ids` are the requirements that it meets, `definition` says where its figures are defined.

    `takes` beside K, with plekken of `dimension` unless another is asked;
    `completeness` names the parts of `completeness.sql` that it rests on. `parameters` are thresholds
    by name; the facts read each as the variable `p_NAME`. A report that `is_compared` is made of all of the
    region whoever asks; who may not see all sees the rows of his own plek. `before` makes what its facts need and SQL
    cannot.
    """

    code: str
    question: str
    definition: str
    audience: frozenset[Audience]
    tables: tuple[Table, ...]
    ids: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
    takes: frozenset[Takes] = ALL
    dimension: Dimension = Dimension.SEGMENT
    completeness: tuple[str, ...] = ()
    small_cells_always: bool = False
    is_compared: bool = False
    before: Callable[[duckdb.DuckDBPyConnection, Question], None] | None = None
    parameters: Mapping[str, Threshold] = {}

    def __post_init__(self) -> None:
        assert _NAME.fullmatch(self.code), self.code
        assert self.question.endswith("?"), f"{self.code}: a question"
        names = {table.name for table in self.tables}
        assert len(names) == len(self.tables), f"{self.code}: one table, one name"
        assert all(chart.table in names for chart in self.charts), f"{self.code}: a chart of a table"

    @property
    def defaults(self) -> dict[str, int]:
        """What each parameter is when it is not asked."""
        return {name: threshold.default for name, threshold in self.parameters.items()}

    def table(self, name: str) -> Table:
        """The table of that name. Raises KeyError."""
        return {table.name: table for table in self.tables}[name]


@cache
def facts_sql(name: str) -> str:
    """The text of `reports/NAME.sql`."""
    return (REPORTS / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")
