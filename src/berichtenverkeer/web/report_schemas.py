# SPDX-License-Identifier: EUPL-1.2
"""The shapes of the reports, and who caused something, as JSON Schema: derived from their types, told in Dutch."""

import types
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import msgspec

from berichtenverkeer.gateway.reports import (
    Bewegingenlijst,
    Bewegingsregel,
    Stroomrapport,
    Verantwoording,
    Wachtrapport,
)
from berichtenverkeer.ledger.causer import Kanaal, Veroorzaker
from berichtenverkeer.ledger.gebeurtenissen.signals import SignalOutcome
from berichtenverkeer.ledger.gebeurtenissen.stops import Grond
from berichtenverkeer.ledger.gebeurtenissen.tenzij import Helft
from berichtenverkeer.plafonds.begroting import Kind as BudgetKind
from berichtenverkeer.plafonds.stops import Status
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.verrekening import Verrekeningstatus
from berichtenverkeer.plafonds.voorstel import Herkomst
from berichtenverkeer.stromen.bewegingen import Kind, Richting
from berichtenverkeer.stromen.figures import Doorstroomcel, Onbevestigd, Periodecijfers, Plekcijfers, Volledigheid
from berichtenverkeer.stromen.order import Dimensie
from berichtenverkeer.stromen.periode import Periode
from berichtenverkeer.stromen.wachtlijst import Wachtregel
from berichtenverkeer.stromen.wait_figures import Verdeling, Wachtcijfers, Wachtklassen, Wachtlijstcijfers, Wachtperiode
from berichtenverkeer.web.value_listings import Schema, refer

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Stroomrapport: "Wie er kwam, ging en doorstroomde, per periode en plek.",
    Wachtrapport: "Hoe lang er gewacht is, wie er wacht, en welke toewijzing afliep voor de hulp begon.",
    Bewegingenlijst: "De bewegingen achter een cijfer, op datum; hooguit 1000.",
    Verantwoording: "Waarop elk cijfer rust. Met dezelfde `k` en `dagK` krijgt u altijd hetzelfde rapport.",
    Periode: "Een periode; beide dagen horen erbij.",
    Periodecijfers: "Eén periode: de regio zelf, haar plekken, en wie van waar naar waar ging.",
    Plekcijfers: "Eén plek in één periode: standEind = standBegin + inTotaal - uitTotaal. De regio is niet de som.",
    Volledigheid: "Hoeveel de cijfers waard zijn: aantallen, en hoeveel daarvan hebben wat nodig is.",
    Onbevestigd: "Van elk cijfer met dezelfde naam: hoeveel er rust op berichten die de ontvanger nog moet bevestigen.",
    Doorstroomcel: "Van een plek naar een andere, geteld naar aankomst.",
    Bewegingsregel: "Eén beweging. Wie het is, staat er niet bij.",
    Wachtperiode: "Eén periode: de regio, haar plekken, die samen de regio zijn, en de lijsten achter de cijfers.",
    Wachtcijfers: "Eén plek in één periode, of de hele regio. Wat niet te meten is, is null; redenAfwezig zegt waarom.",
    Wachtlijstcijfers: "Hoe lang de wachtenden op de laatste dag al wachten, in dagen. Negatieve duren staan apart.",
    Wachtklassen: "Hoeveel er zo lang wachten; ieder staat in één klasse, de eerste waarin zijn dagen passen.",
    Wachtregel: "Eén toewijzing zonder hulp. Wie het is, staat er niet bij.",
    Verdeling: "Hoe lang het duurde, in hele dagen. Negatieve duren staan apart.",
    Veroorzaker: "Wie iets veroorzaakte. Zonder partij: wie de gateway beheert, of de gateway zelf.",
}

