# SPDX-License-Identifier: EUPL-1.2
"""Welke toewijzing liep af voor de hulp begon?"""

from berichtenverkeer.rapporten.columns import count, key, spread
from berichtenverkeer.rapporten.declaration import PARTIJEN, Chart, ChartKind, Report, Subject, Table, Unit

VERVALLEN = Report(
    code="vervallen",
    question="Welke toewijzing liep af voor de hulp begon?",
    definition="toewijzingen waarvan de einddatum kwam voor er hulp begon",
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
                count("vervallen", "Afgelopen in de periode, en nooit of pas daarna begonnen.", "not is_verwijderd"),
                *spread(
                    "",
                    "Dagen van het begin van het wachten tot de einddatum",
                    "case when not is_verwijderd then dagen end",
                    absent="In de periode verviel niets.",
                ),
                count("over_norm", "Daarvan langer gewacht dan de norm.", "over_norm and not is_verwijderd"),
                count("verwijderd", "Apart: verwijderd voor er hulp begon.", "is_verwijderd"),
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
                key("gemeente", "De gemeente die toewees."),
                key("aanbieder", "De aanbieder die niet begon."),
                key("nummer", "Het nummer van de toewijzing."),
                key("product", "Het product, of de categorie."),
                key("ingangsdatum", "De eerste dag waarop de hulp mocht beginnen.", Unit.DATE),
                key("einddatum", "De laatste dag.", Unit.DATE),
                key("sinds", "De dag vanaf wanneer gewacht werd.", Unit.DATE),
                key("dagen", "Dagen tot de einddatum.", Unit.DAYS),
                key("over_norm", "Of dat langer was dan de norm.", Unit.YES_NO, absent="Dit product heeft geen norm."),
                key("is_verwijderd", "Of de gemeente haar verwijderde.", Unit.YES_NO),
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
