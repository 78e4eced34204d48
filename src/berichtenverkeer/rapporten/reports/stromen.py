# SPDX-License-Identifier: EUPL-1.2
"""Wie kwam, wie ging, wie stroomde door?"""

from berichtenverkeer.rapporten.columns import count, key
from berichtenverkeer.rapporten.declaration import (
    ALL,
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)

_TABLE = Table(
    name="stromen",
    title="Stand, instroom, doorstroom en uitstroom",
    facts="stromen",
    about=(Subject.LEVERING,),
    own_total=True,
    sums=(
        "stand_begin + erbij - eraf - stand_eind",
        "instroom + stapeling + doorstroom_in - erbij",
        "uitstroom + afbouw + doorstroom_uit + verondersteld - eraf",
        "nieuw + herhaald + beroep_onbekend - instroom",
        "opschaling + afschaling + zijwaarts + schaling_onbekend - doorstroom_in",
        "stand_eind - volgende.stand_begin",
    ),
    columns=(
        count(
            "stand_begin", "Wie er was op de dag voor de periode.", "wat = 'stand_begin'", additive=False, in_time=False
        ),
        count(
            "instroom",
            "Wie begon terwijl hij daarvoor langer dan de termijn nergens in de regio hulp had.",
            "wat = 'in' and soort = 'instroom'",
            additive=False,
        ),
        count(
            "stapeling",
            "Wie hier begon terwijl er elders al hulp was.",
            "wat = 'in' and soort = 'stapeling'",
            additive=False,
        ),
        count(
            "doorstroom_in", "Wie hier kwam uit een andere plek.", "wat = 'in' and soort = 'doorstroom'", additive=False
        ),
        count("erbij", "Alle aankomsten: instroom, stapeling en doorstroom.", "wat = 'in'", additive=False),
        count(
            "uitstroom",
            "Wie eindigde en daarna langer dan de termijn nergens in de regio hulp had.",
            "wat = 'uit' and soort = 'uitstroom'",
            additive=False,
        ),
        count(
            "afbouw",
            "Wie hier eindigde terwijl er elders hulp doorging.",
            "wat = 'uit' and soort = 'afbouw'",
            additive=False,
        ),
        count(
            "doorstroom_uit", "Wie naar een andere plek ging.", "wat = 'uit' and soort = 'doorstroom'", additive=False
        ),
        count(
            "verondersteld",
            "Wie eindigde omdat zijn toewijzing eindigde, zonder stop (alleen als erom gevraagd is).",
            "wat = 'uit' and soort = 'verondersteld'",
            additive=False,
        ),
        count(
            "eraf", "Alle vertrekken: uitstroom, afbouw, doorstroom en verondersteld.", "wat = 'uit'", additive=False
        ),
        count(
            "stand_eind",
            "Wie er op de laatste dag van de periode is en daarna blijft.",
            "wat = 'stand_eind'",
            additive=False,
            in_time=False,
        ),
        count("nieuw", "Instroom zonder eerdere hulp in vijf jaar.", "wat = 'in' and beroep = 'nieuw'", additive=False),
        count(
            "herhaald", "Instroom na eerdere hulp in vijf jaar.", "wat = 'in' and beroep = 'herhaald'", additive=False
        ),
        count(
            "beroep_onbekend",
            "Instroom waarvan de vijf jaar ervoor niet bekend zijn.",
            "wat = 'in' and beroep = 'onbekend'",
            additive=False,
        ),
        count(
            "opschaling",
            "Doorstroom naar een segment met meer gewicht (in het register).",
            "wat = 'in' and schaling = 1",
            additive=False,
        ),
        count(
            "afschaling",
            "Doorstroom naar een segment met minder gewicht.",
            "wat = 'in' and schaling = -1",
            additive=False,
        ),
        count(
            "zijwaarts",
            "Doorstroom naar een segment met hetzelfde gewicht.",
            "wat = 'in' and schaling = 0",
            additive=False,
        ),
        count(
            "schaling_onbekend",
            "Doorstroom waarvan het gewicht niet te vergelijken is, zoals altijd als niet per segment is gevraagd.",
            "wat = 'in' and soort = 'doorstroom' and schaling is null",
            additive=False,
        ),
        count(
            "eerste_afschaling",
            "Jeugdigen die voor het eerst afschaalden sinds zij in de regio hulp kregen.",
            "wat = 'afschaling'",
            additive=False,
        ),
        Column(
            name="dagen_tot_afschaling",
            sentence="Mediaan van de dagen van hun eerste hulp tot die afschaling.",
            unit=Unit.DAYS,
            counts="quantile_disc(dagen, 0.5)",
            where="wat = 'afschaling'",
            absent="In de periode schaalde niemand voor het eerst af.",
        ),
        count(
            "erbij_voorlopig",
            "Aankomsten zo kort (de termijn) voor de dag van de stand dat zij nog kunnen veranderen.",
            "wat = 'in' and voorlopig",
            additive=False,
        ),
        count(
            "eraf_voorlopig",
            "Vertrekken zo kort (de termijn) voor de dag van de stand dat zij nog kunnen veranderen.",
            "wat = 'uit' and voorlopig",
            additive=False,
        ),
        count(
            "zonder_stop_na_einddatum",
            "Van de stand: zonder stop terwijl de toewijzing is afgelopen.",
            "wat = 'stand_eind' and zonder_stop",
            additive=False,
            in_time=False,
        ),
        count(
            "langer_dan_6_maanden_onderbroken",
            "Van de stand: langer dan een half jaar onderbroken.",
            "wat = 'stand_eind' and onderbroken",
            additive=False,
            in_time=False,
        ),
        count(
            "zonder_toewijzing",
            "Van de stand: op een toewijzing die na de start is verwijderd.",
            "wat = 'stand_eind' and zonder_toewijzing",
            additive=False,
            in_time=False,
        ),
    ),
)

