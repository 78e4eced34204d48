# SPDX-License-Identifier: EUPL-1.2
"""Staat respijt alleen?"""

from berichtenverkeer.rapporten.columns import clients, count, share
from berichtenverkeer.rapporten.declaration import PARTIJEN, Chart, ChartKind, Report, Subject, Table
from berichtenverkeer.rapporten.question import Dimension

RESPIJT = Report(
    code="respijt",
    question="Staat respijt alleen?",
    definition="producten die het register als respijt merkt",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    ids=("F18",),
    completeness=("met_levering", "met_stop"),
    tables=(
        Table(
            name="respijt",
            title="Respijt met en zonder andere hulp",
            facts="respijt",
            about=(Subject.LEVERING,),
            columns=(
                clients("jeugdigen", "Jeugdigen met respijt in de periode."),
                count("leveringen", "Leveringen van respijt met een dag in de periode.", in_time=False),
                count(
                    "alleen",
                    "Van die leveringen: zonder andere hulp op een van hun dagen in de periode.",
                    "staat_alleen",
                    in_time=False,
                ),
                share(
                    "aandeel_alleen",
                    "Deel van de leveringen van respijt zonder andere hulp.",
                    "alleen",
                    "leveringen",
                    absent="In de periode was er geen respijt.",
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="respijt",
            title="Respijt met en zonder andere hulp",
            description="Een staaf per plek: welk deel van het respijt zonder andere hulp staat.",
            kind=ChartKind.BAR,
            table="respijt",
            x="plek",
            y=("aandeel_alleen",),
            by="leveringen",
        ),
    ),
)
