# SPDX-License-Identifier: EUPL-1.2
"""Waarop rusten de cijfers?"""

from berichtenverkeer.rapporten.columns import count
from berichtenverkeer.rapporten.completeness import FACTS, SENTENCES
from berichtenverkeer.rapporten.declaration import PARTIJEN, Chart, ChartKind, Column, Report, Subject, Table, Unit
from berichtenverkeer.rapporten.question import Dimension


def _pair(name: str) -> tuple[Column, Column, Column]:
    """How many there were, of how many, and the share."""
    absent = "In de periode was er niets waarvoor het nodig is."
    return (
        count(name, f"{SENTENCES[name]}: hoeveel er zijn.", f"wat = '{name}' and is_er", in_time=False),
        count(f"{name}_van", f"{SENTENCES[name]}: van hoeveel.", f"wat = '{name}'", in_time=False),
        Column(
            name=f"{name}_aandeel",
            sentence=f"{SENTENCES[name]}: het deel dat er is.",
            unit=Unit.PERCENT,
            out_of=f"round(100.0 * {name} / nullif({name}_van, 0), 2)",
            absent=absent,
        ),
    )


VOLLEDIGHEID = Report(
    code="volledigheid",
    question="Waarop rusten de cijfers?",
    definition="welk deel er was van wat de cijfers nodig hebben",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    ids=("N10",),
    tables=(
        Table(
            name="volledigheid",
            title="Wat er was van wat de cijfers nodig hebben",
            facts=FACTS,
            about=(Subject.TOEWIJZING, Subject.LEVERING),
            columns=tuple(column for name in SENTENCES for column in _pair(name)),
        ),
    ),
    charts=(
        Chart(
            name="volledigheid",
            title="Deel van de toewijzingen met een start, en met een stop",
            description="Per plek twee staven: toewijzingen met een start, en afgelopen toewijzingen met een stop.",
            kind=ChartKind.BAR,
            table="volledigheid",
            x="plek",
            y=("met_levering_aandeel", "met_stop_aandeel"),
            by="met_levering_van",
        ),
    ),
)