_MATRIX = Table(
    name="doorstroom",
    title="Van welke plek naar welke plek",
    facts="stromen_doorstroom",
    about=(Subject.LEVERING,),
    per_plek=False,
    adds_to=(
        "aankomsten by naar_plek = stromen.doorstroom_in",
        "vertrekken by van_plek = stromen.doorstroom_uit",
    ),
    sums=("aankomsten - eerder_vertrokken - later_vertrokken + eerder_aangekomen + later_aangekomen - vertrekken",),
    columns=(
        key("van_plek", "Waar de jeugdige vertrok."),
        key("naar_plek", "Waar de jeugdige aankwam."),
        count("aankomsten", "Aankomsten in de periode.", "richting = 'in'", additive=False),
        count(
            "eerder_vertrokken",
            "Van de aankomsten: vertrokken voor de periode.",
            "richting = 'in' and verschil = -1",
            additive=False,
        ),
        count(
            "later_vertrokken",
            "Van de aankomsten: vertrokken na de periode.",
            "richting = 'in' and verschil = 1",
            additive=False,
        ),
        count("vertrekken", "Vertrekken in de periode.", "richting = 'uit'", additive=False),
        count(
            "eerder_aangekomen",
            "Van de vertrekken: aangekomen voor de periode.",
            "richting = 'uit' and verschil = -1",
            additive=False,
        ),
        count(
            "later_aangekomen",
            "Van de vertrekken: aangekomen na de periode.",
            "richting = 'uit' and verschil = 1",
            additive=False,
        ),
    ),
)

_REASONS = Table(
    name="redenen",
    title="Waarom de hulp eindigde bij uitstroom",
    facts="stromen_reden",
    adds_to=("uitstroom = stromen.uitstroom",),
    about=(Subject.LEVERING,),
    own_total=True,
    columns=(
        key("reden", "De reden in het stopbericht (JZ588)."),
        key("betekenis", "Wat die reden betekent.", Unit.TEXT),
        key("reden_cbs", "De reden die het CBS telt."),
        count("uitstroom", "Uitstroom met deze reden.", "true", additive=False),
    ),
)

_REFERRERS = Table(
    name="verwijzers",
    title="Wie verwees bij instroom",
    facts="stromen_verwijzer",
    adds_to=("instroom = stromen.instroom", "herhaald = stromen.herhaald"),
    about=(Subject.LEVERING,),
    own_total=True,
    columns=(
        key("verwijzer", "Wie verwees (COD327)."),
        count("instroom", "Instroom door deze verwijzer.", "true", additive=False),
        count("herhaald", "Daarvan na eerdere hulp in vijf jaar.", "beroep = 'herhaald'", additive=False),
    ),
)

STROMEN = Report(
    code="stromen",
    question="Wie kwam, wie ging, wie stroomde door?",
    definition="instroom, doorstroom en uitstroom tussen plekken (docs/stromen.md)",
    audience=PARTIJEN,
    ids=("F01", "F02", "F11", "F24", "S23", "K20", "X21"),
    takes=ALL | {Takes.TERM, Takes.PRESUMED_END},
    completeness=("met_levering", "met_stop", "met_reden", "met_verwijzer"),
    tables=(_TABLE, _MATRIX, _REASONS, _REFERRERS),
    charts=(
        Chart(
            name="stand",
            title="Stand aan het eind van elke periode",
            description="Een lijn per plek: hoeveel jeugdigen er aan het eind van elke periode zijn.",
            kind=ChartKind.LINE,
            table="stromen",
            x="periode",
            y=("stand_eind",),
            split="plek",
        ),
        Chart(
            name="beweging",
            title="Aankomsten en vertrekken in de regio",
            description="Per periode een staaf voor wie erbij kwam en een voor wie vertrok, van de regio als geheel.",
            kind=ChartKind.BAR,
            table="stromen",
            x="periode",
            y=("erbij", "eraf"),
            totals_only=True,
        ),
        Chart(
            name="doorstroom",
            title="Doorstroom tussen plekken",
            description="Stromen van links naar rechts: uit welke plek hoeveel jeugdigen in welke andere aankwamen.",
            kind=ChartKind.SANKEY,
            table="doorstroom",
            x="van_plek",
            y=("aankomsten",),
            split="naar_plek",
        ),
    ),
)
