# SPDX-License-Identifier: EUPL-1.2
"""Hoe vaak wisselt een jeugdige?"""

from berichtenverkeer.rapporten.columns import clients, count, key
from berichtenverkeer.rapporten.declaration import (
    ALL,
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

OVERDRACHTEN = Report(
    code="overdrachten",
    question="Hoe vaak wisselt een jeugdige?",
    definition="doorstroom tussen plekken (docs/stromen.md); per aanbieder tenzij anders gevraagd",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    takes=ALL | {Takes.TERM},
    ids=("F22", "F02"),
    completeness=("met_levering", "met_stop"),
    tables=(
        Table(
            name="overdrachten",
            title="Wisselingen van jeugdigen met hulp",
            facts="overdrachten",
            columns=(
                clients("jeugdigen", "Jeugdigen met hulp in de periode."),
                Column(
                    name="overdrachten",
                    sentence="Keren dat een jeugdige uit een andere plek in deze kwam.",
                    unit=Unit.COUNT,
                    counts="coalesce(sum(overdrachten), 0)",
                    is_additive=True,
                    adds_in_time=True,
                ),
                clients(
                    "gewisseld", "Van de jeugdigen: in de periode minstens één keer gewisseld.", "overdrachten > 0"
                ),
                Column(
                    name="per_jeugdige",
                    sentence="Wisselingen per jeugdige met hulp.",
                    unit=Unit.NUMBER,
                    out_of="round(1.0 * overdrachten / nullif(jeugdigen, 0), 3)",
                    absent="Niemand had hulp.",
                ),
                Column(
                    name="overstappen",
                    sentence="Leveringen die stopten omdat de jeugdige naar een andere aanbieder ging (reden 38).",
                    unit=Unit.COUNT,
                    counts="coalesce(sum(overstappen), 0)",
                    is_additive=True,
                    adds_in_time=True,
                ),
            ),
        ),
        Table(
            name="wie",
            title="Van wie naar wie",
            facts="overdrachten_wie",
            adds_to=("keren by naar_plek = overdrachten.overdrachten",),
            about=(Subject.LEVERING,),
            per_plek=False,
            columns=(
                key("van_plek", "Waar de jeugdige vandaan kwam."),
                key("naar_plek", "Waar de jeugdige naartoe ging."),
                count("keren", "Hoe vaak dat in de periode gebeurde.", additive=False),
                clients("jeugdigen", "Hoeveel jeugdigen dat waren."),
            ),
        ),
    ),
    charts=(
        Chart(
            name="wie",
            title="Van wie naar wie",
            description="Stromen van links, waar de jeugdige vandaan kwam, naar rechts, waar hij naartoe ging.",
            kind=ChartKind.SANKEY,
            table="wie",
            x="van_plek",
            y=("keren",),
            split="naar_plek",
        ),
    ),
)
