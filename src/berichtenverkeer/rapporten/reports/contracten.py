# SPDX-License-Identifier: EUPL-1.2
"""Wat loopt af?"""

from berichtenverkeer.rapporten.columns import aanbieders, clients, count, key
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

CONTRACTEN = Report(
    code="contracten",
    question="Wat loopt af?",
    definition="contracten op de laatste dag van de periode, en de maanden daarna (drempel maanden)",
    audience=PARTIJEN,
    ids=("K05", "K23", "K24"),
    completeness=("met_levering", "met_stop"),
    parameters={"maanden": Threshold(12, "Hoeveel maanden na de laatste dag van de periode nog meetellen.")},
    tables=(
        Table(
            name="contracten",
            title="Aanbieders met een contract dat afloopt",
            facts="contracten",
            is_personal=False,
            columns=(
                aanbieders("aanbieders", "Aanbieders met een contract op de laatste dag van de periode."),
                aanbieders("loopt_af", "Van hen: met een contract dat binnen de drempel afloopt.", "loopt_af"),
                aanbieders("zonder_einde", "Van hen: met een contract zonder einddatum.", "is_open"),
                Column(
                    name="eerste_einde",
                    sentence="De eerste einddatum van een contract dat dan geldt.",
                    unit=Unit.DATE,
                    counts="min(contract_tot)",
                    where="not is_open",
                    absent="Geen contract heeft een einddatum.",
                ),
            ),
        ),
        Table(
            name="aflopend",
            title="Contracten die aflopen of geëvalueerd worden",
            facts="contracten_aflopend",
            per_plek=False,
            is_list=True,
            is_personal=False,
            order="periode, coalesce(least(tot, evaluatie), tot, evaluatie), aanbieder, gemeente, categorie, code",
            columns=(
                key("aanbieder", "Van wie het contract is."),
                key("gemeente", "Met welke gemeente; regio als het met alle is."),
                key("categorie", "De productcategorie."),
                key("code", "Het product; leeg als het de hele categorie is."),
                key("contractvorm", "Regulier, licht, maatwerk of landelijk.", Unit.TEXT),
                key("tot", "De laatste dag van het contract.", Unit.DATE, absent="Het contract heeft geen einddatum."),
                key(
                    "opties",
                    "Waarmee het verlengd kan worden, in maanden.",
                    Unit.TEXT,
                    absent="Er is geen optie om te verlengen.",
                ),
                key(
                    "evaluatie",
                    "De eerste dag hierna waarop het geëvalueerd wordt.",
                    Unit.DATE,
                    absent="Er staat geen evaluatie meer gepland.",
                ),
            ),
        ),
        Table(
            name="zorg",
            title="Zorg die doorloopt na het contract",
            facts="contracten_zorg",
            about=(Subject.LEVERING,),
            columns=(
                clients(
                    "jeugdigen", "Jeugdigen met zorg die langer duurt dan het laatste contract waar zij onder valt."
                ),
                count("leveringen", "Die zorg, geteld in leveringen.", in_time=False),
            ),
        ),
    ),
    charts=(
        Chart(
            name="contracten",
            title="Aanbieders met een contract dat afloopt",
            description="Per plek twee staven: aanbieders met een contract, en hoeveel van hen er een zien aflopen.",
            kind=ChartKind.BAR,
            table="contracten",
            x="plek",
            y=("aanbieders", "loopt_af"),
        ),
    ),
)
