# SPDX-License-Identifier: EUPL-1.2
"""Wie maakt welke fouten?"""

from berichtenverkeer.rapporten.columns import clients, count, key, share
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

_PARTIJ = key("partij", "Wie het verzond.")
_SOORT = key("berichtsoort", "De berichtsoort, of geweigerd: nog geen bericht.")


def _position(name: str, sentence: str, counts: str) -> Column:
    absent = "In de periode kwam zo'n bericht niet binnen."
    return Column(name=name, sentence=sentence, unit=Unit.NUMBER, counts=counts, absent=absent)


_PROOF = Table(
    name="bewijs",
    title="Voor de accountant: wat binnenkwam is beoordeeld en beantwoord",
    facts="berichtkwaliteit_bewijs",
    about=(Subject.BERICHT,),
    per_plek=False,
    is_personal=False,
    sums=("goedgekeurd + afgekeurd + wachtend - ontvangen",),
    columns=(
        key("berichtsoort", "De berichtsoort; antwoorden staan bij het bericht dat zij beantwoorden."),
        count("ontvangen", "Berichten die in de periode binnenkwamen; elk is beoordeeld.", additive=False),
        count("goedgekeurd", "Daarvan: goedgekeurd.", "oordeel = 'goedgekeurd'", additive=False),
        count("afgekeurd", "Daarvan: afgekeurd.", "oordeel = 'afgekeurd'", additive=False),
        count("wachtend", "Daarvan: de ontvanger moet nog antwoorden.", "oordeel = 'voorlopig'", additive=False),
        count(
            "beantwoord",
            "Daarvan: met een antwoord, van de gateway of van de ontvanger.",
            "is_beantwoord",
            additive=False,
        ),
        Column(
            name="onbeantwoord",
            sentence="Daarvan: zonder antwoord.",
            unit=Unit.COUNT,
            out_of="ontvangen - beantwoord",
        ),
        _position("eerste_positie", "Positie in het grootboek van het eerste ervan.", "min(positie)"),
        _position("laatste_positie", "Positie in het grootboek van het laatste ervan.", "max(positie)"),
    ),
)
"""What an accountant asks (U13): nothing that came in is without verdict, and where it is to be found."""

BERICHTKWALITEIT = Report(
    code="berichtkwaliteit",
    question="Wie maakt welke fouten?",
    definition="berichten naar de dag waarop zij binnenkwamen",
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
                count("verzonden", "Berichten die in de periode binnenkwamen, antwoorden meegeteld.", additive=False),
                count("afgekeurd", "Daarvan: afgekeurd.", "oordeel = 'afgekeurd'", additive=False),
                count(
                    "wachtend",
                    "Daarvan: wachtend op het antwoord van de ontvanger.",
                    "oordeel = 'voorlopig'",
                    additive=False,
                ),
                count(
                    "herhaald", "Daarvan: eerder verzonden met dezelfde identificatie.", "not eerste", additive=False
                ),
                count(
                    "betwist",
                    "Daarvan: het antwoord van de ontvanger wijkt af van de regels.",
                    "is_betwist",
                    additive=False,
                ),
                share(
                    "aandeel_afgekeurd",
                    "Deel van de berichten dat werd afgekeurd.",
                    "afgekeurd",
                    "verzonden",
                    absent="De partij verzond dit in de periode niet.",
                ),
                clients("jeugdigen", "Jeugdigen over wie die berichten gingen."),
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
                key("code", "De regel of retourcode."),
                count("keren", "Berichten waarin deze code stond; een bericht kan er meer hebben.", additive=False),
            ),
        ),
        _PROOF,
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