_FIELDS: dict[str, str] = {
    "aanbieder": "AGB-code van de aanbieder.",
    "aankomsten": "Wie in deze periode aankwam.",
    "aantal": "Hoe vaak het gemeten is.",
    "afbouw": "Weg van deze plek, maar nog elders in de regio in zorg.",
    "afschaling": "Doorstroom naar een lichter segment.",
    "andereDatum": "De eerste of laatste dag daar.",
    "anderePlek": "De plek aan de andere kant van een doorstroom.",
    "antwoordtijd": "Van ontvangst van een verzoek tot antwoord, in werkdagen (W1); norm 5.",
    "antwoordtijdGateway": "Hetzelfde, voor antwoorden die de gateway zelf gaf.",
    "beeindigd": "Toewijzingen die in de periode eindigden.",
    "begin": "Eerste dag.",
    "berichten": "Nummers van de berichten die de beweging brachten.",
    "beroep": "Bij instroom: nieuw, herhaald (zorg in de vijf jaar ervoor) of onbekend.",
    "beroepOnbekend": "Instroom zonder vijf jaar geschiedenis om in terug te kijken.",
    "bewegingen": "De bewegingen.",
    "binnenNorm": "Hoeveel daarvan binnen de norm bleven.",
    "categorie": "Productcategorie van de toewijzing (JZ020).",
    "client": "Begin van het pseudoniem: genoeg om cliënten binnen een lijst te onderscheiden.",
    "code": "Productcode van de toewijzing; leeg bij een aspecifieke.",
    "crisisTeLang": "Crisishulp die in deze periode langer dan 28 dagen duurde.",
    "crisisTeLangOnbevestigd": "Hoeveel daarvan rust op een bericht dat de ontvanger nog moet bevestigen.",
    "dagK": "De dag waarop dat was wat bekend was.",
    "dagen": "Van `sinds` tot de laatste dag van de periode, of tot de einddatum; negatief als later besloten is.",
    "datum": "Eerste dag (in) of laatste dag (uit) op de plek.",
    "definitieversie": "Versie van de definities.",
    "dimensie": "Waarover is uitgesplitst.",
    "doorlooptijd": "Van begin tot eind van een traject, beide dagen meegeteld, in de periode van het eind.",
    "doorstroom": "Wie van de ene plek naar de andere ging.",
    "doorstroomIn": "Gekomen van een andere plek.",
    "doorstroomUit": "Gegaan naar een andere plek.",
    "eerderAangekomen": "Wie in deze periode vertrok en al in een eerdere was aangekomen.",
    "eerderVertrokken": "Hoeveel van de aankomsten al in een eerdere periode vertrokken.",
    "eind": "Laatste dag.",
    "einddatum": "Einddatum van de toewijzing.",
    "gemeente": "CBS-code van de gemeente.",
    "herhaald": "Instroom van wie in de vijf jaar ervoor al zorg had.",
    "historieVanaf": "Eerste dag waarvan het grootboek alle zorg kent.",
    "inTotaal": "Alles wat op deze plek begon.",
    "inVoorlopig": "Hoeveel daarvan nog kan veranderen.",
    "ingangsdatum": "Ingangsdatum van de toewijzing.",
    "instroom": "Begonnen, zonder zorg in de regio vlak ervoor.",
    "isVolledig": "Of alle bewegingen er staan.",
    "k": "Positie in het grootboek (K).",
    "kanaal": "Hoe iemand binnenkwam.",
    "klassen": "Hoeveel er in elke klasse zitten.",
    "langer": "Langer dan 52 weken.",
    "langerDan6MaandenOnderbroken": "Van standEind: al langer dan zes maanden onderbroken.",
    "langst": "Wie het langst wacht, in dagen.",
    "laterAangekomen": "Wie in deze periode vertrok en pas in een latere aankwam.",
    "laterVertrokken": "Hoeveel van de aankomsten pas in een latere periode vertrokken.",
    "mediaan": "De kortste duur waarbinnen de helft klaar was.",
    "metLevering": "Hoeveel daarvan een start hebben.",
    "metNorm": "Voor hoeveel er een norm is.",
    "metReden": "Hoeveel daarvan een reden hebben.",
    "metStop": "Hoeveel daarvan een definitieve stop hebben.",
    "metVerwijzer": "Hoeveel daarvan een bekende verwijzer hebben.",
    "naam": "Naam.",
    "naar": "Plek van aankomst.",
    "negatief": "Hoeveel duren negatief zijn; zij tellen nergens anders mee.",
    "nietTeMeten": "Leveringen in de periode zonder toewijzing (taakgericht): daarvan is geen wachttijd te meten.",
    "nieuw": "Instroom zonder zorg in de vijf jaar ervoor.",
    "normDagen": "Norm van het product voor de wachttijd.",
    "onbevestigd": "Of, of hoeveel, dit rust op berichten die de ontvanger nog moet bevestigen; negatief als het er "
    "zonder die berichten meer zouden zijn.",
    "opschaling": "Doorstroom naar een zwaarder segment.",
    "overNorm": "Of het langer duurt dan de norm; leeg zonder norm.",
    "p90": "De kortste duur waarbinnen 90 % klaar was.",
    "partij": "Code van de partij, of namens wie de gateway het deed.",
    "periode": "De periode.",
    "perioden": "De perioden, op volgorde.",
    "persoon": "Wie het voor die partij deed; alleen voor die partij zelf, en leeg bij een koppeling.",
    "plek": "Code van de plek; `onbekend` als het register haar niet noemt.",
    "plekken": "De plekken, op code; `onbekend` altijd, en achteraan.",
    "reden": "RedenBeeindiging (JZ588) van wie uitging zonder door te stromen.",
    "redenAfwezig": "Waarom wat over wachten gaat ontbreekt.",
    "redenen": "Uitstroom per RedenBeeindiging (JZ588).",
    "redenenCbs": "Uitstroom per reden van het CBS; `administratief` is daar geen reden.",
    "regio": "De regio.",
    "registerDag": "De dag waarop dat register geladen is.",
    "registerVersie": "Positie in het grootboek van het register dat toen gold.",
    "richting": "In of uit.",
    "schaling": "Bij doorstroom tussen segmenten: 1 op, -1 af, 0 zijwaarts.",
    "schalingOnbekend": "Doorstroom tussen plekken zonder gewicht.",
    "sinds": "De eerste toewijzingsdatum of de ingangsdatum, wat later is.",
    "soort": "De soort beweging.",
    "standBegin": "Op deze plek aan het eind van de dag voor de periode.",
    "standEind": "Op deze plek aan het eind van de periode.",
    "stapeling": "Begonnen naast, of vlak na, zorg op een andere plek.",
    "stops": "Definitieve stops in de periode.",
    "termijn": "Doorstroomtermijn in dagen: wie zo kort weg is, is niet weg.",
    "toewijzingNummer": "Nummer van de toewijzing bij de gemeente.",
    "toewijzingTotStart": "Van de eerste toewijzing tot de start, in dagen (W2).",
    "toewijzingen": "Toewijzingen die in de periode van kracht waren.",
    "tot13Weken": "Ten hoogste 13 weken, en langer dan 6.",
    "tot26Weken": "Ten hoogste 26 weken, en langer dan 13.",
    "tot4Weken": "Ten hoogste 4 weken.",
    "tot52Weken": "Ten hoogste 52 weken, en langer dan 26.",
    "tot6Weken": "Ten hoogste 6 weken, en langer dan 4.",
    "uitTotaal": "Alles wat op deze plek eindigde.",
    "uitVoorlopig": "Hoeveel daarvan nog kan veranderen.",
    "uitstroom": "Geëindigd, zonder zorg in de regio vlak erna.",
    "van": "Plek van vertrek.",
    "verantwoording": "Waarop de cijfers rusten.",
    "verondersteld": "Of, of hoe vaak, zorg zonder stop op de einddatum van de toewijzing eindigde.",
    "vervallen": "Toewijzingen waarvan de einddatum, in deze periode, voor elke start kwam: hoeveel, of welke.",
    "vervallenOnbevestigd": "Hoeveel daarvan rust op een bericht dat de ontvanger nog moet bevestigen.",
    "vervallenVerwijderd": "Toewijzingen die verwijderd zijn voor er hulp begon; die tellen niet als vervallen.",
    "verwijzer": "Bij instroom: wie verwees (COD327), als dat bekend is.",
    "verwijzers": "Instroom per verwijzer (COD327).",
    "volledigheid": "Hoe volledig de berichten zijn.",
    "voorlopig": "Of de beweging nog kan veranderen: zij ligt binnen de termijn voor `dagK`.",
    "wachtenden": "Toewijzingen op de laatste dag die ingingen zonder dat er zorg begon.",
    "wachtendenOnbevestigd": "Hoeveel daarvan rust op een bericht dat de ontvanger nog moet bevestigen.",
    "wachtlijst": "De wachtenden op de laatste dag: hoe lang al, of wie (hooguit 1000, de langste eerst).",
    "wachttijd": "Van toewijzing of ingangsdatum, wat later is, tot de start, in dagen (W3); norm van het product.",
    "zijwaarts": "Doorstroom naar een segment met hetzelfde gewicht.",
    "zonderStopNaEinddatum": "Van standEind: de toewijzing is voorbij, een stop is er niet.",
    "zonderToewijzing": "Van standEind: de toewijzing is na de start verwijderd.",
}

