# SPDX-License-Identifier: EUPL-1.2
"""Counts of 1 to 4 youths are hidden, and nobody computes them back: an attacker tries, on random tables."""

import random
from collections.abc import Iterable, Iterator, Mapping

import pytest

from berichtenverkeer.rapporten import company
from berichtenverkeer.rapporten.declaration import Audience, Column, Report, Table, Unit
from berichtenverkeer.rapporten.result import Cell, Level, Part, Result, Row, Share
from berichtenverkeer.rapporten.small_cells import COMPANY, FEW, OF_FEW, protect
from rapporten.made import made
from rapporten.solver import Equation, known, without_another


def _count(name: str, **of: object) -> Column:
    return Column(name=name, sentence="?.", unit=Unit.COUNT, counts="count(*)", adds_in_time=True, **of)  # type: ignore[arg-type]


TABLE = Table(
    name="stand",
    title="Stand",
    facts="stand",
    columns=(
        _count("erbij"),
        _count("eraf"),
        Column(name="begin", sentence="?.", unit=Unit.COUNT, counts="count(*)"),
        Column(name="eind", sentence="?.", unit=Unit.COUNT, counts="count(*)"),
    ),
    sums=("begin + erbij - eraf - eind", "eind - volgende.begin"),
)
MONEY = Column(name="kosten", sentence="?.", unit=Unit.CENTS, counts="sum(bedrag)", is_additive=True)
MEAN = Column(name="gemiddeld", sentence="?.", unit=Unit.CENTS, out_of="kosten // jeugdigen", absent="Niemand.")
GROWTH = Column(
    name="groei", sentence="?.", unit=Unit.NUMBER, out_of="jeugdigen - lag(jeugdigen) over w_plek", absent="?"
)
COSTS = Table(name="kosten", title="Kosten", facts="kosten", columns=(_count("jeugdigen"), MONEY, MEAN, GROWTH))


def _report(table: Table) -> Report:
    return Report(
        code="proef", question="?", definition="?", audience=frozenset({Audience.REGIO}), tables=(table,), ids=()
    )


def protected(table: Table, rows: list[Row], own: list[Row] | None = None) -> list[Row]:
    result, his = (
        None if one is None else Result(code="proef", ground=made().ground, parts=[Part(name=table.name, rows=one)])
        for one in (rows, own)
    )
    assert result is not None
    return protect(_report(table), result, his).parts[0].rows


def random_table(seed: int, *, two: bool, own: bool = False) -> list[Row]:
    """Months, plekken, and with two dimensions all margins; small numbers are the rule. Totals are sums. `own`: a table
    of the same shape with larger ones."""
    dice = random.Random(seed)
    months, plekken, seconds = dice.randint(1, 3), dice.randint(1, 4), dice.randint(1, 3) if two else 1
    often_small = dice.choice((3, 8, 20))
    if own:
        dice, often_small = random.Random(-1 - seed), 30
    leaves: dict[tuple[int, int, int], dict[str, int]] = {}
    for a in range(plekken):
        for b in range(seconds):
            stand = dice.randint(0, often_small)
            for month in range(months):
                into = dice.choice((0, dice.randint(0, often_small), dice.randint(1, 4)))
                out = dice.randint(0, min(stand + into, often_small))
                leaves[month, a, b] = {"begin": stand, "erbij": into, "eraf": out, "eind": stand + into - out}
                stand += into - out
    rows = []
    for month in range(months):
        cells = {key[1:]: values for key, values in leaves.items() if key[0] == month}
        rows.append(_together(Cell(Level.TOTAL, month), list(cells.values())))
        for a in range(plekken):
            rows.append(_together(Cell(Level.PLEK, month, f"p{a}"), [one for at, one in cells.items() if at[0] == a]))
        for b in range(seconds if two else 0):
            mine = [one for at, one in cells.items() if at[1] == b]
            rows.append(_together(Cell(Level.PLEK2, month, None, f"q{b}"), mine))
            rows += [_together(Cell(Level.CELL, month, f"p{a}", f"q{b}"), [cells[a, b]]) for a in range(plekken)]
    return rows


