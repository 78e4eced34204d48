# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel hulp tegelijk?"""

from berichtenverkeer.rapporten.columns import clients, key, share
from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
    Chart,
    ChartKind,
    Report,
    Subject,
    Table,
    Threshold,
    Unit,
)

STAPELING = Report(
    code="stapeling",
    question="Hoeveel hulp tegelijk?",
    definition="leveringen en aanbieders van een jeugdige op de laatste dag van de periode",
    audience=PARTIJEN,
    ids=("F16", "S06"),
    completeness=("met_levering", "met_stop"),
    parameters={"combinaties": Threshold(20, "Hoeveel combinaties worden getoond, de meest voorkomende eerst.")},
    tables=(
        Table(
            name="stapeling",
            title="Jeugdigen naar hoeveel hulp zij op de laatste dag hebben",
            facts="stapeling",
            tells=(
                "leveringen_1 + leveringen_2 + leveringen_3 - jeugdigen",
                "aanbieders_1 + aanbieders_2 + aanbieders_3 - jeugdigen",
            ),
            about=(Subject.LEVERING,),
            columns=(
                clients("jeugdigen", "Jeugdigen met hulp op de laatste dag van de periode."),
                clients(
                    "leveringen_1", "Van hen: met één levering, alle plekken samen.", "leveringen = 1", "1 levering"
                ),
                clients(
                    "leveringen_2",
                    "Van hen: met twee leveringen tegelijk, ook in andere plekken.",
                    "leveringen = 2",
                    "2 leveringen",
                ),
                clients(
                    "leveringen_3",
                    "Van hen: met drie of meer leveringen tegelijk.",
                    "leveringen >= 3",
                    "3 leveringen of meer",
                ),
                clients(
                    "aanbieders_1", "Van hen: bij één aanbieder, alle plekken samen.", "aanbieders = 1", "1 aanbieder"
                ),
                clients("aanbieders_2", "Van hen: bij twee aanbieders tegelijk.", "aanbieders = 2", "2 aanbieders"),
                clients(
                    "aanbieders_3",
                    "Van hen: bij drie of meer aanbieders tegelijk.",
                    "aanbieders >= 3",
                    "3 aanbieders of meer",
                ),
                share(
                    "aandeel_meer",
                    "Deel van de jeugdigen met meer dan één levering tegelijk.",
                    "leveringen_2 + leveringen_3",
                    "jeugdigen",
                    absent="Niemand had die dag hulp.",
                ),
            ),
        ),
        Table(
            name="overlap",
            title="Jeugdigen die in twee plekken tegelijk zijn",
            facts="stapeling_overlap",
            columns=(
                key("ook_in_plek", "De andere plek waarin de jeugdige dan hulp heeft."),
                clients("jeugdigen", "Jeugdigen met hulp in beide plekken op de laatste dag van de periode."),
            ),
        ),
        Table(
            name="combinaties",
            title="Combinaties die het meest voorkomen",
            facts="stapeling_combinaties",
            per_plek=False,
            columns=(
                key("combinatie", "De plekken waarin de jeugdige tegelijk hulp heeft.", Unit.TEXT),
                clients("jeugdigen", "Jeugdigen met precies deze combinatie op de laatste dag van de periode."),
            ),
        ),
    ),
    charts=(
        Chart(
            name="stapeling",
            title="Hoeveel hulp jeugdigen tegelijk hebben",
            description="Per plek gestapeld: jeugdigen met een, twee, en drie of meer leveringen op de laatste dag.",
            kind=ChartKind.STACKED,
            table="stapeling",
            x="plek",
            y=("leveringen_1", "leveringen_2", "leveringen_3"),
        ),
        Chart(
            name="overlap",
            title="In welke plekken jeugdigen tegelijk zijn",
            description="Een vak per paar van plekken: hoe donkerder, hoe meer jeugdigen in beide.",
            kind=ChartKind.HEAT,
            table="overlap",
            x="plek",
            y=("jeugdigen",),
            split="ook_in_plek",
        ),
    ),
)
