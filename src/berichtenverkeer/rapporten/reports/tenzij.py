# SPDX-License-Identifier: EUPL-1.2
"""Wat gebeurt er boven het plafond?"""

from berichtenverkeer.rapporten.columns import cents, count, key
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

TENZIJ = Report(
    code="tenzij",
    question="Wat gebeurt er boven het plafond?",
    definition="hulp aan één jeugdige boven het plafond: gevraagd, besloten, gebruikt en verrekend (docs/tenzij.md)",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    takes=frozenset({Takes.PERIODS, Takes.DIMENSION}),
    ids=("B09", "B10", "B11", "B12"),
    tables=(
        Table(
            name="tenzij",
            title="Verzoeken om een tenzij, en wat ervan kwam",
            facts="tenzij",
            tells=(
                "toegekend + afgewezen - besloten",
                "toegekend_op_beide < toegekend",
                "toegekend_zonder < toegekend",
            ),
            columns=(
                count("gevraagd", "Verzoeken die in de periode gedaan werden.", "is_gevraagd"),
                count("besloten", "Verzoeken waarop in de periode besloten is, zo nodig bevestigd.", "is_besloten"),
                count("toegekend", "Van die besluiten: toegekend.", "is_toegekend"),
                count("afgewezen", "Van die besluiten: afgewezen.", "is_afgewezen"),
                count("ingetrokken", "Verzoeken die in de periode ingetrokken werden.", "is_ingetrokken"),
                count(
                    "toegekend_op_beide",
                    "Van de toegekende: op beide gronden (kan niet wachten, en alleen hier).",
                    "is_toegekend and heeft_beide_gronden",
                ),
                count(
                    "toegekend_zonder",
                    "Van de toegekende: niet op beide gronden, of zonder dat alternatieven gevraagd zijn.",
                    "is_toegekend and not (heeft_beide_gronden and heeft_alternatieven)",
                ),
                Column(
                    name="dagen_tot_besluit",
                    sentence="Mediaan van de dagen tussen verzoek en besluit, van wat in de periode besloten is.",
                    unit=Unit.DAYS,
                    counts="quantile_disc(dagen, 0.5)",
                    where="is_besloten",
                    absent="In de periode werd niets besloten.",
                ),
                count("open", "Verzoeken die aan het eind van de periode open staan.", "is_open", in_time=False),
                count("lopend", "Tenzij's die op de laatste dag van de periode gelden.", "loopt", in_time=False),
                cents("maximum_cents", "Wat die samen hoogstens mogen kosten.", "maximum_cents", "loopt"),
                cents(
                    "gebruikt_cents",
                    "Wat daarvan dan gebruikt is.",
                    "gebruikt_cents",
                    "loopt",
                ),
                Column(
                    name="over_cents",
                    sentence="Wat daarvan over is.",
                    unit=Unit.CENTS,
                    out_of="maximum_cents - gebruikt_cents",
                ),
            ),
        ),
        Table(
            name="verrekening",
            title="Verrekening per half jaar",
            facts="tenzij_verrekening",
            about=(Subject.GEBEURTENIS,),
            per_period=False,
            per_plek=False,
            columns=(
                key("halfjaar", "Het half jaar dat verrekend werd.", Unit.TEXT),
                key("aanbieder", "Met wie."),
                Column(
                    name="tenzijs",
                    sentence="Hoeveel tenzij's verrekend werden.",
                    unit=Unit.COUNT,
                    counts="count(distinct tenzij_id)",
                    where="soort = 'bedrag'",
                ),
                cents("bedrag_cents", "Het vastgestelde bedrag.", where="soort = 'bedrag'"),
                cents(
                    "correctie_cents",
                    "Wat eerdere half jaren erbij of eraf kregen.",
                    of="bedrag_cents",
                    where="soort = 'correctie'",
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="tenzij",
            title="Verzoeken om een tenzij",
            description="Drie lijnen: gevraagd, toegekend en afgewezen in elke periode.",
            kind=ChartKind.LINE,
            table="tenzij",
            x="periode",
            y=("gevraagd", "toegekend", "afgewezen"),
            totals_only=True,
        ),
    ),
)
