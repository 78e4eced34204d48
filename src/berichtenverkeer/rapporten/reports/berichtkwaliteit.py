# SPDX-License-Identifier: EUPL-1.2
"""Wie maakt welke fouten?"""

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


def _count(name: str, sentence: str, where: str = "") -> Column:
    return Column(name=name, sentence=sentence, unit=Unit.COUNT, counts="count(*)", where=where, adds_in_time=True)


_PARTIJ = Column(name="partij", sentence="Wie het verzond.", unit=Unit.CODE)
_SOORT = Column(name="berichtsoort", sentence="De berichtsoort, of geweigerd: nog geen bericht.", unit=Unit.CODE)

BERICHTKWALITEIT = Report(
    code="berichtkwaliteit",
    question="Wie maakt welke fouten?",
    definition="figures: berichten naar de dag waarop zij binnenkwamen",
    audience=PARTIJEN,
    takes=frozenset({Takes.PERIODS}),
    ids=("U13", "X24"),
    tables=(
        Table(
            name="berichten",
            title="Berichten per partij en berichtsoort",
            facts="berichtkwaliteit",
            about=(Subject.BERICHT,),
            per_plek=False,
            is_personal=False,
            columns=(
                _PARTIJ,
                _SOORT,
                _count("verzonden", "Berichten die in de periode binnenkwamen, antwoorden meegeteld."),
                _count("afgekeurd", "Van hen: afgekeurd.", "oordeel = 'afgekeurd'"),
                _count(
                    "wachtend",
                    "Van hen: wachtend op het antwoord van de ontvanger.",
                    "oordeel = 'voorlopig'",
                ),
                _count("herhaald", "Van hen: eerder verzonden met dezelfde identificatie.", "not eerste"),
                _count("betwist", "Van hen: het antwoord van de ontvanger wijkt af van de regels.", "is_betwist"),
                Column(
                    name="aandeel_afgekeurd",
                    sentence="Deel van de berichten dat werd afgekeurd.",
                    unit=Unit.PERCENT,
                    out_of="round(100.0 * afgekeurd / nullif(verzonden, 0), 2)",
                    absent="De partij verzond dit in de periode niet.",
                ),
                Column(
                    name="jeugdigen",
                    sentence="Jeugdigen over wie die berichten gingen.",
                    unit=Unit.COUNT,
                    counts="count(distinct client)",
                ),
                Column(
                    name="per_jeugdige",
                    sentence="Berichten per jeugdige.",
                    unit=Unit.NUMBER,
                    out_of="round(1.0 * verzonden / nullif(jeugdigen, 0), 2)",
                    absent="Dit bericht gaat niet over een jeugdige.",
                ),
            ),
        ),
        Table(
            name="codes",
            title="Waarop berichten werden afgekeurd of geweigerd",
            facts="berichtkwaliteit_codes",
            about=(Subject.BERICHT,),
            per_plek=False,
            is_personal=False,
            columns=(
                _PARTIJ,
                _SOORT,
                Column(name="code", sentence="De regel of retourcode.", unit=Unit.CODE),
                _count("keren", "Berichten waarin deze code stond; een bericht kan er meer hebben."),
            ),
        ),
    ),
    charts=(
        Chart(
            name="codes",
            title="Waarop berichten worden afgekeurd",
            description="Een staaf per code: hoeveel berichten er om werden afgekeurd of geweigerd.",
            kind=ChartKind.BAR,
            table="codes",
            x="code",
            y=("keren",),
        ),
    ),
)
