# SPDX-License-Identifier: EUPL-1.2
"""Wie kwam, wie ging, wie stroomde door?"""

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


def _moved(name: str, sentence: str, where: str) -> Column:
    return Column(name=name, sentence=sentence, unit=Unit.COUNT, counts="count(*)", where=where, adds_in_time=True)


def _stand(name: str, sentence: str, where: str) -> Column:
    return Column(name=name, sentence=sentence, unit=Unit.COUNT, counts="count(*)", where=where)


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
        _stand("stand_begin", "Wie er was op de dag voor de periode.", "wat = 'stand_begin'"),
        _moved("instroom", "Wie van buiten de regio kwam.", "wat = 'in' and soort = 'instroom'"),
        _moved("stapeling", "Wie hier begon terwijl er elders al hulp was.", "wat = 'in' and soort = 'stapeling'"),
        _moved("doorstroom_in", "Wie hier kwam uit een andere plek.", "wat = 'in' and soort = 'doorstroom'"),
        _moved("erbij", "Alle aankomsten: instroom, stapeling en doorstroom.", "wat = 'in'"),
        _moved("uitstroom", "Wie de regio verliet.", "wat = 'uit' and soort = 'uitstroom'"),
        _moved("afbouw", "Wie hier eindigde terwijl er elders hulp doorging.", "wat = 'uit' and soort = 'afbouw'"),
        _moved("doorstroom_uit", "Wie naar een andere plek ging.", "wat = 'uit' and soort = 'doorstroom'"),
        _moved(
            "verondersteld",
            "Wie eindigde omdat zijn toewijzing eindigde, zonder stop (alleen als erom gevraagd is).",
            "wat = 'uit' and soort = 'verondersteld'",
        ),
        _moved("eraf", "Alle vertrekken: uitstroom, afbouw, doorstroom en verondersteld.", "wat = 'uit'"),
        _stand("stand_eind", "Wie er op de laatste dag van de periode is en blijft.", "wat = 'stand_eind'"),
        _moved("nieuw", "Instroom zonder eerdere hulp in vijf jaar.", "wat = 'in' and beroep = 'nieuw'"),
        _moved("herhaald", "Instroom na eerdere hulp in vijf jaar.", "wat = 'in' and beroep = 'herhaald'"),
        _moved(
            "beroep_onbekend",
            "Instroom waarvan de vijf jaar ervoor niet bekend zijn.",
            "wat = 'in' and beroep = 'onbekend'",
        ),
        _moved("opschaling", "Doorstroom naar een zwaarder segment.", "wat = 'in' and schaling = 1"),
        _moved("afschaling", "Doorstroom naar een lichter segment.", "wat = 'in' and schaling = -1"),
        _moved("zijwaarts", "Doorstroom naar een segment dat even zwaar is.", "wat = 'in' and schaling = 0"),
        _moved(
            "schaling_onbekend",
            "Doorstroom waarvan het gewicht niet te vergelijken is.",
            "wat = 'in' and soort = 'doorstroom' and schaling is null",
        ),
        _moved("eerste_afschaling", "Jeugdigen die voor het eerst afschaalden.", "wat = 'afschaling'"),
        Column(
            name="dagen_tot_afschaling",
            sentence="Dagen van de eerste hulp tot de eerste afschaling, mediaan.",
            unit=Unit.DAYS,
            counts="quantile_disc(dagen, 0.5)",
            where="wat = 'afschaling'",
            absent="In de periode schaalde niemand voor het eerst af.",
        ),
        _moved("erbij_voorlopig", "Aankomsten die nog kunnen veranderen.", "wat = 'in' and voorlopig"),
        _moved("eraf_voorlopig", "Vertrekken die nog kunnen veranderen.", "wat = 'uit' and voorlopig"),
        _stand(
            "zonder_stop_na_einddatum",
            "Van de stand: zonder stop terwijl de toewijzing is afgelopen.",
            "wat = 'stand_eind' and zonder_stop",
        ),
        _stand(
            "langer_dan_6_maanden_onderbroken",
            "Van de stand: langer dan een half jaar onderbroken.",
            "wat = 'stand_eind' and onderbroken",
        ),
        _stand(
            "zonder_toewijzing",
            "Van de stand: op een toewijzing die na de start is verwijderd.",
            "wat = 'stand_eind' and zonder_toewijzing",
        ),
    ),
)

_MATRIX = Table(
    name="doorstroom",
    title="Van welke plek naar welke plek",
    facts="stromen_doorstroom",
    about=(Subject.LEVERING,),
    per_plek=False,
    sums=("aankomsten - eerder_vertrokken - later_vertrokken + eerder_aangekomen + later_aangekomen - vertrekken",),
    columns=(
        Column(name="van_plek", sentence="Waar de jeugdige vertrok.", unit=Unit.CODE),
        Column(name="naar_plek", sentence="Waar de jeugdige aankwam.", unit=Unit.CODE),
        _moved("aankomsten", "Aankomsten in de periode.", "richting = 'in'"),
        _moved(
            "eerder_vertrokken", "Van de aankomsten: vertrokken voor de periode.", "richting = 'in' and verschil = -1"
        ),
        _moved("later_vertrokken", "Van de aankomsten: vertrokken na de periode.", "richting = 'in' and verschil = 1"),
        _moved("vertrekken", "Vertrekken in de periode.", "richting = 'uit'"),
        _moved(
            "eerder_aangekomen", "Van de vertrekken: aangekomen voor de periode.", "richting = 'uit' and verschil = -1"
        ),
        _moved("later_aangekomen", "Van de vertrekken: aangekomen na de periode.", "richting = 'uit' and verschil = 1"),
    ),
)

_REASONS = Table(
    name="redenen",
    title="Waarom de hulp eindigde bij uitstroom",
    facts="stromen_reden",
    about=(Subject.LEVERING,),
    own_total=True,
    columns=(
        Column(name="reden", sentence="De reden in het stopbericht (JZ588).", unit=Unit.CODE),
        Column(name="betekenis", sentence="Wat die reden betekent.", unit=Unit.TEXT),
        Column(name="reden_cbs", sentence="De reden die het CBS telt.", unit=Unit.CODE),
        _moved("uitstroom", "Uitstroom met deze reden.", "true"),
    ),
)

_REFERRERS = Table(
    name="verwijzers",
    title="Wie verwees bij instroom",
    facts="stromen_verwijzer",
    about=(Subject.LEVERING,),
    own_total=True,
    columns=(
        Column(name="verwijzer", sentence="Wie verwees (COD327).", unit=Unit.CODE),
        _moved("instroom", "Instroom door deze verwijzer.", "true"),
        _moved("herhaald", "Daarvan na eerdere hulp in vijf jaar.", "beroep = 'herhaald'"),
    ),
)

STROMEN = Report(
    code="stromen",
    question="Wie kwam, wie ging, wie stroomde door?",
    definition="definitions 4",
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
