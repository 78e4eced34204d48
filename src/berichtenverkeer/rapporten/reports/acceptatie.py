# SPDX-License-Identifier: EUPL-1.2
"""Wie neemt niemand aan?"""

from berichtenverkeer.rapporten.columns import count, share
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

_NOT_TAKEN = "(is_vervallen or is_te_lang)"


ACCEPTATIE = Report(
    code="acceptatie",
    question="Wie neemt niemand aan?",
    definition="figures: toewijzingen die in de periode begonnen te wachten (definitions 5), en wat ervan kwam",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    ids=("K03", "K04", "X18"),
    completeness=("met_levering",),
    tables=(
        Table(
            name="acceptatie",
            title="Toewijzingen die niet of te laat begonnen",
            facts="acceptatie",
            about=(Subject.TOEWIJZING,),
            columns=(
                count("toewijzingen", "Toewijzingen die in de periode begonnen te wachten."),
                count("vervallen", "Van hen: afgelopen voor de hulp begon.", "is_vervallen"),
                count("te_lang", "Van hen: wachtten langer dan de norm van het product.", "is_te_lang"),
                count(
                    "elders_eerder",
                    "Van die twee: een jeugdige die later kwam begon met hetzelfde product eerder bij een ander.",
                    f"{_NOT_TAKEN} and elders",
                ),
                count(
                    "later_eerst",
                    "Van die twee: een jeugdige die later kwam begon eerder bij dezelfde aanbieder.",
                    f"{_NOT_TAKEN} and later_eerst",
                ),
                share(
                    "aandeel",
                    "Deel dat verviel of te lang wachtte terwijl een later gekomen jeugdige elders begon.",
                    "elders_eerder",
                    "toewijzingen",
                    absent="In de periode begon niemand te wachten.",
                ),
                Column(
                    name="gewicht_alle",
                    sentence="Gemiddeld gewicht van alle toewijzingen.",
                    unit=Unit.NUMBER,
                    counts="avg(gewicht)",
                    absent="Het register geeft deze zorg geen gewicht.",
                ),
                Column(
                    name="gewicht_niet",
                    sentence="Gemiddeld gewicht van wat verviel of te lang wachtte.",
                    unit=Unit.NUMBER,
                    counts="avg(gewicht)",
                    where=_NOT_TAKEN,
                    absent="Niets verviel of wachtte te lang, of het register geeft het geen gewicht.",
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="acceptatie",
            title="Wat verviel of te lang wachtte terwijl het elders wel begon",
            description="Een staaf per aanbieder: welk deel van zijn toewijzingen niet of te laat begon.",
            kind=ChartKind.BAR,
            table="acceptatie",
            x="plek",
            y=("aandeel",),
        ),
    ),
)
