# SPDX-License-Identifier: EUPL-1.2
"""Staat respijt alleen?"""

from berichtenverkeer.rapporten.declaration import PARTIJEN, Chart, ChartKind, Column, Report, Subject, Table, Unit
from berichtenverkeer.rapporten.question import Dimension


def _clients(name: str, sentence: str, where: str = "") -> Column:
    return Column(name=name, sentence=sentence, unit=Unit.COUNT, counts="count(distinct client)", where=where)


RESPIJT = Report(
    code="respijt",
    question="Staat respijt alleen?",
    definition="figures: producten die het register als respijt merkt",
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
                _clients("jeugdigen", "Jeugdigen met respijt in de periode."),
                Column(
                    name="leveringen",
                    sentence="Leveringen van respijt met een dag in de periode.",
                    unit=Unit.COUNT,
                    counts="count(*)",
                    is_additive=True,
                ),
                Column(
                    name="alleen",
                    sentence="Van die leveringen: zonder andere hulp op een van hun dagen in de periode.",
                    unit=Unit.COUNT,
                    counts="count(*)",
                    where="staat_alleen",
                    is_additive=True,
                ),
                Column(
                    name="aandeel_alleen",
                    sentence="Deel van de leveringen van respijt zonder andere hulp.",
                    unit=Unit.PERCENT,
                    out_of="round(100.0 * alleen / nullif(leveringen, 0), 2)",
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
        ),
    ),
)
