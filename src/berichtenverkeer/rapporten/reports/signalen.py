# SPDX-License-Identifier: EUPL-1.2
"""Wat klopt er niet?"""

from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

_SOORT = Column(name="soort", sentence="Wat er niet past: een signaal, geen oordeel.", unit=Unit.TEXT)

SIGNALEN = Report(
    code="signalen",
    question="Wat klopt er niet?",
    definition="figures: goedgekeurde prestaties die niet zijn gecrediteerd, en verblijf, in de periode",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    ids=("K26", "S21", "K04", "X04"),
    completeness=("met_levering", "met_stop", "met_declaratie"),
    parameters={"uren_per_dag": 12},
    tables=(
        Table(
            name="signalen",
            title="Signalen naar soort",
            facts="signalen",
            about=(Subject.PRESTATIE, Subject.LEVERING),
            columns=(
                _SOORT,
                Column(
                    name="signalen",
                    sentence="Prestaties of leveringen waarbij dit zo is.",
                    unit=Unit.COUNT,
                    counts="count(*)",
                    is_additive=True,
                ),
                Column(
                    name="jeugdigen",
                    sentence="Jeugdigen om wie het gaat.",
                    unit=Unit.COUNT,
                    counts="count(distinct client)",
                ),
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
                Column(name="aanbieder", sentence="Van welke aanbieder.", unit=Unit.CODE),
                Column(name="gemeente", sentence="Voor welke gemeente.", unit=Unit.CODE),
                Column(
                    name="referentie",
                    sentence="De prestatie, met het kenmerk van de aanbieder.",
                    unit=Unit.TEXT,
                    absent="Het gaat om verblijf, niet om een prestatie.",
                ),
                Column(
                    name="toewijzing_nummer",
                    sentence="Het nummer van de toewijzing.",
                    unit=Unit.CODE,
                    absent="De levering heeft geen toewijzing.",
                ),
                Column(name="begindatum", sentence="De eerste dag.", unit=Unit.DATE),
                Column(name="einddatum", sentence="De laatste dag.", unit=Unit.DATE, absent="De levering loopt nog."),
                Column(
                    name="bedrag_cents",
                    sentence="Het bedrag van de prestatie.",
                    unit=Unit.CENTS,
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