def _together(cell: Cell, parts: list[dict[str, int]]) -> Row:
    values = {name: sum(part[name] for part in parts) for name in ("erbij", "eraf", "begin", "eind")}
    return Row(cell=cell, values=values, people=dict(values))


def equations(rows: list[Row]) -> Iterator[Equation]:
    """All that such a table adds up to, read by an attacker; a year of months is asked elsewhere, and is shown there
    when it is not small itself."""
    at = {row.cell: number for number, row in enumerate(rows)}
    for number, row in enumerate(rows):
        cell = row.cell
        yield [(f"{number}.begin", 1), (f"{number}.erbij", 1), (f"{number}.eraf", -1), (f"{number}.eind", -1)]
        after = Cell(cell.level, (cell.periode or 0) + 1, cell.plek, cell.plek2)
        if after in at:
            yield [(f"{number}.eind", 1), (f"{at[after]}.begin", -1)]
        for name in row.values:
            for parts in _parts(rows, cell):
                if parts:
                    yield [(f"{number}.{name}", -1), *((f"{part}.{name}", 1) for part in parts)]
            if cell.periode == 0 and name in ("erbij", "eraf"):
                months = [n for n, one in enumerate(rows) if _same_place(one.cell, cell)]
                if len(months) > 1 and sum(rows[month].values[name] for month in months) not in range(1, 5):
                    yield [*((f"{month}.{name}", 1) for month in months), (f"year {number}.{name}", -1)]


def _parts(rows: list[Row], cell: Cell) -> Iterator[list[int]]:
    of = {Level.TOTAL: (Level.PLEK, Level.PLEK2), Level.PLEK: (Level.CELL,), Level.PLEK2: (Level.CELL,)}
    for level in of.get(cell.level, ()):
        yield [
            number
            for number, row in enumerate(rows)
            if row.cell.level is level
            and row.cell.periode == cell.periode
            and cell.plek in (None, row.cell.plek)
            and cell.plek2 in (None, row.cell.plek2)
        ]


def _same_place(one: Cell, other: Cell) -> bool:
    return (one.level, one.plek, one.plek2) == (other.level, other.plek, other.plek2)


def attack(rows: list[Row], shown: list[Row], own: list[Row] | None = None) -> set[str]:
    """The hidden numbers that the attacker knows, who has his own part of each."""
    system = list(equations(rows))
    truth = {f"{number}.{name}": value for number, row in enumerate(rows) for name, value in row.values.items()}
    for equation in system:
        for name, _ in equation:
            if name not in truth:  # of a year that is shown elsewhere
                truth[name] = sum(truth[part] * times for part, times in equation if part in truth)
    most = max(truth.values()) + 20
    his = {f"{number}.{name}": value for number, row in enumerate(own or []) for name, value in row.values.items()}
    bounds = {
        name: (max(low, his.get(name, 0)), high)
        for number, row in enumerate(shown)
        for column, mark in row.hidden.items()
        for name, (low, high) in [(f"{number}.{column}", (0, 4) if mark == FEW else (0, most))]
    }
    # that nobody (else) is there is no secret
    found = known(system, truth, bounds) | without_another(system, truth, bounds, few(truth, bounds, his))
    return {name for name in found if truth[name] != his.get(name, 0)}


def few(truth: Mapping[str, int], hidden: Iterable[str], his: Mapping[str, int]) -> set[str]:
    """Of what is hidden the numbers of which one to four are of others."""
    return {name for name in hidden if truth[name] in range(1, 5) or truth[name] - his.get(name, 0) in range(1, 5)}


