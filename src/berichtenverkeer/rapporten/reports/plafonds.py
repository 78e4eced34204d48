# SPDX-License-Identifier: EUPL-1.2
"""Hoe staat het met de plafonds?"""

from berichtenverkeer.rapporten import prognoses
from berichtenverkeer.rapporten.columns import cents, count, key, share
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Table,
    Takes,
    Threshold,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

_NONE = (
    "Er is nog geen vol jaar van vergelijkbare plafonds bekend, of een aanbieder vraagt het en er zijn minder dan vijf"
    " anderen."
)
_NOT_FULL = "Het raakt niet vol, of er is geen prognose."
_ONLY_AHEAD = "Alleen de prognose heeft een lage en een hoge kant."


PLAFONDS = Report(
    code="plafonds",
    question="Hoe staat het met de plafonds?",
    definition="plafonds van het jaar waarin de periode eindigt, op haar laatste dag (docs/plafonds.md)",
    audience=frozenset({Audience.REGIO, Audience.AANBIEDER}),
    dimension=Dimension.AANBIEDER,
    takes=frozenset({Takes.PERIODS, Takes.DIMENSION}),
    ids=("B02", "B14", "B15", "B18", "B31"),
    completeness=("met_claim",),
    before=prognoses.provide,
    parameters={
        "vol": Threshold(100, "Vanaf zoveel procent gebruik is een plafond vol."),
        "signaal": Threshold(70, "Vanaf zoveel procent gebruik is een plafond boven het signaal."),
    },
    tables=(
        Table(
            name="plafonds",
            title="Plafonds en wat er van bekend is",
            facts="plafonds",
            is_personal=False,
            columns=(
                count("plafonds", "Plafonds van het jaar.", in_time=False),
                cents("bedrag_cents", "Het bedrag van die plafonds."),
                cents("realisatie_cents", "Wat ervan goedgekeurd is."),
                cents("beslag_cents", "Wat toewijzingen er verder van vragen."),
                cents("gereserveerd_cents", "Wat voor open verzoeken is gereserveerd."),
                cents("vrij_cents", "Wat er vrij is."),
                cents("overschrijding_cents", "Wat er niet in paste en toch is geboekt."),
                cents("tenzij_cents", "Wat er boven staat, onder een tenzij."),
                share(
                    "gebruik",
                    "Deel van het bedrag dat gebruikt is: gereserveerd, beslag en realisatie samen.",
                    "gereserveerd_cents + beslag_cents + realisatie_cents",
                    "bedrag_cents",
                    absent="Er is geen plafond.",
                ),
                count("vol", "Plafonds waarvan alles gebruikt is.", "gebruik >= getvariable('p_vol')", in_time=False),
                count(
                    "boven_signaal",
                    "Plafonds die boven de drempel van het signaal zitten.",
                    "gebruik >= getvariable('p_signaal')",
                    in_time=False,
                ),
                Column(
                    name="eerste_vol_op",
                    sentence="De eerste dag waarop een van deze plafonds vol is of wordt.",
                    unit=Unit.DATE,
                    counts="min(bereikt_op)",
                    absent="Geen van deze plafonds raakt vol, of er is geen prognose.",
                ),
                cents("prognose_cents", "Wat het wordt, uitgewerkt met de jaren ervoor.", absent=_NONE),
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
                key("aanbieder", "Wiens plafond het is.", Unit.CODE),
                key("perceel", "Alleen voor dit perceel; leeg als het niet zo is.", Unit.CODE),
                key("segment", "Alleen voor dit segment; leeg als het niet zo is.", Unit.CODE),
                key("bedrag_cents", "Het bedrag.", Unit.CENTS),
                key("bekend_cents", "Wat ervan gebruikt is.", Unit.CENTS),
                key("gebruik", "Dat als deel van het bedrag.", Unit.PERCENT),
                key("vrij_cents", "Wat er vrij is.", Unit.CENTS),
                key("overschrijding_cents", "Wat er niet in paste.", Unit.CENTS),
                key("prognose_cents", "Wat het wordt.", Unit.CENTS, _NONE),
                key("laag_cents", "Wat het wordt aan de lage kant.", Unit.CENTS, _NONE),
                key("hoog_cents", "Wat het wordt aan de hoge kant.", Unit.CENTS, _NONE),
                key(
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
                key("maand", "Het eind van welke maand; 'prognose' is wat het eind december wordt.", Unit.MONTH),
                cents("bekend_cents", "Wat toen gebruikt was, van alle plafonds samen."),
                cents("bedrag_cents", "Wat de plafonds toen samen waren.", absent="Het bedrag staat bij de maanden."),
                cents("laag_cents", "De lage kant van de prognose.", absent=_ONLY_AHEAD),
                cents("hoog_cents", "De hoge kant van de prognose.", absent=_ONLY_AHEAD),
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
