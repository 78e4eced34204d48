# SPDX-License-Identifier: EUPL-1.2
"""Wie wordt bijna 18?"""

from berichtenverkeer.rapporten.columns import clients, key
from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
    Chart,
    ChartKind,
    Report,
    Subject,
    Table,
)

LEEFTIJD = Report(
    code="leeftijd",
    question="Wie wordt bijna 18?",
    definition="leeftijd op de laatste dag van de periode, naar jaar en maand van geboorte",
    audience=PARTIJEN,
    ids=("F25",),
    completeness=("met_geboortemaand", "met_levering", "met_stop"),
    tables=(
        Table(
            name="bijna_18",
            title="Jeugdigen met hulp rond hun achttiende",
            facts="leeftijd",
            tells=("binnen_6_maanden < binnen_24_maanden", "vanaf_18 < van_16_tot_27"),
            about=(Subject.LEVERING,),
            columns=(
                clients("jeugdigen", "Jeugdigen met hulp op de laatste dag van de periode."),
                clients("binnen_6_maanden", "Van hen: worden binnen zes maanden 18.", "maanden_tot_18 between 1 and 6"),
                clients(
                    "binnen_24_maanden", "Van hen: worden binnen 24 maanden 18.", "maanden_tot_18 between 1 and 24"
                ),
                clients("van_16_tot_27", "Van hen: 16 tot en met 27 jaar.", "jaren between 16 and 27"),
                clients("vanaf_18", "Van hen: 18 jaar of ouder, en nog met jeugdhulp.", "jaren >= 18"),
                clients("leeftijd_onbekend", "Van hen: jaar of maand van geboorte is niet bekend.", "jaren is null"),
            ),
        ),
        Table(
            name="leeftijden",
            title="Jeugdigen met hulp naar leeftijd",
            facts="leeftijd",
            about=(Subject.LEVERING,),
            per_plek=False,
            adds_to=("jeugdigen = bijna_18.jeugdigen",),
            columns=(
                key("leeftijd", "Leeftijd in hele jaren."),
                clients("jeugdigen", "Jeugdigen van die leeftijd met hulp op de laatste dag van de periode."),
            ),
        ),
    ),
    charts=(
        Chart(
            name="leeftijden",
            title="Leeftijd van jeugdigen met hulp",
            description="Een staaf per leeftijd: hoeveel jeugdigen van die leeftijd hulp hebben op de laatste dag.",
            kind=ChartKind.BAR,
            table="leeftijden",
            x="leeftijd",
            y=("jeugdigen",),
        ),
    ),
)
