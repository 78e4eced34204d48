# SPDX-License-Identifier: EUPL-1.2
"""What a report can be asked with, from its declaration: each parameter with what it means and which texts it takes.

One list for every edge: the API describes it, a command has it as options, and `read` reads both.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import DATUM, FIRST_DAY, LAST_DAY, MOMENT, read_day, read_instant
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.json_form import WrongForm
from berichtenverkeer.rapporten.band import with_band
from berichtenverkeer.rapporten.declaration import Audience, Report, Takes
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.forms.json_form import camel
from berichtenverkeer.rapporten.periode import NOTATION, UnreadablePeriode, read_periods
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.regels.meldingen.verzoek import PARAMETER

MAX_TERMIJN = 365
MAX_FACTS = 250
MAX_THRESHOLD = 1_000_000_000_000
_PLEKKEN = r"^[^\x00-\x1f\x7f,]{1,50}(,[^\x00-\x1f\x7f,]{1,50}){0,49}$"
_AMOUNTS_TEXT = r"^[0-9]{4}:[0-9]{1,13}(,[0-9]{4}:[0-9]{1,13}){0,349}$"
_TEXT = r"^[^\x00-\x1f\x7f]{1,200}$"


class Parameter(NamedTuple):
    """`read` gives the value of a text, None for a wrong one; `schema` is the same as JSON Schema. `choices`: all that
    it may be, where those are few."""

    sentence: str
    expected: str
    read: Callable[[str], Any]
    schema: dict[str, Any]
    choices: tuple[str, ...] = ()


class WrongReportQuestion(WrongForm):
    """De vraag om een rapport klopt niet."""

    actie = "Verbeter de vraag; `berichtenverkeer report lijst` en docs/rapporten.md zeggen wat een rapport kent."


def of_report(report: Report) -> dict[str, Parameter]:
    """The parameters of a report and of what is behind it or moved in it, by name."""
    takes, found = report.takes, {"periode": _PERIODE}
    if Takes.DIMENSION in takes:
        found["per"] = _choice("Waarover de cijfers worden uitgesplitst.", Dimension)
    if Takes.SECOND_DIMENSION in takes:
        found["per2"] = _choice("De tweede uitsplitsing.", Dimension)
    if Takes.FILTERS in takes:
        found |= {str(one): _plekken(one) for one in _filters(report)}
    if Takes.TERM in takes:
        found["termijn"] = _numeral("Doorstroomtermijn in dagen; zonder die van het register.", 0, MAX_TERMIJN)
    if Takes.OUTSIDE_ASSIGNMENT in takes:
        found["buitenOpdracht"] = _choice("Of hulp buiten de opdracht meetelt; zonder `ja`.", ("ja", "nee"))
    if Takes.PRESUMED_END in takes:
        found["verondersteld"] = _choice("`ja`: zorg zonder stop eindigt met de toewijzing.", ("ja",))
    if Takes.OWN_AMOUNTS in takes:
        found["eigen"] = _AMOUNTS
    for name, (default, sentence) in report.parameters.items():
        found[camel(name)] = _numeral(f"{sentence} Drempel; zonder {default}.", 0, MAX_THRESHOLD)
    return found | {"k": _K, "dagK": _DAY_K}


def _filters(report: Report) -> list[Dimension]:
    """Who is compared with others does not choose which: the spread of a chosen few would tell what they have."""
    others = (Dimension.AANBIEDER, Dimension.HOOFDAANNEMER) if report.is_compared else ()
    return [one for one in Dimension if one not in (Dimension.REGIO, *others)]


def of_form(report: Report) -> dict[str, Parameter]:
    """The same, with what is only about the report as it is shown."""
    parts = [table.name for table in report.tables] + [chart.name for chart in report.charts]
    found = {**of_report(report), "op": _OP, "kleineAantallen": _SMALL}
    if Audience.GEMEENTE in report.audience and not report.small_cells_always:
        found["regiototaal"] = _choice(
            "`ja`: voor een gemeente: de hele regio, zonder uitsplitsing en zonder geld, aantallen afgerond op vijf en "
            "kleine afgeschermd.",
            ("ja",),
        )
    if with_band(report) and not report.small_cells_always:
        found["band"] = _BAND
    return found | {
        "vorm": _choice("De vorm; zonder die van de header Accept.", Vorm),
        "deel": _choice("Bij csv en parquet: welke tabel. Bij svg: welke grafiek. Zonder: de eerste.", parts),
    }


def of_behind(report: Report) -> dict[str, Parameter]:
    """The same, with which cell it is about."""
    names = [column.name for table in report.tables for column in table.columns]
    return {
        **of_report(report),
        "tabel": _choice("Welke tabel; zonder de eerste.", [table.name for table in report.tables]),
        "kolom": _choice("Alleen wat deze kolom telt.", dict.fromkeys(names)),
        "niveau": _choice("Wat voor regel het is; zonder `totaal`.", Level),
        "bij": _IN,
        "plek": _text("De plek van de regel."),
        "plek2": _text("De tweede plek van de regel."),
        "sleutel": _text("De overige kenmerken van de regel, op volgorde, met | ertussen."),
        "na": _numeral("Vanaf welk feit; het antwoord zegt waar de volgende bladzijde begint.", 0, 10_000_000),
        "limit": _numeral("Hoeveel feiten.", 1, MAX_FACTS),
    }


def of_restatement(report: Report) -> dict[str, Parameter]:
    """The same, with the second K."""
    later = _numeral("Positie waarmee vergeleken wordt; zonder die van nu.", 1, MAX_POSITION)
    return {**of_report(report), "metK": later, "metDagK": _DAY_K._replace(sentence="De dag die bij `metK` hoort.")}


def read(given: Iterable[tuple[str, str]], may: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values that were given, by name. Raises WrongReportQuestion with all that is wrong."""
    values: dict[str, Any] = {}
    faults: list[Bevinding] = []
    unknown = 0
    for name, text in given:
        if name not in may:
            unknown += 1
        elif name in values:
            faults.append(fault(name, f"De parameter {name} staat er meer dan één keer."))
        else:
            values[name] = may[name].read(text)
            if values[name] is None:
                faults.append(fault(name, f"De waarde van {name} klopt niet: {may[name].expected}."))
    if unknown:
        faults.append(fault("", f"Aantal onbekende parameters: {unknown}; toegestaan zijn {', '.join(may)}."))
    if faults := [*faults, *_together(values)]:
        raise WrongReportQuestion(faults)
    return values