_KINDS: dict[Any, Schema] = {
    Helft: {"type": "integer"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    date: {"type": "string", "format": "date"},
    UUID: {"type": "string", "format": "uuid"},
}


_VALUE_LISTINGS: dict[Any, str] = {
    Dimensie: "Dimensie",
    Kanaal: "Kanaal",
    Richting: "Stroomrichting",
    Kind: "Beweging",
    BudgetKind: "Begrotingssoort",
    Herkomst: "Herkomst",
    Status: "Stopstatus",
    Grond: "Stopgrond",
    SignalOutcome: "Signaaluitkomst",
    TenzijStatus: "Tenzijstatus",
    Verrekeningstatus: "Verrekeningstatus",
}


def _schema(soort: Any) -> Schema:
    """The schema of a type that a report uses."""
    if soort in _VALUE_LISTINGS:
        return refer(_VALUE_LISTINGS[soort])
    if soort in _KINDS:
        return dict(_KINDS[soort])
    if get_origin(soort) in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema(get_args(soort)[1])}
    if get_origin(soort) in (list, tuple):
        return {"type": "array", "items": _schema(get_args(soort)[0])}
    if isinstance(soort, types.UnionType) or get_origin(soort) is Union:  # a Literal makes another kind of it
        (one,) = (part for part in get_args(soort) if part is not types.NoneType)
        schema = _schema(one)
        if "$ref" in schema:
            return {"oneOf": [schema, {"type": "null"}]}
        return {**schema, "type": [schema["type"], "null"]}
    return refer(soort.__name__)


