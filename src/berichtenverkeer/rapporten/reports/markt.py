# SPDX-License-Identifier: EUPL-1.2
"""Hoe is de markt verdeeld?"""

import msgspec

from berichtenverkeer.rapporten.columns import aanbieders, cents, clients, growth, key, share
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Threshold,
    Unit,
)

_NOTHING = "Er zijn geen goedgekeurde kosten."
_NO_EARLIER = "Er is geen eerdere periode om mee te vergelijken, of toen was er niets."
_OF_COSTS = "not is_aanbieder"
_AT_SMALL = "not is_aanbieder and heeft_weinig_omzet and heeft_weinig_jeugdigen"


_COSTS = cents(
    "kosten_cents",
    "Goedgekeurde prestaties min wat is gecrediteerd, op de eerste dag van hun productperiode.",
    of="bedrag_cents",
    where=_OF_COSTS,
    absent=_NOTHING,
    in_time=True,
)
_CLIENTS = clients("jeugdigen", "Jeugdigen met goedgekeurde kosten, ieder een keer.", _OF_COSTS)
_AANBIEDERS = Column(
    name="aanbieders",
    sentence="Aanbieders met goedgekeurde kosten.",
    unit=Unit.COUNT,
    counts="count(*)",
    where="is_aanbieder",
    is_personal=False,
)

_WHOLE = Table(
    name="markt",
    title="De markt",
    facts="markt",
    about=(Subject.PRESTATIE,),
    own_total=True,
    columns=(
        _COSTS,
        _CLIENTS,
        _AANBIEDERS,
        Column(
            name="maanden",
            sentence="Maanden van de periode waarover iets is goedgekeurd.",
            unit=Unit.COUNT,
            counts="bit_count(bit_or(maand))",
            is_personal=False,
            absent=_NOTHING,
        ),
        Column(
            name="jaarbedrag_cents",
            sentence="De kosten doorgerekend naar twaalf maanden, vanuit de maanden waarover iets is goedgekeurd.",
            unit=Unit.CENTS,
            out_of="gedeeld(12 * kosten_cents, maanden)",
            absent=_NOTHING,
        ),
        Column(
            name="per_aanbieder_cents",
            sentence="Gemiddelde omzet van een aanbieder.",
            unit=Unit.CENTS,
            out_of="gedeeld(kosten_cents, aanbieders)",
            absent=_NOTHING,
        ),
        Column(
            name="top_cents",
            sentence="Omzet van de grootste aanbieders; hoeveel dat er zijn staat bij het rapport.",
            unit=Unit.CENTS,
            counts="sum(bedrag_cents)",
            where="not is_aanbieder and rang <= getvariable('p_grootste')",
            absent=_NOTHING,
        ),
        share(
            "aandeel_top",
            "Deel van de kosten dat naar de grootste aanbieders gaat.",
            "top_cents",
            "kosten_cents",
            absent=_NOTHING,
        ),
        Column(
            name="hhi",
            sentence="Concentratie van de markt (Herfindahl-Hirschman): 10.000 als alles bij één aanbieder ligt.",
            unit=Unit.NUMBER,
            counts="gedeeld(10000 * sum(omzet_cents::hugeint * omzet_cents), sum(omzet_cents) * sum(omzet_cents))",
            is_personal=False,
            absent=_NOTHING,
        ),
        Column(
            name="weinig_omzet",
            sentence="Aanbieders met een omzet tot en met de grens die bij het rapport staat, per jaar gerekend.",
            unit=Unit.COUNT,
            counts="count(*)",
            is_personal=False,
            where="is_aanbieder and heeft_weinig_omzet",
        ),
        share(
            "aandeel_weinig_omzet",
            "Deel van de aanbieders met weinig omzet.",
            "weinig_omzet",
            "aanbieders",
            absent=_NOTHING,
        ),
        Column(
            name="weinig_jeugdigen",
            sentence="Aanbieders met ten hoogste zoveel jeugdigen als bij het rapport staat.",
            unit=Unit.COUNT,
            counts="count(*)",
            is_personal=False,
            where="is_aanbieder and heeft_weinig_jeugdigen",
        ),
        share(
            "aandeel_weinig_jeugdigen",
            "Deel van de aanbieders met weinig jeugdigen.",
            "weinig_jeugdigen",
            "aanbieders",
            absent=_NOTHING,
        ),
        Column(
            name="beide",
            sentence="Aanbieders met weinig omzet en ook weinig jeugdigen.",
            unit=Unit.COUNT,
            counts="count(*)",
            is_personal=False,
            where="is_aanbieder and heeft_weinig_omzet and heeft_weinig_jeugdigen",
        ),
        share("aandeel_beide", "Deel van de aanbieders met allebei.", "beide", "aanbieders", absent=_NOTHING),
        clients(
            "jeugdigen_bij_beide",
            "Jeugdigen die een andere aanbieder nodig hebben als die aanbieders zouden stoppen.",
            _AT_SMALL,
        ),
        Column(
            name="kosten_bij_beide_cents",
            sentence="Kosten die naar een andere aanbieder gaan als die aanbieders zouden stoppen.",
            unit=Unit.CENTS,
            counts="sum(bedrag_cents)",
            where=_AT_SMALL,
            absent="Geen aanbieder heeft weinig omzet en ook weinig jeugdigen.",
        ),
        growth(
            "groei_kosten",
            "Groei van de kosten ten opzichte van de periode ervoor.",
            "kosten_cents",
            absent=_NO_EARLIER,
        ),
        growth(
            "groei_jeugdigen",
            "Groei van het aantal jeugdigen ten opzichte van de periode ervoor.",
            "jeugdigen",
            absent=_NO_EARLIER,
        ),
        growth(
            "groei_aanbieders",
            "Groei van het aantal aanbieders ten opzichte van de periode ervoor.",
            "aanbieders",
            absent=_NO_EARLIER,
        ),
    ),
)