def _together(values: Mapping[str, Any]) -> Iterator[Bevinding]:
    """What is wrong in values that are right one by one."""
    if "periode" not in values:
        yield fault("periode", "De parameter periode ontbreekt: zeg welke, bijvoorbeeld 2026-03.")
    if values.get("per2") is not None and values.get("per2") == values.get("per"):
        yield fault("per2", "De parameter per2 is dezelfde als per: kies een andere.")
    if "dagK" in values and "k" not in values:
        yield fault("dagK", "De parameter dagK hoort bij k: noem die ook.")
    if "metDagK" in values and "metK" not in values:
        yield fault("metDagK", "De parameter metDagK hoort bij metK: noem die ook.")
    if "k" in values and "op" in values:
        yield fault("op", "De parameters k en op gaan niet samen: kies er een.")
    if "band" in values and ("kleineAantallen" in values or "regiototaal" in values):
        yield fault("band", "De parameter band gaat niet samen met het afschermen van kleine aantallen.")
    if "regiototaal" in values:
        others = [name for name in values if name not in _WITH_TOTALS]
        yield from (fault(name, f"De parameter {name} gaat niet samen met regiototaal.") for name in others)


_WITH_TOTALS = ("periode", "k", "dagK", "op", "kleineAantallen", "regiototaal", "vorm", "deel")
"""What totals of the region may be asked with: a filter, a threshold or another assumption would tell parts of it."""


def wrong(name: str, text: str) -> WrongReportQuestion:
    """A question of which one parameter is wrong."""
    return WrongReportQuestion([fault(name, text)])


def fault(name: str, text: str) -> Bevinding:
    """What is wrong with one parameter."""
    return PARAMETER.at(f"?{name}", text=text)


def _periods(text: str) -> Any:
    try:
        return read_periods(text)
    except UnreadablePeriode:
        return None


