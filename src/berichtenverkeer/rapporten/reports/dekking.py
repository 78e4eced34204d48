# SPDX-License-Identifier: EUPL-1.2
"""Is er overal keuze?"""

from berichtenverkeer.rapporten.columns import aanbieders, key
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Table,
    Threshold,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

DEKKING = Report(
    code="dekking",
    question="Is er overal keuze?",
    definition="contracten en cliëntenstops op de laatste dag van de periode; ruimte van dat jaar zoals op het peil",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE}),
    dimension=Dimension.GEBIED,
    ids=("M14", "M15", "M17", "X16", "X19"),
    completeness=("met_levering",),
    parameters={"maanden": Threshold(6, "Wie in zoveel maanden zorg gaf, is actief.")},
    tables=(
        Table(
            name="dekking",
            title="Keuze per plek",
            facts="dekking",
            is_personal=False,
            columns=(
                aanbieders("gecontracteerd", "Aanbieders met een contract op de laatste dag van de periode.", "true"),
                aanbieders("actief", "Van hen: met zorg in de laatste maanden (drempel maanden).", "is_actief"),
                aanbieders(
                    "met_ruimte",
                    "Van hen: met ruimte onder hun plafond van dat jaar (op het peil), of zonder plafond.",
                    "heeft_ruimte",
                ),
                aanbieders(
                    "beschikbaar", "Van hen: met ruimte en zonder cliëntenstop.", "heeft_ruimte and not is_gestopt"
                ),
                aanbieders("met_locatie", "Van hen: met een locatie in de gemeente zelf.", "heeft_locatie"),
                aanbieders("gestopt", "Van hen: met een cliëntenstop.", "is_gestopt"),
                Column(
                    name="vragen",
                    sentence="Paren van gemeente en product: elk product van de regio in elke gemeente.",
                    unit=Unit.COUNT,
                    counts="count(distinct (gemeente, product))",
                ),
                Column(
                    name="gedekt",
                    sentence="Van die paren: met minstens één aanbieder met een contract.",
                    unit=Unit.COUNT,
                    counts="count(distinct (gemeente, product))",
                    where="aanbieder is not null",
                ),
                Column(
                    name="gaten",
                    sentence="Van die paren: zonder aanbieder met een contract.",
                    unit=Unit.COUNT,
                    out_of="vragen - gedekt",
                ),
            ),
        ),
        Table(
            name="alleen",
            title="Wat op één aanbieder rust, of op geen",
            facts="dekking_alleen",
            is_list=True,
            is_personal=False,
            order="periode, gemeente, product",
            columns=(
                key("gemeente", "De gemeente."),
                key("product", "Het product."),
                key(
                    "aanbieder",
                    "De enige aanbieder met een contract.",
                    absent="Niemand heeft hiervoor een contract: een gat.",
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="dekking",
            title="Aanbieders per plek, en hoeveel er plek hebben",
            description="Per plek twee staven: aanbieders met een contract, en die ruimte hebben zonder cliëntenstop.",
            kind=ChartKind.BAR,
            table="dekking",
            x="plek",
            y=("gecontracteerd", "beschikbaar"),
        ),
    ),
)
