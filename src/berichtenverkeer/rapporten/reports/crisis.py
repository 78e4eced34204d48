# SPDX-License-Identifier: EUPL-1.2
"""Hoe vaak, hoe lang, waarheen?"""

from berichtenverkeer.rapporten.columns import count, key, share
from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Threshold,
    Unit,
)

_NONE = "In de periode eindigde geen crisis."

CRISIS = Report(
    code="crisis",
    question="Hoe vaak, hoe lang, waarheen?",
    definition="trajecten in producten die het register als crisis merkt",
    audience=PARTIJEN,
    ids=("F04", "F05", "F06", "F07", "X12"),
    completeness=("met_levering", "met_stop"),
    parameters={"dagen": Threshold(28, "Hoeveel dagen crisishulp mag duren.")},
    tables=(
        Table(
            name="crisis",
            title="Crisishulp in de periode",
            facts="crisis",
            about=(Subject.LEVERING,),
            columns=(
                count("begonnen", "Crisistrajecten die in de periode begonnen.", "is_begonnen"),
                count("lopend", "Crisistrajecten die aan het eind van de periode doorlopen.", "loopt", in_time=False),
                count("beeindigd", "Crisistrajecten die in de periode eindigden.", "is_beeindigd"),
                count(
                    "te_lang",
                    "Crisistrajecten die op de laatste dag langer duren of duurden dan zoveel dagen (drempel dagen).",
                    "dagen > getvariable('p_dagen')",
                    in_time=False,
                ),
                count("verblijf", "Van de begonnen crisistrajecten: met verblijf.", "is_begonnen and is_verblijf"),
                share(
                    "aandeel_verblijf",
                    "Deel van de begonnen crisistrajecten met verblijf.",
                    "verblijf",
                    "begonnen",
                    absent="In de periode begon geen crisis.",
                ),
                Column(
                    name="dagen_tot_vervolg",
                    sentence="Mediaan van de dagen tussen het eind en de eerste andere hulp; 0 als die al liep.",
                    unit=Unit.DAYS,
                    counts="quantile_disc(dagen_erna, 0.5)",
                    where="is_beeindigd",
                    absent=_NONE,
                ),
                count(
                    "zonder_vervolg",
                    "Van de beëindigde: 30 dagen later nog geen andere hulp.",
                    "is_beeindigd and coalesce(dagen_erna > 30, true) and verstreken > 30",
                ),
                count(
                    "vervolg_bekend",
                    "Van de beëindigde: met hulp daarna, of de 30 dagen zijn om.",
                    "is_beeindigd and (dagen_erna <= 30 or verstreken > 30)",
                ),
                share(
                    "aandeel_zonder_vervolg",
                    "Deel van hen zonder andere hulp binnen 30 dagen.",
                    "zonder_vervolg",
                    "vervolg_bekend",
                    absent=_NONE,
                ),
            ),
        ),
        Table(
            name="lang",
            title="Crisis die langer duurt dan zij mag",
            facts="crisis_lang",
            about=(Subject.LEVERING,),
            is_list=True,
            order="periode, dagen desc, gemeente, aanbieder, toewijzing_nummer, eerste_dag",
            columns=(
                key("gemeente", "Van welke gemeente."),
                key("aanbieder", "Bij welke aanbieder."),
                key("toewijzing_nummer", "Het nummer van de toewijzing.", absent="De crisis begon zonder toewijzing."),
                key("eerste_dag", "De eerste dag.", Unit.DATE),
                key("laatste_dag", "De laatste dag.", Unit.DATE, absent="De crisis loopt nog."),
                key("dagen", "Hoe lang op de laatste dag van de periode.", Unit.DAYS),
            ),
        ),
        Table(
            name="wachten",
            title="Wie dan wacht op segment 1 of 2",
            facts="crisis_wachten",
            about=(Subject.TOEWIJZING,),
            per_plek=False,
            columns=(
                key("segment", "Waarop gewacht wordt."),
                count("wachtenden", "Toewijzingen die op de laatste dag wachten.", in_time=False),
                Column(
                    name="dagen_mediaan",
                    sentence="Mediaan van de dagen die zij al wachten.",
                    unit=Unit.DAYS,
                    counts="quantile_disc(dagen, 0.5)",
                    where="dagen >= 0",
                    absent="Niemand wacht.",
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="crisis",
            title="Crisis die begon, en die te lang duurt",
            description="Twee lijnen: crisistrajecten die in elke periode begonnen, en die langer duren dan zij mogen.",
            kind=ChartKind.LINE,
            table="crisis",
            x="periode",
            y=("begonnen", "te_lang"),
            totals_only=True,
        ),
    ),
)
