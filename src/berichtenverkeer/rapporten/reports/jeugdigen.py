# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel jeugdigen hadden hulp?"""

from berichtenverkeer.rapporten.columns import aanbieders, clients
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Unit,
)

_INWONERS = """(
  select i.inwoners from inwoners i join perioden p on i.jaar = year(p.eind)
  where p.nummer = cellen.periode and i.plek is not distinct from cellen.plek and niveau in ('totaal', 'plek'))"""
"""Those of the plek, or of all that was asked for."""

JEUGDIGEN = Report(
    code="jeugdigen",
    question="Hoeveel jeugdigen hadden hulp?",
    definition="definitions 2: jeugdige met hulp",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE, Audience.AANBIEDER}),
    ids=("M01", "P01", "P02", "P03", "P08", "P09", "P10", "K18"),
    completeness=("met_levering", "met_stop"),
    tables=(
        Table(
            name="jeugdigen",
            title="Jeugdigen met hulp",
            facts="jeugdigen",
            about=(Subject.LEVERING,),
            columns=(
                clients(
                    "jeugdigen",
                    "Jeugdigen met minstens een dag hulp in de periode. Wie in twee plekken is telt dubbel.",
                ),
                Column(
                    name="leveringen",
                    sentence="Leveringen met minstens een dag in de periode.",
                    unit=Unit.COUNT,
                    counts="count(*)",
                ),
                aanbieders("aanbieders", "Aanbieders die in de periode hulp gaven."),
                Column(
                    name="inwoners",
                    sentence="Inwoners van 0 tot en met 19 jaar op 1 januari van het jaar waarin de periode eindigt.",
                    unit=Unit.COUNT,
                    out_of=_INWONERS,
                    absent="Voor deze plek of dit jaar staan geen inwoners in het register.",
                ),
                Column(
                    name="aandeel",
                    sentence="Jeugdigen met hulp op elke honderd inwoners van 0 tot en met 19 jaar.",
                    unit=Unit.PERCENT,
                    out_of=f"round(100.0 * jeugdigen / nullif({_INWONERS}, 0), 2)",
                    absent="Zonder aantal inwoners is er geen aandeel.",
                ),
                Column(
                    name="groei",
                    sentence="Groei van het aantal jeugdigen ten opzichte van de periode ervoor in dit rapport.",
                    unit=Unit.PERCENT,
                    out_of="round(100.0 * (jeugdigen - lag(jeugdigen) over w_plek)"
                    " / nullif(lag(jeugdigen) over w_plek, 0), 2)",
                    absent="Er is geen eerdere periode om mee te vergelijken, of toen had niemand hulp.",
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="jeugdigen",
            title="Jeugdigen met hulp per periode",
            description="Een lijn per plek: hoeveel jeugdigen in elke periode hulp hadden.",
            kind=ChartKind.LINE,
            table="jeugdigen",
            x="periode",
            y=("jeugdigen",),
            split="plek",
        ),
    ),
)
