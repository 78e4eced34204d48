# SPDX-License-Identifier: EUPL-1.2
"""Wie kreeg nee, en waar bleef het kind?"""

from berichtenverkeer.rapporten.columns import cents, clients, count, key
from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

BESLUITEN = Report(
    code="besluiten",
    question="Wie kreeg nee, en waar bleef het kind?",
    definition="besluiten over plafonds en cliëntenstops, naar de dag van het besluit (docs/plafonds.md)",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    ids=("B05", "B08", "N03", "X18"),
    completeness=("met_levering",),
    tables=(
        Table(
            name="besluiten",
            title="Besluiten naar uitkomst",
            facts="besluiten",
            about=(Subject.GEBEURTENIS,),
            columns=(
                key("uitkomst", "Wat er besloten werd; docs/plafonds.md zegt wat elke uitkomst is.", Unit.TEXT),
                count("besluiten", "Besluiten op een verzoek of een toewijzing in de periode."),
                count("op_verzoek", "Daarvan: op een verzoek.", "claim_soort = 'verzoek'"),
                clients("jeugdigen", "Jeugdigen om wie het ging."),
                cents("gevraagd_cents", "Wat er van de plafonds gevraagd werd.", in_time=True),
                cents("overschrijding_cents", "Wat ervan niet paste en toch geboekt werd.", in_time=True),
                Column(
                    name="aanbieders_gevraagd",
                    sentence="Bij hoeveel aanbieders in het half jaar ervoor om hulp was gevraagd, gemiddeld.",
                    unit=Unit.NUMBER,
                    counts="avg(gevraagd_bij)",
                    where="claim_soort = 'verzoek'",
                    absent="Geen van deze besluiten was op een verzoek.",
                ),
            ),
        ),
        Table(
            name="na_nee",
            title="Waar het kind bleef na een nee",
            facts="besluiten_na_nee",
            tells=("elders_90 + hier_90 + geen_90 + nog_open - nee", "elders_30 < elders_90"),
            about=(Subject.GEBEURTENIS,),
            columns=(
                count("nee", "Verzoeken die in de periode een nee kregen."),
                count(
                    "elders_30",
                    "Daarvan: binnen 30 dagen hulp bij een ander.",
                    "dagen <= 30 and not is_hier",
                    "Elders binnen 30 dagen",
                ),
                count(
                    "elders_90",
                    "Daarvan: binnen 90 dagen hulp bij een ander.",
                    "dagen <= 90 and not is_hier",
                    "Elders binnen 90 dagen",
                ),
                count(
                    "hier_90",
                    "Daarvan: binnen 90 dagen toch hulp bij dezelfde.",
                    "dagen <= 90 and is_hier",
                    "Toch hier binnen 90 dagen",
                ),
                count(
                    "geen_90",
                    "Daarvan: 90 dagen later nog zonder hulp.",
                    "coalesce(dagen, 91) > 90 and verstreken >= 90",
                    "Geen hulp na 90 dagen",
                ),
                count(
                    "nog_open",
                    "Daarvan: nog zonder hulp, en de 90 dagen zijn nog niet om.",
                    "coalesce(dagen, 91) > 90 and verstreken < 90",
                    "Nog niet te zeggen",
                ),
            ),
        ),
        Table(
            name="waar",
            title="Bij wie de hulp na een nee begon",
            facts="besluiten_na_nee",
            about=(Subject.GEBEURTENIS,),
            adds_to=("nee = na_nee.nee",),
            per_plek=False,
            columns=(
                key("aanbieder", "Wie nee kreeg."),
                key("waar", "Bij wie de eerste hulp daarna begon, of geen."),
                count("nee", "Verzoeken waarbij dit zo was."),
            ),
        ),
    ),
    charts=(
        Chart(
            name="besluiten",
            title="Besluiten naar uitkomst",
            description="Een staaf per uitkomst: hoeveel besluiten er in de periode zo uitvielen.",
            kind=ChartKind.BAR,
            table="besluiten",
            x="uitkomst",
            y=("besluiten",),
            totals_only=True,
        ),
        Chart(
            name="na_nee",
            title="Waar het kind bleef na een nee",
            description="Per plek gestapeld: elders hulp, toch hier hulp, geen hulp, of nog niet te zeggen.",
            kind=ChartKind.STACKED,
            table="na_nee",
            x="plek",
            y=("elders_90", "hier_90", "geen_90", "nog_open"),
        ),
    ),
)
