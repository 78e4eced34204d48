# SPDX-License-Identifier: EUPL-1.2
"""Welke toewijzing liep af voor de hulp begon?"""

from berichtenverkeer.rapporten.declaration import PARTIJEN, Chart, ChartKind, Column, Report, Subject, Table, Unit
from berichtenverkeer.rapporten.reports.waiting_columns import counted, spread

VERVALLEN = Report(
    code="vervallen",
    question="Welke toewijzing liep af voor de hulp begon?",
    definition="definitions 5: vervallen voor de start",
    audience=PARTIJEN,
    ids=("F28",),
    completeness=("met_levering",),
    tables=(
        Table(
            name="vervallen",
            title="Toewijzingen die afliepen voor er hulp begon",
            facts="vervallen",
            about=(Subject.TOEWIJZING,),
            columns=(
                counted("vervallen", "Afgelopen in de periode, en nooit of pas daarna begonnen.", "not is_verwijderd"),
                *spread(
                    "",
                    "Dagen van het begin van het wachten tot de einddatum",
                    "case when not is_verwijderd then dagen end",
                    absent="In de periode verviel niets.",
                ),
                counted("over_norm", "Daarvan langer gewacht dan de norm.", "over_norm and not is_verwijderd"),
                counted("verwijderd", "Apart: verwijderd voor er hulp begon.", "is_verwijderd"),
            ),
        ),
        Table(
            name="lijst",
            title="De toewijzingen een voor een",
            facts="vervallen",
            about=(Subject.TOEWIJZING,),
            is_list=True,
            order="periode, dagen desc, gemeente, nummer",
            columns=(
                Column(name="gemeente", sentence="De gemeente die toewees.", unit=Unit.CODE),
                Column(name="aanbieder", sentence="De aanbieder die niet begon.", unit=Unit.CODE),
                Column(name="nummer", sentence="Het nummer van de toewijzing.", unit=Unit.CODE),
                Column(name="product", sentence="Het product, of de categorie.", unit=Unit.CODE),
                Column(name="ingangsdatum", sentence="De eerste dag waarop de hulp mocht beginnen.", unit=Unit.DATE),
                Column(name="einddatum", sentence="De laatste dag.", unit=Unit.DATE),
                Column(name="sinds", sentence="De dag vanaf wanneer gewacht werd.", unit=Unit.DATE),
                Column(name="dagen", sentence="Dagen tot de einddatum.", unit=Unit.DAYS),
                Column(
                    name="over_norm",
                    sentence="Of dat langer was dan de norm.",
                    unit=Unit.YES_NO,
                    absent="Dit product heeft geen norm.",
                ),
                Column(name="is_verwijderd", sentence="Of de gemeente haar verwijderde.", unit=Unit.YES_NO),
            ),
        ),
    ),
    charts=(
        Chart(
            name="vervallen",
            title="Vervallen toewijzingen per periode",
            description="Een staaf per periode: hoeveel toewijzingen afliepen voor er hulp begon.",
            kind=ChartKind.BAR,
            table="vervallen",
            x="periode",
            y=("vervallen",),
            totals_only=True,
        ),
    ),
)