def _amounts(text: str) -> dict[str, int] | None:
    if not re.fullmatch(_AMOUNTS_TEXT, text):
        return None
    pairs = [one.split(":") for one in text.split(",")]
    amounts = {gemeente: int(cents) for gemeente, cents in pairs}
    return amounts if len(amounts) == len(pairs) else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    return lambda text: text if re.fullmatch(pattern, text) else None


def _choice(sentence: str, values: Iterable[str]) -> Parameter:
    names = [str(one) for one in values]
    schema = {"type": "string", "pattern": f"^({'|'.join(map(re.escape, names))})$"}
    expected = f"verwacht wordt {' of '.join(names)}"
    return Parameter(sentence, expected, lambda text: text if text in names else None, schema, tuple(names))


def _numeral(sentence: str, lowest: int, highest: int) -> Parameter:
    def reader(text: str) -> int | None:
        is_numeral = re.fullmatch("0|[1-9][0-9]{0,18}", text) is not None
        return int(text) if is_numeral and lowest <= int(text) <= highest else None

    schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    return Parameter(sentence, f"verwacht wordt een geheel getal van {lowest} tot en met {highest}", reader, schema)


def _text(sentence: str) -> Parameter:
    expected = "verwacht worden 1 tot en met 200 leesbare tekens"
    return Parameter(sentence, expected, _matching(_TEXT), {"type": "string", "pattern": _TEXT})


def _plekken(dimension: Dimension) -> Parameter:
    def reader(text: str) -> tuple[str, ...] | None:
        return tuple(text.split(",")) if re.fullmatch(_PLEKKEN, text) else None

    sentence = f"Alleen deze waarden van {dimension}, met een komma ertussen."
    return Parameter(
        sentence, "verwacht worden codes met een komma ertussen", reader, {"type": "string", "pattern": _PLEKKEN}
    )


_RANGE = f"Van {FIRST_DAY} tot en met {LAST_DAY}."
_DATE = {"type": "string", "format": "date", "pattern": DATUM, "description": _RANGE}
_PERIODE = Parameter(
    "2026, 2026-H1, 2026-Q1 of 2026-03, een reeks van dezelfde soort zoals 2026-01..2026-06, of een dag.",
    "verwacht wordt 2026, 2026-H1, 2026-Q1, 2026-03, een reeks zoals 2026-01..2026-06, of een dag",
    _periods,
    {"type": "string", "pattern": NOTATION},
)
_IN = Parameter(
    "De naam van de periode van de regel; zonder de eerste.",
    "verwacht wordt een periode zoals die in het antwoord staat",
    _matching(NOTATION),
    {"type": "string", "pattern": NOTATION},
)
_K = _numeral("Zoals bekend op deze positie in het grootboek.", 1, MAX_POSITION)
_DAY_K = Parameter(
    "De dag die bij `k` hoort.",
    f"verwacht wordt een datum als 2026-01-31, van {FIRST_DAY} tot en met {LAST_DAY}",
    read_day,
    _DATE,
)
_OP = Parameter(
    "Zoals bekend op dit moment, of aan het eind van deze dag.",
    "verwacht wordt een datum, of een moment met tijdzone als 2026-01-31T12:00:00Z",
    lambda text: text if read_day(text) or read_instant(text) else None,
    {"anyOf": [_DATE, {"type": "string", "format": "date-time", "pattern": MOMENT, "description": _RANGE}]},
)
_AMOUNTS = Parameter(
    "Wat elke gemeente zelf inlegt, in centen, met een komma ertussen: 0855:75000000,0867:25000000. Ook daarmee wordt "
    "dan gedeeld.",
    "verwacht worden gemeente:centen met een komma ertussen, elke gemeente een keer",
    _amounts,
    {"type": "string", "pattern": _AMOUNTS_TEXT},
)
_BAND = _choice(
    "`ja`: hoeveel zulke cijfers van het jaar ervoor nog bewogen, van de leeftijd die de laatste periode nu heeft tot "
    "vandaag; duurt langer.",
    ("ja",),
)
_SMALL = _choice("`ja`: aantallen van 1 tot en met 4 staan er als `< 5`.", ("ja",))