@pytest.mark.parametrize("two", [False, True])
def test_an_attacker_computes_no_hidden_number_of_a_random_table(two: bool) -> None:
    hidden = 0
    for seed in range(20 if two else 60):
        rows = random_table(seed, two=two)
        shown = protected(TABLE, rows)
        small = [
            (number, name) for number, row in enumerate(rows) for name, value in row.values.items() if 0 < value < 5
        ]
        assert all(shown[number].hidden[name] and shown[number].values[name] is None for number, name in small)
        assert not attack(rows, shown), seed
        hidden += sum(len(row.hidden) for row in shown)
    assert hidden


@pytest.mark.parametrize("two", [False, True])
def test_an_attacker_who_knows_his_own_part_computes_nothing_of_a_few_others(two: bool) -> None:
    few = 0
    for seed in range(15 if two else 60):
        others, own = random_table(seed, two=two), random_table(seed, two=two, own=True)
        rows = [_together(row.cell, [row.values, his.values]) for row, his in zip(others, own, strict=True)]
        shown = protected(TABLE, rows, own)
        for number, row in enumerate(others):
            for name, value in row.values.items():
                if 0 < value < 5:
                    assert shown[number].values[name] is None, (seed, number, name)
                    few += own[number].values[name] > 4
        assert not attack(rows, shown, own), seed
    assert few, "some of them stood beside many of his own"


def test_the_attacker_finds_what_is_hidden_without_company() -> None:
    rows = random_table(7, two=False)
    alone = [
        Row(cell=row.cell, values=row.values, hidden={name: FEW for name, value in row.values.items() if 0 < value < 5})
        for row in rows
    ]
    assert attack(rows, alone)


