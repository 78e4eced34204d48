# SPDX-License-Identifier: EUPL-1.2
"""Hoe lang duurde antwoord en start?"""

from berichtenverkeer.rapporten.columns import count, share, spread
from berichtenverkeer.rapporten.declaration import (
    ALL,
    PARTIJEN,
    Chart,
    ChartKind,
    Report,
    Subject,
    Table,
    Takes,
    Threshold,
    Unit,
)
from berichtenverkeer.rapporten.reports.wachtlijst import MEASURABLE, WAITING

_NONE_STARTED = "Er begon niets, of alleen taakgerichte hulp: die heeft geen toewijzing om op te wachten."
_NONE_ANSWERED = "In de periode is geen verzoek beantwoord."
_NO_NORM = "Voor niets dat begon is er een norm."

_STARTS = Table(
    name="starts",
    title="Van toewijzing tot start",
    facts="wachttijden",
    tells=("binnen_norm < met_norm",),
    about=(Subject.TOEWIJZING,),
    columns=(
        count("starts", "Toewijzingen waarop de hulp in de periode begon."),
        *spread("toewijzing_", "Van toewijzing tot start", "w2", absent=_NONE_STARTED),
        count("toewijzing_negatief", "Van de starts: de hulp begon voor de toewijzing er was; staat apart.", "w2 < 0"),
        *spread(
            "wachttijd_",
            "Wachttijd vanaf de ingangsdatum, of de toewijzing als die later was",
            "w3",
            absent=_NONE_STARTED,
        ),
        count(
            "wachttijd_negatief",
            "Van de starts: de hulp begon voor de dag waarop het wachten begint; staat apart.",
            "w3 < 0",
        ),
        count(
            "met_norm",
            "Van de starts: het product heeft een wachtnorm in het register.",
            "w3 >= 0 and norm is not null",
        ),
        count("binnen_norm", "Daarvan: binnen die norm begonnen.", "w3 >= 0 and w3 <= norm"),
        share(
            "aandeel_binnen_norm",
            "Deel van de starts met een norm dat er binnen begon.",
            "binnen_norm",
            "met_norm",
            absent=_NO_NORM,
        ),
        count(
            "over_maximum",
            "Van de starts: na een langere wachttijd dan de regio hooguit aanvaardbaar vindt.",
            "w3 > maximum_dagen",
        ),
    ),
)

_ANSWERS = Table(
    name="antwoorden",
    title="Van verzoek tot antwoord",
    facts="wachttijden_antwoord",
    about=(Subject.VERZOEK,),
    columns=(
        count("antwoorden", "Verzoeken die de gemeente beantwoordde.", "not door_gateway"),
        *spread(
            "",
            "Antwoord van de gemeente",
            "case when not door_gateway then werkdagen end",
            absent=_NONE_ANSWERED,
            unit=Unit.WORKING_DAYS,
        ),
        count(
            "binnen_norm",
            "Daarvan: binnen zoveel werkdagen (drempel norm werkdagen).",
            "not door_gateway and werkdagen <= getvariable('p_norm_werkdagen')",
        ),
        share(
            "aandeel_binnen_norm",
            "Deel van de antwoorden van de gemeente binnen die norm.",
            "binnen_norm",
            "antwoorden",
            absent=_NONE_ANSWERED,
        ),
        count(
            "door_gateway",
            "Apart: antwoorden die de gateway zelf gaf, zoals een afwijzing namens de gemeente.",
            "door_gateway",
        ),
    ),
)

_DURATION = Table(
    name="doorlooptijd",
    title="Hoe lang een traject duurde",
    facts="wachttijden_doorlooptijd",
    about=(Subject.LEVERING,),
    columns=(
        count("trajecten", "Trajecten die in de periode eindigden."),
        *spread("", "Dagen van begin tot eind", "dagen", absent="In de periode eindigde geen traject."),
    ),
)

WACHTTIJDEN = Report(
    code="wachttijden",
    question="Hoe lang duurde antwoord en start?",
    definition="van verzoek tot antwoord, en van toewijzing en ingangsdatum tot start (docs/stromen.md)",
    audience=PARTIJEN,
    ids=("F08", "F10", "K19"),
    takes=ALL | {Takes.TERM},
    parameters={"norm_werkdagen": Threshold(5, "Binnen hoeveel werkdagen een antwoord op tijd is.")},
    completeness=("met_levering",),
    tables=(_STARTS, WAITING, _ANSWERS, _DURATION, MEASURABLE),
    charts=(
        Chart(
            name="wachttijd",
            title="Wachttijd van wie begon, per periode",
            description="Een lijn per plek: binnen hoeveel dagen de helft van wie in de periode begon hulp kreeg.",
            kind=ChartKind.LINE,
            table="starts",
            x="periode",
            y=("wachttijd_mediaan",),
            split="plek",
        ),
    ),
)
