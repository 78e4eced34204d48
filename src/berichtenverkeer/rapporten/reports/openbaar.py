# SPDX-License-Identifier: EUPL-1.2
"""Waar is plek?"""

from berichtenverkeer.rapporten.columns import key
from berichtenverkeer.rapporten.declaration import Audience, Report, Table, Takes, Unit

OPENBAAR = Report(
    code="openbaar",
    question="Waar is plek?",
    definition="aanbieders met een contract en zonder cliëntenstop op de laatste dag van de periode",
    audience=frozenset({Audience.PUBLIC, Audience.REGIO, Audience.GEMEENTE, Audience.AANBIEDER}),
    takes=frozenset({Takes.PERIODS, Takes.FILTERS}),
    ids=("U22",),
    small_cells_always=True,
    tables=(
        Table(
            name="plek",
            title="Aanbieders die jeugdigen aannemen",
            facts="openbaar",
            per_plek=False,
            is_list=True,
            is_personal=False,
            order="periode, gebied, product, wachttijd_dagen nulls last, aanbieder",
            columns=(
                key("gebied", "Het deel van de regio."),
                key("product", "Het product."),
                key("aanbieder", "Wie het geeft en geen cliëntenstop heeft."),
                key("gemeenten", "Voor hoeveel gemeenten in dat gebied dat geldt.", Unit.COUNT),
                key(
                    "wachttijd_dagen",
                    "Mediaan van de wachttijd van wie er in het half jaar ervoor met dit product begon.",
                    Unit.DAYS,
                    absent="Er begonnen minder dan vijf jeugdigen; dan zegt een wachttijd te weinig.",
                ),
            ),
        ),
    ),
)
