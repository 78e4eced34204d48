# SPDX-License-Identifier: EUPL-1.2
"""Waar wonen jeugdigen die niet thuis wonen?"""

from berichtenverkeer.rapporten.columns import clients, count, share
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

VERBLIJF = Report(
    code="verblijf",
    question="Waar wonen jeugdigen die niet thuis wonen?",
    definition="leveringen met hulpvorm 11 tot en met 14",
    audience=PARTIJEN,
    dimension=Dimension.HULPVORM,
    ids=("F12", "F13", "F14", "F15"),
    completeness=("met_levering", "met_stop"),
    parameters={"doel_pleegzorg": Threshold(75, "Welk deel van het verblijf pleegzorg moet zijn, in procent.")},
    tables=(
        Table(
            name="verblijf",
            title="Jeugdigen met verblijf",
            facts="verblijf",
            tells=("deeltijd + voltijd + omvang_onbekend - stand",),
            about=(Subject.LEVERING,),
            columns=(
                clients("jeugdigen", "Jeugdigen met verblijf op minstens een dag van de periode.", "true"),
                clients("stand", "Jeugdigen met verblijf dat aan het eind van de periode doorloopt.", "loopt"),
                count("begonnen", "Leveringen met verblijf die in de periode begonnen.", "is_begonnen"),
                clients("pleegzorg", "Van de stand: in pleegzorg (hulpvorm 11).", "loopt and hulpvorm = '11'"),
                share(
                    "aandeel_pleegzorg",
                    "Deel van de stand dat in pleegzorg woont.",
                    "pleegzorg",
                    "stand",
                    absent="Aan het eind van de periode was er geen verblijf.",
                ),
                Column(
                    name="doel_pleegzorg",
                    sentence="Het doel voor dat deel (drempel doel pleegzorg).",
                    unit=Unit.PERCENT,
                    out_of="getvariable('p_doel_pleegzorg')::integer",
                ),
                clients(
                    "deeltijd", "Van de stand: minder dan zeven etmalen in de week toegewezen.", "loopt and is_deeltijd"
                ),
                clients("voltijd", "Van de stand: zeven etmalen in de week toegewezen.", "loopt and not is_deeltijd"),
                clients(
                    "omvang_onbekend",
                    "Van de stand: de toewijzing zegt niet hoeveel etmalen.",
                    "loopt and is_deeltijd is null",
                ),
                clients("gedwongen_kader", "Van de stand: in gedwongen kader.", "loopt and gedwongen_kader"),
            ),
        ),
    ),
    charts=(
        Chart(
            name="verblijf",
            title="Verblijf aan het eind van elke periode",
            description="Een lijn per plek: hoeveel jeugdigen aan het eind van de periode verblijf hebben.",
            kind=ChartKind.LINE,
            table="verblijf",
            x="periode",
            y=("stand",),
            split="plek",
        ),
    ),
)
