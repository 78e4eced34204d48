# SPDX-License-Identifier: EUPL-1.2
"""Wat klopt er niet?"""

from berichtenverkeer.rapporten.columns import clients, count, key
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
from berichtenverkeer.rapporten.question import Dimension

_SOORT = key(
    "soort",
    "Wat er niet past: een signaal, geen oordeel. Hulp is er volgens de start- en stopberichten van de toewijzing; een "
    "etmaal is één dag, drie dagdelen ook; te veel uren is meer dan de drempel per dag.",
    Unit.TEXT,
)

SIGNALEN = Report(
    code="signalen",
    question="Wat klopt er niet?",
    definition="goedgekeurde prestaties die niet zijn gecrediteerd, en verblijf, in de periode",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    ids=("K26", "S21", "K04", "X04"),
    completeness=("met_levering", "met_stop", "met_declaratie"),
    parameters={"uren_per_dag": Threshold(12, "Meer uren zorg per dag is niet aannemelijk.")},
    tables=(
        Table(
            name="signalen",
            title="Signalen naar soort",
            facts="signalen",
            about=(Subject.PRESTATIE, Subject.LEVERING),
            columns=(
                _SOORT,
                count("signalen", "Prestaties of leveringen waarbij dit zo is.", in_time=False),
                clients("jeugdigen", "Jeugdigen om wie het gaat."),
                Column(
                    name="bedrag_cents",
                    sentence="Het bedrag van die prestaties.",
                    unit=Unit.CENTS,
                    counts="sum(bedrag_cents)",
                    absent="Verblijf is geen prestatie: er is geen bedrag.",
                ),
            ),
        ),
        Table(
            name="lijst",
            title="De signalen een voor een",
            facts="signalen",
            about=(Subject.PRESTATIE, Subject.LEVERING),
            is_list=True,
            order="periode, soort, aanbieder, gemeente, begindatum, referentie, toewijzing_nummer",
            columns=(
                _SOORT,
                key("aanbieder", "Van welke aanbieder."),
                key("gemeente", "Voor welke gemeente."),
                key(
                    "referentie",
                    "De prestatie, met het kenmerk van de aanbieder.",
                    Unit.TEXT,
                    absent="Het gaat om verblijf, niet om een prestatie.",
                ),
                key("toewijzing_nummer", "Het nummer van de toewijzing.", absent="De levering heeft geen toewijzing."),
                key("begindatum", "De eerste dag.", Unit.DATE),
                key("einddatum", "De laatste dag.", Unit.DATE, absent="De levering loopt nog."),
                key(
                    "bedrag_cents",
                    "Het bedrag van de prestatie.",
                    Unit.CENTS,
                    absent="Het gaat om verblijf, niet om een prestatie.",
                ),
            ),
        ),
    ),
    charts=(
        Chart(
            name="signalen",
            title="Signalen naar soort",
            description="Een staaf per soort signaal: hoeveel prestaties of leveringen het hebben.",
            kind=ChartKind.BAR,
            table="signalen",
            x="soort",
            y=("signalen",),
            totals_only=True,
        ),
    ),
)
