# SPDX-License-Identifier: EUPL-1.2
"""Wie heeft een cliëntenstop?"""

from berichtenverkeer.rapporten.columns import count, key
from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension


def _count(name: str, sentence: str, where: str, *, in_time: bool = True) -> Column:
    return count(name, sentence, f"soort = 'stop' and {where}", in_time=in_time)


STOPS = Report(
    code="stops",
    question="Wie heeft een cliëntenstop?",
    definition="cliëntenstops die zijn gevraagd, besloten, gelden of zijn opgeheven (docs/tenzij.md)",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    takes=frozenset({Takes.PERIODS, Takes.DIMENSION}),
    ids=("B06", "B07"),
    tables=(
        Table(
            name="stops",
            title="Cliëntenstops in de periode",
            facts="stops",
            about=(Subject.GEBEURTENIS,),
            is_personal=False,
            columns=(
                _count("gevraagd", "Stops die in de periode gevraagd werden.", "is_gevraagd"),
                _count("besloten", "Stops waarop in de periode besloten werd.", "is_besloten"),
                _count("toegekend", "Van die besluiten: toegekend.", "is_besloten and is_toegekend"),
                _count("afgewezen", "Van die besluiten: afgewezen.", "is_besloten and not is_toegekend"),
                _count("opgeheven", "Stops waarvan de laatste dag in de periode ligt.", "is_opgeheven"),
                _count("lopend", "Stops die op de laatste dag van de periode gelden.", "loopt", in_time=False),
                Column(
                    name="dagen",
                    sentence="Dagen van de periode waarop een stop gold, van alle stops samen.",
                    unit=Unit.DAYS,
                    counts="sum(dagen)",
                    where="soort = 'stop'",
                    is_additive=True,
                    adds_in_time=True,
                ),
                count("geweigerd", "Verzoeken die in de periode een nee kregen om een stop.", "soort = 'geweigerd'"),
            ),
        ),
        Table(
            name="lijst",
            title="Cliëntenstops die op de laatste dag van de periode gelden",
            facts="stops_lijst",
            per_plek=False,
            is_list=True,
            is_personal=False,
            order="periode, aanbieder, gemeente, waarvoor, van",
            columns=(
                key("aanbieder", "Wie geen nieuwe jeugdigen aanneemt."),
                key("gemeente", "Van welke gemeente, of van alle."),
                key("waarvoor", "Voor welk segment of perceel, of voor alles."),
                key("grond", "Waarom.", Unit.TEXT),
                key("gevraagd_op", "De dag waarop de stop gevraagd werd.", Unit.DATE),
                key("van", "De eerste dag waarop hij geldt.", Unit.DATE),
                key(
                    "tot",
                    "De dag vanaf welke hij is opgeheven.",
                    Unit.DATE,
                    absent="Er is nog niet besloten de stop op te heffen.",
                ),
                key("dagen", "Hoeveel dagen hij al geldt, op de laatste dag.", Unit.DAYS),
            ),
        ),
    ),
    charts=(
        Chart(
            name="stops",
            title="Lopende cliëntenstops",
            description="Een lijn: hoeveel cliëntenstops er aan het eind van elke periode golden.",
            kind=ChartKind.LINE,
            table="stops",
            x="periode",
            y=("lopend", "geweigerd"),
            totals_only=True,
        ),
    ),
)
