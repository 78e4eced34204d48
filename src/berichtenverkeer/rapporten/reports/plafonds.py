# SPDX-License-Identifier: EUPL-1.2
"""Hoe staat het met de plafonds?"""

from berichtenverkeer.rapporten import prognoses
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Table,
    Takes,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

_NONE = (
    "Er is nog geen vol jaar van vergelijkbare plafonds bekend, of een aanbieder vraagt het en er zijn minder dan vijf"
    " anderen."
)
_NOT_FULL = "Het raakt niet vol, of er is geen prognose."
_ONLY_AHEAD = "Alleen de prognose heeft een lage en een hoge kant."


def _cents(name: str, sentence: str, absent: str = "") -> Column:
    return Column(name=name, sentence=sentence, unit=Unit.CENTS, counts=f"sum({name})", is_additive=True, absent=absent)


def _shown(name: str, sentence: str, unit: Unit, absent: str = "") -> Column:
    return Column(name=name, sentence=sentence, unit=unit, absent=absent)


PLAFONDS = Report(
    code="plafonds",
    question="Hoe staat het met de plafonds?",
    definition="definitions 6; op de laatste dag van de periode",
    audience=frozenset({Audience.REGIO, Audience.AANBIEDER}),
    dimension=Dimension.AANBIEDER,
    takes=frozenset({Takes.PERIODS, Takes.DIMENSION}),
    ids=("B02", "B14", "B15", "B18", "B31"),
    completeness=("met_claim",),
    before=prognoses.provide,
    parameters={"vol": 100, "signaal": 70},
    tables=(
        Table(
            name="plafonds",
            title="Plafonds en wat er van bekend is",
            facts="plafonds",
            is_personal=False,
            columns=(
                Column(
                    name="plafonds",
                    sentence="Plafonds van het jaar.",
                    unit=Unit.COUNT,
                    counts="count(*)",
                    is_additive=True,
                ),
                _cents("bedrag_cents", "Het bedrag van die plafonds."),
                _cents("realisatie_cents", "Wat ervan goedgekeurd is."),
                _cents("beslag_cents", "Wat toewijzingen er verder van vragen."),
                _cents("gereserveerd_cents", "Wat voor open verzoeken is gereserveerd."),
                _cents("vrij_cents", "Wat er vrij is."),
                _cents("overschrijding_cents", "Wat er niet in paste en toch is geboekt."),
                _cents("tenzij_cents", "Wat er boven staat, onder een tenzij."),
                Column(
                    name="gebruik",
                    sentence="Deel van het bedrag dat gebruikt is: gereserveerd, beslag en realisatie samen.",
                    unit=Unit.PERCENT,
                    out_of="round(100.0 * (gereserveerd_cents + beslag_cents + realisatie_cents)"
                    " / nullif(bedrag_cents, 0), 2)",
                    absent="Er is geen plafond.",
                ),
                Column(
                    name="vol",
                    sentence="Plafonds waarvan alles gebruikt is.",
                    unit=Unit.COUNT,
                    counts="count(*)",
                    where="gebruik >= getvariable('p_vol')",
                    is_additive=True,
                ),
                Column(
                    name="boven_signaal",
                    sentence="Plafonds die boven de drempel van het signaal zitten.",
                    unit=Unit.COUNT,
                    counts="count(*)",
                    where="gebruik >= getvariable('p_signaal')",
                    is_additive=True,
                ),
                Column(
                    name="eerste_vol_op",
                    sentence="De eerste dag waarop een van deze plafonds vol is of wordt.",
                    unit=Unit.DATE,
                    counts="min(bereikt_op)",
                    absent="Geen van deze plafonds raakt vol, of er is geen prognose.",
                ),
                _cents("prognose_cents", "Wat het wordt, uitgewerkt met de jaren ervoor.", _NONE),
                Column(
                    name="met_prognose",
                    sentence="Voor hoeveel plafonds er een prognose is.",
                    unit=Unit.COUNT,
                    counts="count(prognose_cents)",
                    is_additive=True,
                ),
            ),
        ),
        Table(
            name="lijst",
            title="De plafonds een voor een, het eerst volle bovenaan",
            facts="plafonds",
            is_list=True,
            is_personal=False,
            order="periode, bereikt_op nulls last, gebruik desc, aanbieder, perceel, segment",
            columns=(
                _shown("aanbieder", "Wiens plafond het is.", Unit.CODE),
                _shown("perceel", "Alleen voor dit perceel; leeg als het niet zo is.", Unit.CODE),
                _shown("segment", "Alleen voor dit segment; leeg als het niet zo is.", Unit.CODE),
                _shown("bedrag_cents", "Het bedrag.", Unit.CENTS),
                _shown("bekend_cents", "Wat ervan gebruikt is.", Unit.CENTS),
                _shown("gebruik", "Dat als deel van het bedrag.", Unit.PERCENT),
                _shown("vrij_cents", "Wat er vrij is.", Unit.CENTS),
                _shown("overschrijding_cents", "Wat er niet in paste.", Unit.CENTS),
                _shown("prognose_cents", "Wat het wordt.", Unit.CENTS, _NONE),
                _shown("laag_cents", "Wat het wordt aan de lage kant.", Unit.CENTS, _NONE),
                _shown("hoog_cents", "Wat het wordt aan de hoge kant.", Unit.CENTS, _NONE),
                _shown(
                    "bereikt_op",
                    "De dag waarop het vol is of wordt.",
                    Unit.DATE,
                    "Het raakt niet vol, of er is geen prognose.",
                ),
            ),
        ),
        Table(
            name="verloop",
            title="Verloop in het jaar, met de prognose erachter",
            facts="plafonds_verloop",
            per_period=False,
            per_plek=False,
            is_personal=False,
            columns=(
                _shown("maand", "Het eind van welke maand; `prognose` is wat het eind december wordt.", Unit.CODE),
                _cents("bekend_cents", "Wat toen gebruikt was, van alle plafonds samen."),
                _cents("bedrag_cents", "Wat de plafonds toen samen waren."),
                _cents("laag_cents", "De lage kant van de prognose.", _ONLY_AHEAD),
                _cents("hoog_cents", "De hoge kant van de prognose.", _ONLY_AHEAD),
            ),
        ),
    ),
    charts=(
        Chart(
            name="gebruik",
            title="Welk deel van het plafond gebruikt is",
            description="Een staaf per plek: welk deel van de plafonds op de laatste dag gebruikt is.",
            kind=ChartKind.BAR,
            table="plafonds",
            x="plek",
            y=("gebruik",),
        ),
        Chart(
            name="verloop",
            title="Verloop in het jaar, met de band van de prognose",
            description="Een lijn van wat elke maand gebruikt was, met daarachter de prognose en haar band.",
            kind=ChartKind.RANGE,
            table="verloop",
            x="maand",
            y=("bekend_cents",),
            low="laag_cents",
            high="hoog_cents",
        ),
    ),
)
