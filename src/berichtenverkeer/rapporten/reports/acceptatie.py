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
    definition="toewijzingen die in de periode begonnen te wachten (docs/stromen.md), en wat ervan kwam",
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
                count("vervallen", "Daarvan: afgelopen voor de hulp begon.", "is_vervallen"),
                count("te_lang", "Daarvan: wachtten langer dan de wachtnorm van het product.", "is_te_lang"),
                count(
                    "elders_eerder",
                    "Van wat verviel of te lang wachtte: wie niet eerder kwam begon bij een ander eerder.",
                    f"{_NOT_TAKEN} and elders",
                ),
                count(
                    "later_eerst",
                    "Van wat verviel of te lang wachtte: wie later kwam begon bij dezelfde aanbieder eerder.",
                    f"{_NOT_TAKEN} and later_eerst",
                ),
                share(
                    "aandeel",
                    "Deel van de toewijzingen dat verviel of te lang wachtte terwijl een ander elders begon.",
                    "elders_eerder",
                    "toewijzingen",
                    absent="In de periode begon niemand te wachten.",
                ),
                Column(
                    name="gewicht_alle",
                    sentence="Gemiddeld gewicht (van het segment) van alle toewijzingen: hoger is zwaardere zorg.",
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
            description="Een staaf per aanbieder: het deel dat niet of te laat begon terwijl een ander wel begon.",
            kind=ChartKind.BAR,
            table="acceptatie",
            x="plek",
            y=("aandeel",),
            by="toewijzingen",
        ),
    ),
)
