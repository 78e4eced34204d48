# SPDX-License-Identifier: EUPL-1.2
"""Wie is gecontracteerd, wie doet mee?"""

from berichtenverkeer.rapporten.columns import aanbieders, clients, key, share
from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Threshold,
    Unit,
)

AANBIEDERS = Report(
    code="aanbieders",
    question="Wie is gecontracteerd, wie doet mee?",
    definition="contracten op de laatste dag van de periode, en zorg in de periode",
    audience=PARTIJEN,
    ids=("M08", "M09", "M11", "M19", "K01", "S24", "S25"),
    completeness=("met_levering", "met_stop"),
    parameters={
        "maanden": Threshold(6, "Wie zo lang geen zorg gaf terwijl hij al zo lang een contract heeft, is zonder zorg.")
    },
    tables=(
        Table(
            name="aanbieders",
            title="Aanbieders met een contract, en met zorg",
            facts="aanbieders",
            is_personal=False,
            about=(Subject.LEVERING,),
            columns=(
                aanbieders(
                    "gecontracteerd",
                    "Aanbieders met een contract op de laatste dag van de periode.",
                    "soort = 'contract'",
                ),
                aanbieders(
                    "regulier", "Van hen: met een regulier contract.", "soort = 'contract' and vorm = 'regulier'"
                ),
                aanbieders("licht", "Van hen: met een lichtcontract.", "soort = 'contract' and vorm = 'licht'"),
                aanbieders(
                    "maatwerk", "Van hen: met een maatwerkcontract.", "soort = 'contract' and vorm = 'maatwerk'"
                ),
                aanbieders("landelijk", "Van hen: landelijk ingekocht.", "soort = 'contract' and vorm = 'landelijk'"),
                share(
                    "aandeel_licht",
                    "Deel van de aanbieders met een contract dat een lichtcontract heeft.",
                    "licht",
                    "gecontracteerd",
                    absent="Niemand heeft hier een contract.",
                ),
                aanbieders(
                    "actief", "Aanbieders die in de periode zorg gaven, met of zonder contract.", "soort = 'zorg'"
                ),
                aanbieders(
                    "zonder_zorg",
                    "Aanbieders met een contract dat al zo lang geldt (drempel maanden), en in die tijd geen zorg.",
                    "zonder_zorg",
                ),
                aanbieders(
                    "nieuw",
                    "Van de aanbieders met een contract: op de dag voor de periode hadden zij er geen.",
                    "is_nieuw",
                ),
                aanbieders(
                    "vertrokken",
                    "Aanbieders met een contract op de dag voor de periode, en op haar laatste dag niet meer.",
                    "is_weg",
                ),
                aanbieders(
                    "onderaannemers",
                    "Van de aanbieders met een contract: die onderaannemer zijn van een ander.",
                    "soort = 'contract' and hoofdaannemer not in (aanbieder, 'onbekend')",
                ),
                Column(
                    name="producten",
                    sentence="Producten waarvoor iemand een contract heeft.",
                    unit=Unit.COUNT,
                    counts="count(distinct product)",
                    where="soort = 'contract'",
                ),
                Column(
                    name="aanbod",
                    sentence="Paren van aanbieder en product met een contract.",
                    unit=Unit.COUNT,
                    counts="count(distinct (aanbieder, product))",
                    where="soort = 'contract'",
                ),
                Column(
                    name="producten_per_aanbieder",
                    sentence="Hoeveel producten een aanbieder gemiddeld heeft.",
                    unit=Unit.NUMBER,
                    out_of="round(1.0 * aanbod / nullif(gecontracteerd, 0), 2)",
                    absent="Niemand heeft hier een contract.",
                ),
            ),
        ),
        Table(
            name="onderaannemers",
            title="Hoofdaannemers met hun onderaannemers",
            facts="aanbieders_onder",
            about=(Subject.LEVERING,),
            per_plek=False,
            columns=(
                key("hoofdaannemer", "Wie het contract met de regio heeft."),
                key("onderaannemer", "Wie de zorg geeft."),
                Column(
                    name="producten",
                    sentence="Producten die de onderaannemer van hem heeft of in de periode gaf.",
                    unit=Unit.COUNT,
                    counts="count(distinct product)",
                ),
                clients("jeugdigen", "Jeugdigen met zorg van de onderaannemer in de periode."),
            ),
        ),
    ),
    charts=(
        Chart(
            name="aanbieders",
            title="Aanbieders met een contract en met zorg",
            description="Per plek twee staven: hoeveel aanbieders een contract hebben, en hoeveel er zorg gaven.",
            kind=ChartKind.BAR,
            table="aanbieders",
            x="plek",
            y=("gecontracteerd", "actief"),
        ),
    ),
)
