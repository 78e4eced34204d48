# SPDX-License-Identifier: EUPL-1.2
"""Blijft iedere gemeente binnen haar budget?"""

from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)

_NOT_BUDGETED = "Hiervoor is niets begroot."

_FOR = Column(name="voor", sentence="CBS-code van de gemeente; `samen` voor alle gemeenten samen.", unit=Unit.CODE)
_KIND = Column(
    name="soort",
    sentence="Een productgroep, overige hulp, de taakstelling (een bedrag zonder hulp), of het totaal.",
    unit=Unit.CODE,
)
_GROUP = Column(name="productgroep", sentence="Code van de productgroep; leeg waar het geen groep is.", unit=Unit.CODE)

_LINES = Table(
    name="begroting",
    title="Begroting en uitgaven van het jaar",
    facts="begroting",
    about=(Subject.PRESTATIE, Subject.TOEWIJZING),
    per_period=False,
    per_plek=False,
    columns=(
        Column(name="jaar", sentence="Kalenderjaar: elk jaar waarin een periode eindigt.", unit=Unit.CODE),
        _FOR,
        _KIND,
        _GROUP,
        Column(
            name="naam",
            sentence="Naam van de productgroep.",
            unit=Unit.TEXT,
            counts="max(naam)",
            absent="Het is geen productgroep, of zij heeft dit jaar geen producten.",
        ),
        Column(
            name="begroot_cents",
            sentence="Wat begroot is; onder nul wat moet worden bespaard.",
            unit=Unit.CENTS,
            counts="sum(begroot_cents)",
            absent=_NOT_BUDGETED,
        ),
        Column(
            name="realisatie_cents",
            sentence="Wat over het jaar is goedgekeurd, ook zonder plafond.",
            unit=Unit.CENTS,
            counts="sum(realisatie_cents)",
            is_additive=True,
        ),
        Column(
            name="beslag_cents",
            sentence="Wat toewijzingen nog vragen, waar een plafond is.",
            unit=Unit.CENTS,
            counts="sum(beslag_cents)",
            is_additive=True,
        ),
        Column(
            name="gereserveerd_cents",
            sentence="Wat verzoeken vragen waarvoor onder een plafond ruimte is vastgehouden.",
            unit=Unit.CENTS,
            counts="sum(gereserveerd_cents)",
            is_additive=True,
        ),
        Column(
            name="rest_cents",
            sentence="Wat van de begroting over is na realisatie, beslag en gereserveerd; onder nul is overschreden.",
            unit=Unit.CENTS,
            out_of="case when soort <> 'taakstelling' then"
            " begroot_cents - realisatie_cents - beslag_cents - gereserveerd_cents end",
            absent="Hiervoor is niets begroot; een taakstelling telt in het totaal.",
        ),
        Column(
            name="gebruik",
            sentence="Deel van de begroting dat is uitgegeven of toegezegd.",
            unit=Unit.PERCENT,
            out_of="procent(realisatie_cents + beslag_cents + gereserveerd_cents,"
            " case when soort <> 'taakstelling' then begroot_cents end)",
            absent=_NOT_BUDGETED,
        ),
    ),
)

_MONTHS = Table(
    name="maanden",
    title="Uitgaven in het jaar, tegen de begroting naar rato",
    facts="begroting_maanden",
    about=(Subject.PRESTATIE,),
    per_plek=False,
    columns=(
        _FOR,
        _KIND,
        _GROUP,
        Column(
            name="goedgekeurd_cents",
            sentence="Wat over de periode is goedgekeurd, op de eerste dag van de productperiode.",
            unit=Unit.CENTS,
            counts="sum(goedgekeurd_cents)",
            is_additive=True,
        ),
        Column(
            name="dit_jaar_cents",
            sentence="Wat van 1 januari tot en met de laatste dag van de periode is goedgekeurd.",
            unit=Unit.CENTS,
            counts="sum(dit_jaar_cents)",
            is_additive=True,
        ),
        Column(
            name="begroot_cents",
            sentence="Wat voor het hele jaar is begroot.",
            unit=Unit.CENTS,
            counts="sum(begroot_cents)",
            absent=_NOT_BUDGETED,
        ),
        Column(
            name="naar_rato_cents",
            sentence="Het deel van de begroting dat hoort bij de dagen van het jaar tot en met de periode.",
            unit=Unit.CENTS,
            counts="sum(naar_rato_cents)",
            absent=_NOT_BUDGETED,
        ),
        Column(
            name="verschil_cents",
            sentence="Begroot naar rato min wat is goedgekeurd: onder nul gaat het sneller dan begroot.",
            unit=Unit.CENTS,
            out_of="case when soort <> 'taakstelling' then naar_rato_cents - dit_jaar_cents end",
            absent="Hiervoor is niets begroot; een taakstelling telt in het totaal.",
        ),
    ),
)

BEGROTING = Report(
    code="begroting",
    question="Blijft iedere gemeente binnen haar budget?",
    definition="definitions 6.6: gemeentebegroting",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE}),
    ids=("B18", "B19", "B20", "B21", "B22", "B32"),
    takes=frozenset({Takes.PERIODS}),
    completeness=("met_declaratie", "met_claim"),
    tables=(_LINES, _MONTHS),
    charts=(
        Chart(
            name="maanden",
            title="Uitgaven in het jaar, naast de begroting",
            description="Twee lijnen per gemeente: wat dit jaar is goedgekeurd, en wat tot dan naar rato begroot is.",
            kind=ChartKind.LINE,
            table="maanden",
            x="periode",
            y=("dit_jaar_cents", "naar_rato_cents"),
            split="voor",
        ),
    ),
)
