# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel jeugdigen hadden hulp?"""

from berichtenverkeer.rapporten.columns import aanbieders, clients, growth
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

_NO_EARLIER = "Er is geen eerdere periode om mee te vergelijken, of toen had niemand hulp."

JEUGDIGEN = Report(
    code="jeugdigen",
    question="Hoeveel jeugdigen hadden hulp?",
    definition="jeugdigen met minstens een dag van een levering; taakgerichte hulp telt mee",
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
                    "Jeugdigen met een dag hulp in de periode. Wie in twee plekken is telt in beide.",
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
                    out_of=f"procent(jeugdigen, {_INWONERS})",
                    absent="Zonder aantal inwoners is er geen aandeel.",
                ),
                growth(
                    "groei",
                    "Groei van het aantal jeugdigen ten opzichte van de periode ervoor in dit rapport.",
                    "jeugdigen",
                    absent=_NO_EARLIER,
                ),
                growth(
                    "groei_jaar",
                    "Groei van het aantal jeugdigen ten opzichte van dezelfde periode een jaar eerder in dit rapport.",
                    "jeugdigen",
                    absent=_NO_EARLIER,
                    a_year=True,
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