def _costs(*of: tuple[str | None, int, int]) -> list[Row]:
    return [
        Row(
            cell=Cell(Level.PLEK if plek else Level.TOTAL, 0, plek),
            values={"jeugdigen": youths, "kosten": cents, "gemiddeld": cents // max(youths, 1), "groei": 0},
            people={"jeugdigen": youths, "kosten": youths},
            unconfirmed={"jeugdigen": 1},
        )
        for plek, youths, cents in of
    ]


def test_amounts_and_means_that_rest_on_few_youths_are_hidden_with_company_and_what_is_left_stays() -> None:
    """One of 3 youths; of 9 and 40 the smallest goes with it, of both columns; a lag could give each back."""
    total, few, company, large = protected(
        COSTS, _costs((None, 52, 5200), ("a", 3, 300), ("b", 9, 900), ("c", 40, 4000))
    )
    assert few.hidden == {"jeugdigen": FEW, "kosten": OF_FEW, "gemiddeld": OF_FEW, "groei": OF_FEW}
    assert company.hidden == {"jeugdigen": COMPANY, "kosten": COMPANY, "gemiddeld": COMPANY, "groei": OF_FEW}
    assert large.values == {"jeugdigen": 40, "kosten": 4000, "gemiddeld": 100, "groei": None}
    assert (total.values["jeugdigen"], total.values["kosten"]) == (52, 5200)
    assert all(value is None for name, value in few.values.items())
    assert not any(row.unconfirmed for row in (total, few, company, large))


def test_where_nobody_is_nothing_is_hidden() -> None:
    rows = _costs((None, 40, 4000), ("a", 0, 0), ("b", 40, 4000))
    assert not any(row.hidden for row in protected(COSTS, rows))


def test_what_is_not_about_youths_is_shown_however_small() -> None:
    table = Table(
        name="markt", title="?", facts="?", columns=(_count("aanbieders", is_personal=False), _count("jeugdigen"))
    )
    row = Row(cell=Cell(Level.TOTAL, 0), values={"aanbieders": 2, "jeugdigen": 3}, people={"jeugdigen": 3})
    (shown,) = protected(table, [row])
    assert (shown.values, shown.hidden) == ({"aanbieders": 2, "jeugdigen": None}, {"jeugdigen": FEW})


def test_a_list_of_youths_and_a_small_part_of_the_completeness_are_not_shown() -> None:
    table = Table(
        name="wie", title="?", facts="?", is_list=True, columns=(Column(name="client", sentence="?.", unit=Unit.CODE),)
    )
    result = made()
    few = Share(name="few", sentence="?", there=97, of=100)
    many = Share(name="many", sentence="?", there=60, of=100)
    ground = type(result.ground)(
        **{name: getattr(result.ground, name) for name in result.ground.__struct_fields__}
        | {"completeness": (few, many)}
    )
    part = Part(name="wie", rows=[Row(cell=Cell(Level.CELL), values={"client": "0a"})])
    shown = protect(_report(table), Result(code="proef", ground=ground, parts=[part]))
    assert (shown.parts[0].rows, shown.parts[0].is_complete) == ([], False)
    assert [share.name for share in shown.ground.completeness] == ["many"]


def test_totals_of_a_large_table_mostly_stay() -> None:
    """Ten plekken of five others, six months."""
    dice = random.Random(1)
    rows = []
    for month in range(6):
        cells = {(f"p{a}", f"q{b}"): dice.choice((0, 0, 1, 2, 3, 6, 9, 30)) for a in range(10) for b in range(5)}
        rows.append(_one(Cell(Level.TOTAL, month), sum(cells.values())))
        for plek in (f"p{a}" for a in range(10)):
            rows.append(_one(Cell(Level.PLEK, month, plek), sum(cells[at] for at in cells if at[0] == plek)))
        for plek2 in (f"q{b}" for b in range(5)):
            rows.append(_one(Cell(Level.PLEK2, month, None, plek2), sum(cells[at] for at in cells if at[1] == plek2)))
        rows += [_one(Cell(Level.CELL, month, *at), value) for at, value in cells.items()]
    shown = protected(Table(name="groot", title="?", facts="?", columns=(_count("jeugdigen"),)), rows)
    margins = [row for row in shown if row.cell.level is not Level.CELL]
    assert sum(not row.hidden for row in margins) > 0.8 * len(margins)


def _one(cell: Cell, value: int) -> Row:
    return Row(cell=cell, values={"jeugdigen": value}, people={"jeugdigen": value})


STARTED = Table(
    name="trajecten",
    title="?",
    facts="?",
    columns=(
        _count("begonnen", where="is_begonnen"),
        _count("nieuw", where="is_begonnen and beroep = 'nieuw'"),
        _count("herhaald", where="is_begonnen and beroep = 'herhaald'"),
        _count("kort", where="is_begonnen and dagen < 28"),
        _count("met_norm", where="norm is not null"),
        _count("binnen_norm", where="dagen <= norm"),
    ),
    tells=("nieuw + herhaald - begonnen", "binnen_norm < met_norm"),
)
WHY = Table(
    name="redenen",
    title="?",
    facts="?",
    adds_to=("begonnen = trajecten.begonnen",),
    columns=(Column(name="reden", sentence="?.", unit=Unit.CODE), _count("begonnen")),
)


def _two_tables(seed: int) -> tuple[list[Row], list[Row]]:
    """Three plekken and their total: who began, of whom some; and the same by three reasons, with no total."""
    dice, first, second = random.Random(seed), [], []
    for plek in "abc":
        new, again, norm = (dice.choice((0, 1, 3, 6, 9, 40)) for _ in range(3))
        values = {"begonnen": new + again, "nieuw": new, "herhaald": again, "kort": dice.randint(0, new + again)}
        values |= {"met_norm": norm, "binnen_norm": dice.randint(0, norm)}
        first.append(Row(cell=Cell(Level.PLEK, 0, plek), values=values, people=dict(values)))
        cuts = sorted(dice.randint(0, new + again) for _ in range(2))
        parts = cuts[0], cuts[1] - cuts[0], new + again - cuts[1]
        for reden, count in zip("xyz", parts, strict=True):
            own = {"reden": reden, "begonnen": count}
            second.append(Row(cell=Cell(Level.PLEK, 0, plek, None, (reden,)), values=own, people={"begonnen": count}))
    whole = {name: sum(row.values[name] for row in first) for name in first[0].values}
    return [Row(cell=Cell(Level.TOTAL, 0), values=whole, people=dict(whole)), *first], second


def _told(first: list[Row], second: list[Row]) -> tuple[list[Equation], dict[str, int]]:
    """What an attacker reads in both tables: the sums, and what is left of a count, of which nothing is said."""
    system: list[Equation] = []
    truth = {f"{number}.{name}": value for number, row in enumerate(first) for name, value in row.values.items()}
    for number, row in enumerate(first):
        system.append([(f"{number}.begonnen", -1), (f"{number}.nieuw", 1), (f"{number}.herhaald", 1)])
        for part, whole in (("kort", "begonnen"), ("binnen_norm", "met_norm")):
            truth[f"{number}.rest {part}"] = row.values[whole] - row.values[part]
            system.append([(f"{number}.{whole}", -1), (f"{number}.{part}", 1), (f"{number}.rest {part}", 1)])
    system += [[(f"0.{name}", -1), *((f"{one}.{name}", 1) for one in (1, 2, 3))] for name in first[0].values]
    truth |= {f"why {number}": row.values["begonnen"] for number, row in enumerate(second)}
    system += [
        [(f"{plek}.begonnen", -1), *((f"why {number}", 1) for number in range(3 * plek - 3, 3 * plek))]
        for plek in ((1, 2, 3) if second else ())
    ]
    return system, truth


STARTED_AND_WHY = Report(
    code="proef", question="?", definition="?", audience=frozenset({Audience.REGIO}), tables=(STARTED, WHY), ids=()
)


def test_where_all_tables_together_find_no_company_the_first_stays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second goes as if it was not asked, and of the first nobody computes a few."""
    kept = 0
    for seed in range(40):
        first, second = _two_tables(seed)
        parts = [Part(name="trajecten", rows=first), Part(name="redenen", rows=second)]
        result = Result(code="proef", ground=made().ground, parts=parts)
        monkeypatch.setattr(company, "MOST_STEPS", 30)
        shown = protect(STARTED_AND_WHY, result).parts
        monkeypatch.undo()
        if shown[1].rows:
            continue
        assert not shown[1].is_complete
        kept += sum(row.values[name] is not None for row in shown[0].rows for name in row.values)
        system, truth = _told(first, [])
        marks = {f"{n}.{name}": mark for n, row in enumerate(shown[0].rows) for name, mark in row.hidden.items()}
        assert not _computed(system, truth, marks), seed
    assert kept > 100


def _computed(system: list[Equation], truth: dict[str, int], marks: Mapping[str, str]) -> set[str]:
    """What of one to four an attacker finds of what is marked, and of what is left of a count."""
    most = max(truth.values()) + 20
    bounds = {name: (0, 4) if mark == FEW else (0, most) for name, mark in marks.items()}
    bounds |= {name: (0, most) for name in truth if "rest" in name}
    secret = {name for name in bounds if truth[name] in range(1, 5)}
    return secret & known(system, truth, bounds) | without_another(system, truth, bounds, secret)


def test_nobody_computes_a_part_what_is_left_of_it_or_what_another_table_has() -> None:
    """Of 40 with a norm 38 within it are two who waited too long; 9 in one table less 6 and 0 in another are three."""
    few = 0
    for seed in range(150):
        first, second = _two_tables(seed)
        parts = [Part(name="trajecten", rows=first), Part(name="redenen", rows=second)]
        shown = protect(STARTED_AND_WHY, Result(code="proef", ground=made().ground, parts=parts)).parts
        system, truth = _told(first, second)
        marks = {f"{n}.{name}": mark for n, row in enumerate(shown[0].rows) for name, mark in row.hidden.items()}
        marks |= {f"why {n}": row.hidden["begonnen"] for n, row in enumerate(shown[1].rows) if row.hidden}
        assert not (found := _computed(system, truth, marks)), (seed, found)
        few += sum(truth[name] in range(1, 5) for name in truth if "rest" in name)
    assert few > 100
