# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel trajecten, hoe lang, hoe liepen ze af?"""

from berichtenverkeer.rapporten.columns import count, key, share
from berichtenverkeer.rapporten.declaration import (
    ALL,
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Threshold,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

_NONE = "In de periode eindigde geen traject."


def _days(name: str, sentence: str, counts: str) -> Column:
    return Column(name=name, sentence=sentence, unit=Unit.DAYS, counts=counts, where="is_beeindigd", absent=_NONE)


TRAJECTEN = Report(
    code="trajecten",
    question="Hoeveel trajecten, hoe lang, hoe liepen ze af?",
    definition="leveringen van een jeugdige, aanbieder en hulpvorm die overlappen of aansluiten, zoals het CBS telt",
    audience=PARTIJEN,
    dimension=Dimension.HULPVORM,
    takes=ALL | {Takes.PRESUMED_END},
    ids=("F17", "F19", "F23", "F26", "N09", "X01", "X07"),
    completeness=("met_levering", "met_stop", "met_reden"),
    parameters={"kort": Threshold(28, "Een traject van minder dagen is kort.")},
    tables=(
        Table(
            name="trajecten",
            title="Begonnen, lopende en beëindigde trajecten",
            facts="trajecten",
            tells=("nieuw + herhaald + beroep_onbekend - begonnen", "geen_nieuwe_start + nieuwe_start - beeindigd"),
            about=(Subject.LEVERING,),
            columns=(
                count("begonnen", "Trajecten die in de periode begonnen.", "is_begonnen"),
                count(
                    "nieuw",
                    "Daarvan: de jeugdige had in de vijf jaar ervoor geen traject.",
                    "is_begonnen and beroep = 'nieuw'",
                ),
                count(
                    "herhaald",
                    "Daarvan: er eindigde een traject van de jeugdige in de vijf jaar voor de start.",
                    "is_begonnen and beroep = 'herhaald'",
                ),
                count(
                    "beroep_onbekend",
                    "Daarvan: de gegevens gaan nog geen vijf jaar terug.",
                    "is_begonnen and beroep = 'onbekend'",
                ),
                count(
                    "herhaald_periode",
                    "Van de begonnen trajecten, anders gelezen: er eindigde er een in de vijf jaar voor de periode.",
                    "is_begonnen and eerder_periode",
                    in_time=False,
                ),
                count("lopend", "Trajecten die aan het eind van de periode doorlopen.", "loopt", in_time=False),
                count("beeindigd", "Trajecten die in de periode eindigden.", "is_beeindigd"),
                count(
                    "kort",
                    "Van de beëindigde trajecten: korter dan zoveel dagen (drempel kort).",
                    "is_beeindigd and dagen < getvariable('p_kort')",
                ),
                count(
                    "uitval",
                    "Van de beëindigde trajecten: niet volgens plan (reden 02 tot en met 05 van het CBS).",
                    "is_beeindigd and reden_cbs in ('02', '03', '04', '05')",
                ),
                share(
                    "aandeel_uitval",
                    "Deel van de beëindigde trajecten dat uitval is.",
                    "uitval",
                    "beeindigd",
                    absent=_NONE,
                ),
                count(
                    "geen_nieuwe_start",
                    "Van de beëindigde trajecten: geen nieuwe start in de zes maanden erna, die al om zijn.",
                    "is_beeindigd and half_jaar <= getvariable('dag_k') and coalesce(volgende_begin > half_jaar, true)",
                ),
                count(
                    "nieuwe_start",
                    "Van de beëindigde trajecten: wel een nieuwe start binnen zes maanden.",
                    "is_beeindigd and volgende_begin <= half_jaar",
                ),
                count(
                    "duurzaam",
                    "Van de beëindigde trajecten: geen nieuwe start in het jaar erna, dat al om is.",
                    "is_beeindigd and heel_jaar <= getvariable('dag_k') and coalesce(volgende_begin > heel_jaar, true)",
                ),
                Column(
                    name="duur_gemiddeld",
                    sentence="Gemiddelde duur van de trajecten die eindigden.",
                    unit=Unit.DAYS,
                    counts="avg(dagen)",
                    where="is_beeindigd",
                    absent=_NONE,
                ),
                _days(
                    "duur_mediaan",
                    "De helft van de beëindigde trajecten duurde hooguit zo lang.",
                    "quantile_disc(dagen, 0.5)",
                ),
                _days(
                    "duur_p90",
                    "Negen van de tien beëindigde trajecten duurden hooguit zo lang.",
                    "quantile_disc(dagen, 0.9)",
                ),
            ),
        ),
        Table(
            name="redenen",
            title="Hoe trajecten afliepen",
            facts="trajecten_redenen",
            adds_to=("beeindigd = trajecten.beeindigd",),
            about=(Subject.LEVERING,),
            columns=(
                key("reden_cbs", "Reden van beëindiging zoals het CBS die telt."),
                count("beeindigd", "Trajecten die in de periode zo eindigden."),
                _days("duur_mediaan", "De helft ervan duurde hooguit zo lang.", "quantile_disc(dagen, 0.5)"),
            ),
        ),
    ),
    charts=(
        Chart(
            name="trajecten",
            title="Begonnen en beëindigde trajecten",
            description="Twee lijnen: hoeveel trajecten er in elke periode begonnen, en hoeveel er eindigden.",
            kind=ChartKind.LINE,
            table="trajecten",
            x="periode",
            y=("begonnen", "beeindigd"),
            totals_only=True,
        ),
        Chart(
            name="redenen",
            title="Hoe trajecten afliepen",
            description="Een staaf per reden: hoeveel trajecten er zo eindigden.",
            kind=ChartKind.BAR,
            table="redenen",
            x="reden_cbs",
            y=("beeindigd",),
            totals_only=True,
        ),
    ),
)
