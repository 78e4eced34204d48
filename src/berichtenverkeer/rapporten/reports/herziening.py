# SPDX-License-Identifier: EUPL-1.2
"""Wat veranderde er aan eerdere cijfers?"""

from berichtenverkeer.rapporten.columns import clients, count, key
from berichtenverkeer.rapporten.declaration import (
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

_NO_DAYS = "Van deze soort is niet te zeggen over welke dag het ging."

HERZIENING = Report(
    code="herziening",
    question="Wat veranderde er aan eerdere cijfers?",
    definition="wat bekend werd over een eerdere maand dan die waarin het bekend werd",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    takes=frozenset({Takes.PERIODS, Takes.DIMENSION}),
    ids=("N16",),
    tables=(
        Table(
            name="herziening",
            title="Wat in de periode bekend werd over eerdere maanden",
            facts="herziening",
            about=(Subject.GEBEURTENIS,),
            columns=(
                key(
                    "wat",
                    "Wat er bekend werd: wat later kwam, ingetrokken of verwijderd werd, of een register.",
                    Unit.TEXT,
                ),
                count("keren", "Hoe vaak het in de periode bekend werd."),
                clients("jeugdigen", "Over hoeveel jeugdigen het ging."),
                Column(
                    name="dagen_mediaan",
                    sentence="Mediaan van hoe lang na de dag zelf het bekend werd.",
                    unit=Unit.DAYS,
                    counts="quantile_disc(dagen, 0.5)",
                    absent=_NO_DAYS,
                ),
                Column(
                    name="dagen_langst",
                    sentence="Hoe lang na de dag zelf het op zijn laatst bekend werd.",
                    unit=Unit.DAYS,
                    counts="max(dagen)",
                    absent=_NO_DAYS,
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="herziening",
            title="Wat later bekend werd",
            description="Per periode gestapeld naar soort: hoe vaak er iets bekend werd over een eerdere maand.",
            kind=ChartKind.STACKED,
            table="herziening",
            x="periode",
            y=("keren",),
            split="wat",
            totals_only=True,
        ),
    ),
)
