# SPDX-License-Identifier: EUPL-1.2
"""Wie betaalt mee aan wie?"""

from berichtenverkeer.rapporten.columns import cents, key
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)

_NOT_THERE = "De gemeente doet in deze periode niet mee."

_SHARED = Table(
    name="solidariteit",
    title="Kosten van de regio, gedeeld met een sleutel",
    facts="solidariteit",
    about=(Subject.PRESTATIE,),
    per_plek=False,
    columns=(
        key(
            "sleutel",
            "Waarmee wordt gedeeld: jeugdigen met hulp in het jaar ervoor, die van drie jaar, inwoners, of "
            "wat elke gemeente zelf inlegt (alleen als de vraag die bedragen noemt).",
        ),
        key("gemeente", "CBS-code van de gemeente."),
        cents("kosten_cents", "Wat in de periode voor de gemeente is goedgekeurd."),
        Column(
            name="gewicht",
            sentence="Haar gewicht met deze sleutel: een aantal jeugdigen, inwoners van 0 tot en met 17 jaar, of haar "
            "inleg in centen.",
            unit=Unit.COUNT,
            counts="max(gewicht)",
            absent=_NOT_THERE,
        ),
        Column(
            name="aandeel",
            sentence="Haar deel van alle gewichten met deze sleutel.",
            unit=Unit.PERCENT,
            out_of="procent(gewicht, sum(gewicht) over (partition by periode, sleutel))",
            absent="Voor deze sleutel zijn er geen gegevens: ieder draagt de eigen kosten.",
        ),
        Column(
            name="aandeel_cents",
            sentence="Wat zij met deze sleutel van alle kosten draagt, op de cent.",
            unit=Unit.CENTS,
            counts="sum(aandeel_cents)",
            absent=_NOT_THERE,
        ),
        Column(
            name="bijdrage_cents",
            sentence="Wat zij betaalt; onder nul wat zij krijgt. Alle bijdragen samen zijn nul.",
            unit=Unit.CENTS,
            out_of="aandeel_cents - kosten_cents",
            absent=_NOT_THERE,
        ),
    ),
)

SOLIDARITEIT = Report(
    code="solidariteit",
    question="Wie betaalt mee aan wie?",
    definition="de kosten van alle gemeenten samen, gedeeld met een sleutel (docs/begroting.md)",
    audience=frozenset({Audience.REGIO}),
    ids=("K11",),
    takes=frozenset({Takes.PERIODS, Takes.OWN_AMOUNTS}),
    completeness=("met_declaratie",),
    tables=(_SHARED,),
    charts=(
        Chart(
            name="bijdrage",
            title="Wie betaalt en wie krijgt",
            description="Staven per gemeente en sleutel: boven nul wat zij bijdraagt, onder nul wat zij krijgt.",
            kind=ChartKind.BAR,
            table="solidariteit",
            x="gemeente",
            y=("bijdrage_cents",),
            split="sleutel",
        ),
    ),
)
