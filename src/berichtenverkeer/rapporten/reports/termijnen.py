# SPDX-License-Identifier: EUPL-1.2
"""Wie is op tijd?"""

from berichtenverkeer.rapporten import working_days
from berichtenverkeer.rapporten.columns import count, key, share
from berichtenverkeer.rapporten.declaration import PARTIJEN, Chart, ChartKind, Column, Report, Table, Takes, Unit


def _late(name: str, sentence: str, counts: str) -> Column:
    return Column(
        name=name,
        sentence=sentence,
        unit=Unit.WORKING_DAYS,
        counts=counts,
        where="te_laat > 0",
        absent="Niets was te laat.",
    )


_SOORT = key("soort", "Welke termijn; docs/termijnen.md zegt wat hij is.")
_COLUMNS = (
    count("termijnen", "Termijnen waarvan de laatste dag in de periode ligt.", additive=False),
    count("op_tijd", "Daarvan: op tijd voldaan.", "voldaan_op is not null and te_laat = 0", additive=False),
    count("te_laat", "Daarvan: te laat voldaan.", "voldaan_op is not null and te_laat > 0", additive=False),
    count(
        "open_te_laat", "Daarvan: nog niet voldaan, en te laat.", "voldaan_op is null and te_laat > 0", additive=False
    ),
    share("aandeel_op_tijd", "Deel dat op tijd is voldaan.", "op_tijd", "termijnen", absent="Er was geen termijn."),
    _late(
        "laat_mediaan", "De helft van wat te laat is, is dat hooguit zoveel werkdagen.", "quantile_disc(te_laat, 0.5)"
    ),
    _late(
        "laat_p90",
        "Negen van de tien die te laat zijn, zijn dat hooguit zoveel werkdagen.",
        "quantile_disc(te_laat, 0.9)",
    ),
)

TERMIJNEN = Report(
    code="termijnen",
    question="Wie is op tijd?",
    definition="termijnen in werkdagen, naar de laatste dag waarop iets op tijd is (docs/termijnen.md)",
    audience=PARTIJEN,
    takes=frozenset({Takes.PERIODS}),
    ids=("N07", "K12"),
    before=working_days.provide,
    tables=(
        Table(
            name="soorten",
            title="Termijnen naar soort",
            facts="termijnen",
            tells=("op_tijd + te_laat + open_te_laat - termijnen",),
            per_plek=False,
            columns=(_SOORT, *_COLUMNS),
        ),
        Table(
            name="partijen",
            title="Termijnen naar partij en soort",
            facts="termijnen",
            tells=("op_tijd + te_laat + open_te_laat - termijnen",),
            adds_to=(
                "termijnen = soorten.termijnen",
                "op_tijd = soorten.op_tijd",
                "te_laat = soorten.te_laat",
                "open_te_laat = soorten.open_te_laat",
            ),
            per_plek=False,
            columns=(
                key("partij", "Wie het moest doen."),
                _SOORT,
                *_COLUMNS,
            ),
        ),
    ),
    charts=(
        Chart(
            name="termijnen",
            title="Deel dat op tijd is",
            description="Een staaf per soort termijn: welk deel in de periode op tijd is voldaan.",
            kind=ChartKind.BAR,
            table="soorten",
            x="soort",
            y=("aandeel_op_tijd",),
        ),
    ),
)