def derived(explanation: Mapping[type[msgspec.Struct], str], fields: Mapping[str, str]) -> dict[str, Schema]:
    """By name, as `refer` points to them; `fields` tells what each is, by its name in the JSON."""
    return {form.__name__: _form(form, text, fields) for form, text in explanation.items()}


def _form(form: type[msgspec.Struct], text: str, fields: Mapping[str, str]) -> Schema:
    properties = {}
    for field in msgspec.structs.fields(form):
        schema, name = _schema(field.type), field.encode_name
        properties[name] = schema if "$ref" in schema else {**schema, "description": fields[name]}
    return {"type": "object", "description": text, "properties": properties, "required": list(properties)}


def asked(
    forms: Sequence[type[msgspec.Struct]], explanation: Mapping[str, str], fields: Mapping[str, str]
) -> dict[str, Schema]:
    """The same of what comes in, with its bounds, and of what is in it. What is read strictly is told openly."""
    _, found = msgspec.json.schema_components(forms, ref_template="#/components/schemas/{name}")
    # the end of a text is `\\Z` to Python, and `$` to JSON Schema
    schemas: dict[str, Schema] = msgspec.json.decode(msgspec.json.encode(found).replace(rb"\\Z", b"$"))
    for name, schema in schemas.items():
        del schema["title"], schema["additionalProperties"]
        schema["description"] = explanation[name]
        for field, part in schema["properties"].items():
            part["description"] = fields[field]
    return schemas


REPORT_SCHEMAS = derived(_EXPLANATION, _FIELDS)
"""By name, as `refer` points to them."""
