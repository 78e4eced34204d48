# SPDX-License-Identifier: EUPL-1.2
"""Blijft iedere gemeente binnen haar budget?"""

from berichtenverkeer.rapporten import prognoses
from berichtenverkeer.rapporten.columns import cents, key
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
from berichtenverkeer.rapporten.question import Dimension

_NOT_BUDGETED = "Hiervoor is niets begroot."
_USED = "realisatie_cents + beslag_cents + gereserveerd_cents"
_IN_TOTAL = "Hiervoor is niets begroot; een taakstelling telt in het totaal."

_YEAR = key("jaar", "Kalenderjaar: elk jaar waarin een periode eindigt.")
_LINE = (
    key("soort", "Een productgroep, overige hulp, of de taakstelling: een bedrag zonder hulp."),
    key("productgroep", "Code van de productgroep; leeg waar het geen groep is."),
)
_BUDGETED = cents(
    "begroot_cents",
    "Wat voor het hele jaar begroot is; onder nul wat moet worden bespaard.",
    absent=_NOT_BUDGETED,
    is_personal=False,
)
_SPENT = (
    _BUDGETED,
    cents("realisatie_cents", "Wat over het jaar is goedgekeurd, ook zonder plafond."),
    cents("beslag_cents", "Wat toewijzingen nog vragen, waar een plafond is."),
    cents("gereserveerd_cents", "Wat verzoeken vragen waarvoor onder een plafond ruimte is vastgehouden."),
)


def _becomes(condition: str = "") -> Column:
    return Column(
        name="prognose_cents",
        sentence="Wat het wordt als elk plafond waar het onder valt groeit volgens zijn prognose, die van alle"
        " gemeenten samen.",
        unit=Unit.CENTS,
        counts="case when coalesce(sum(realisatie_cents) = sum(geboekt_cents), true)"
        " and not coalesce(bool_or(wordt_miljoenste is null) filter (where begroot_cents is null), false)"
        f"{condition} then coalesce(gedeeld(sum(wordt_miljoenste), 1_000_000), 0) end",
        absent="Niet alles valt onder een plafond waarvan een prognose bekend is.",
    )


def _rest(budgeted: str, absent: str) -> tuple[Column, Column]:
    return (
        Column(
            name="rest_cents",
            sentence="Wat van de begroting over is na realisatie, beslag en gereserveerd; onder nul is overschreden.",
            unit=Unit.CENTS,
            out_of=f"{budgeted} - realisatie_cents - beslag_cents - gereserveerd_cents",
            absent=absent,
        ),
        Column(
            name="gebruik",
            sentence="Deel van de begroting dat is uitgegeven of toegezegd.",
            unit=Unit.PERCENT,
            out_of=f"procent({_USED}, {budgeted})",
            absent=absent,
        ),
    )


_LINES = Table(
    name="begroting",
    title="Begroting en uitgaven van het jaar, per productgroep",
    facts="begroting",
    adds_to=(
        "realisatie_cents = totaal.realisatie_cents",
        "beslag_cents = totaal.beslag_cents",
        "gereserveerd_cents = totaal.gereserveerd_cents",
    ),
    about=(Subject.PRESTATIE, Subject.TOEWIJZING),
    per_period=False,
    columns=(
        _YEAR,
        *_LINE,
        Column(
            name="naam",
            sentence="Naam van de productgroep.",
            unit=Unit.TEXT,
            counts="max(naam)",
            is_personal=False,
            absent="Het is geen productgroep, of zij heeft dit jaar geen producten.",
        ),
        *_SPENT,
        _becomes(" and any_value(soort) <> 'taakstelling'"),
        *_rest("case when soort <> 'taakstelling' then begroot_cents end", _IN_TOTAL),
    ),
)

_WHOLE = Table(
    name="totaal",
    title="Begroting en uitgaven van het jaar, alles samen met de taakstelling",
    facts="begroting",
    about=(Subject.PRESTATIE, Subject.TOEWIJZING),
    per_period=False,
    columns=(_YEAR, *_SPENT, _becomes(), *_rest("begroot_cents", _NOT_BUDGETED)),
)

_GONE = (
    cents(
        "goedgekeurd_cents", "Wat over de periode is goedgekeurd, op de eerste dag van de productperiode.", in_time=True
    ),
    cents("dit_jaar_cents", "Wat van 1 januari tot en met de laatste dag van de periode is goedgekeurd."),
    _BUDGETED,
    cents(
        "naar_rato_cents",
        "Het deel van de begroting dat hoort bij de dagen van het jaar tot en met de periode.",
        absent=_NOT_BUDGETED,
        is_personal=False,
    ),
)


def _left(budgeted: str, absent: str) -> Column:
    return Column(
        name="verschil_cents",
        sentence="Begroot naar rato min wat is goedgekeurd: onder nul gaat het sneller dan begroot.",
        unit=Unit.CENTS,
        out_of=f"{budgeted} - dit_jaar_cents",
        absent=absent,
    )


_MONTHS = Table(
    name="maanden",
    title="Uitgaven in het jaar tegen de begroting naar rato, per productgroep",
    facts="begroting_maanden",
    adds_to=(
        "goedgekeurd_cents = maanden_totaal.goedgekeurd_cents",
        "dit_jaar_cents = maanden_totaal.dit_jaar_cents",
    ),
    about=(Subject.PRESTATIE,),
    columns=(*_LINE, *_GONE, _left("case when soort <> 'taakstelling' then naar_rato_cents end", _IN_TOTAL)),
)

_MONTHS_WHOLE = Table(
    name="maanden_totaal",
    title="Uitgaven in het jaar tegen de begroting naar rato, alles samen met de taakstelling",
    facts="begroting_maanden",
    about=(Subject.PRESTATIE,),
    columns=(*_GONE, _left("naar_rato_cents", _NOT_BUDGETED)),
)

BEGROTING = Report(
    code="begroting",
    question="Blijft iedere gemeente binnen haar budget?",
    definition="wat een gemeente begrootte, naast wat is goedgekeurd, toegewezen en gevraagd (docs/begroting.md)",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE}),
    ids=("B18", "B19", "B20", "B21", "B22", "B32"),
    takes=frozenset({Takes.PERIODS}),
    dimension=Dimension.GEMEENTE,
    completeness=("met_declaratie", "met_claim"),
    before=prognoses.provide_at_peil,
    tables=(_LINES, _WHOLE, _MONTHS, _MONTHS_WHOLE),
    charts=(
        Chart(
            name="maanden",
            title="Uitgaven in het jaar, naast de begroting",
            description="Twee lijnen: wat dit jaar is goedgekeurd, en wat tot dan naar rato begroot is.",
            kind=ChartKind.LINE,
            table="maanden_totaal",
            x="periode",
            y=("dit_jaar_cents", "naar_rato_cents"),
        ),
        Chart(
            name="gebruik",
            title="Welk deel van de begroting is uitgegeven of toegezegd",
            description="Een staaf per gemeente: honderd procent is de hele begroting.",
            kind=ChartKind.BAR,
            table="totaal",
            x="plek",
            y=("gebruik",),
        ),
    ),
)