_CLASSES = Table(
    name="omzetklassen",
    title="Aanbieders naar omzet",
    facts="markt",
    adds_to=("jeugdigen = markt.jeugdigen", "kosten_cents = markt.kosten_cents"),
    about=(Subject.PRESTATIE,),
    own_total=True,
    columns=(
        key("klasse", "Omzet in euro, per jaar gerekend."),
        _AANBIEDERS,
        share(
            "aandeel_aanbieders",
            "Deel van alle aanbieders.",
            "aanbieders",
            "sum(aanbieders) over w_cel",
            absent=_NOTHING,
        ),
        _CLIENTS,
        msgspec.structs.replace(_COSTS, is_additive=False, adds_in_time=False),
        share(
            "aandeel_kosten", "Deel van alle kosten.", "kosten_cents", "sum(kosten_cents) over w_cel", absent=_NOTHING
        ),
    ),
)

_CURVE = Table(
    name="rangorde",
    title="Aanbieders van groot naar klein",
    facts="markt",
    order="rang nulls last",
    adds_to=("kosten_cents = markt.kosten_cents",),
    about=(Subject.PRESTATIE,),
    own_total=True,
    columns=(
        key("aanbieder", "AGB-code van de aanbieder."),
        Column(
            name="rang",
            sentence="De hoeveelste naar omzet.",
            unit=Unit.COUNT,
            counts="min(rang)",
            is_personal=False,
            absent=_NOTHING,
        ),
        _COSTS,
        _CLIENTS,
        share("aandeel", "Deel van alle kosten.", "kosten_cents", "sum(kosten_cents) over w_cel", absent=_NOTHING),
        share(
            "opgeteld",
            "Deel van alle kosten van deze aanbieder en alle grotere samen.",
            "sum(kosten_cents) over (w_cel order by rang)",
            "sum(kosten_cents) over w_cel",
            absent=_NOTHING,
        ),
    ),
)

_PRODUCTS = Table(
    name="producten",
    title="Wat op één aanbieder rust",
    facts="markt_producten",
    about=(Subject.LEVERING,),
    columns=(
        key("product", "Code van het product; van hulp zonder code de productcategorie."),
        aanbieders("aanbieders", "Aanbieders die er in de periode hulp mee gaven.", is_personal=False),
        clients("jeugdigen", "Jeugdigen die er hulp mee kregen."),
        Column(
            name="rust_op_een",
            sentence="Of maar één aanbieder deze hulp gaf.",
            unit=Unit.YES_NO,
            out_of="aanbieders = 1",
            is_personal=False,
        ),
    ),
)

_PLAFONDS = Table(
    name="plafondklassen",
    title="Plafonds naar hoogte",
    facts="markt_plafonds",
    is_personal=False,
    per_plek=False,
    columns=(
        key("klasse", "De grootste apart; daarna boven, op en onder de grens die bij het rapport staat."),
        aanbieders(
            "aanbieders",
            "Aanbieders met zo'n plafond in het jaar; wie alleen maatwerk levert telt niet mee.",
            is_personal=False,
        ),
        Column(
            name="plafond_cents",
            sentence="Hun plafonds samen.",
            unit=Unit.CENTS,
            counts="sum(plafond_cents)",
        ),
        share(
            "aandeel",
            "Deel van alle plafonds samen.",
            "plafond_cents",
            "sum(plafond_cents) over w_periode",
            absent="In dat jaar heeft niemand een plafond.",
        ),
    ),
)

MARKT = Report(
    code="markt",
    question="Hoe is de markt verdeeld?",
    definition="omzet is goedgekeurde productie: prestaties min credits, op de eerste dag van hun productperiode",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE}),
    ids=(
        "M01",
        "M02",
        "M03",
        "M04",
        "M05",
        "M06",
        "M07",
        "M10",
        "M12",
        "M13",
        "M16",
        "B14",
        "S01",
        "S02",
        "X16",
        "X19",
    ),
    completeness=("met_declaratie",),
    parameters={
        "omzet_euro": Threshold(25_000, "Een omzet tot en met zoveel euro per jaar is weinig."),
        "jeugdigen": Threshold(5, "Zoveel jeugdigen of minder is weinig."),
        "grootste": Threshold(10, "Hoeveel aanbieders de grootste zijn."),
        "plafond_euro": Threshold(200_000, "De grens, in euro, waarnaar plafonds worden ingedeeld."),
    },
    tables=(_WHOLE, _CLASSES, _CURVE, _PRODUCTS, _PLAFONDS),
    charts=(
        Chart(
            name="kromme",
            title="Hoeveel van de kosten naar de grootste aanbieders gaat",
            description="Een lijn die oploopt tot honderd procent: hoe steiler het begin, hoe meer bij weinigen ligt.",
            kind=ChartKind.CURVE,
            table="rangorde",
            x="rang",
            y=("opgeteld",),
            totals_only=True,
        ),
        Chart(
            name="klassen",
            title="Aanbieders naar omzet",
            description="Staven: hoeveel aanbieders elke klasse van omzet heeft.",
            kind=ChartKind.BAR,
            table="omzetklassen",
            x="klasse",
            y=("aanbieders",),
            totals_only=True,
        ),
    ),
)
