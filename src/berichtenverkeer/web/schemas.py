# SPDX-License-Identifier: EUPL-1.2
"""The JSON shapes of the API as JSON Schema, for the OpenAPI document; a test holds them against vormen.py."""

from typing import Any

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web.value_listings import Schema, or_not, refer

_BEVINDING_EXAMPLE = {
    "code": "TR074",
    "niveau": "BERICHTOVERSTIJGEND",
    "pad": "JW305/Client/StartProducten/StartProduct[1]",
    "regelnummer": 31,
    "tekst": "Deze start is al eerder aangeleverd.",
    "actie": "Verwijder eerst de eerdere start, of stuur deze niet opnieuw.",
    "retourcode": "9074",
    "ernst": "fout",
}


def _text(explanation: str, **more: Any) -> Schema:
    return {"type": "string", "description": explanation, **more}


def _texts(explanation: str) -> Schema:
    return {"type": "array", "description": explanation, "items": {"type": "string"}}


def _numeral(explanation: str) -> Schema:
    return {"type": "integer", "description": explanation}


def _or_not(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _moment(explanation: str) -> Schema:
    return _text(explanation, format="date-time", examples=["2026-04-15T08:30:00.123456Z"])


def _datum(explanation: str) -> Schema:
    return _text(explanation, format="date")


def _yes_no(explanation: str) -> Schema:
    return {"type": "boolean", "description": explanation}


def _id(explanation: str) -> Schema:
    return _text(explanation, format="uuid")


def _listing(explanation: str, van: str) -> Schema:
    return {"type": "array", "description": explanation, "items": refer(van)}


def _form(explanation: str, fields: dict[str, Schema]) -> Schema:
    """Every field is always there; what is not known is null. Fields may be added: no client may stumble over them."""
    return {
        "type": "object",
        "description": explanation,
        "properties": fields,
        "required": list(fields),
    }


_KIND = refer("Berichtsoort")
_IDENTIFICATIE = _text("Identificatie uit de header van het bericht.")
_OORDEEL = refer("Oordeel")
_NIVEAUS = _form(
    "Uitkomst per controleniveau.",
    {niveau: refer("Uitkomst", f"Uitkomst van het niveau {niveau}.") for niveau in Niveau},
)
_DEFINITIEVERSIE = _numeral("Versie van de definities waarmee de cijfers zijn gemaakt.")
_K = _numeral("Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u dezelfde cijfers nog eens.")

_TERMIJNSOORT = refer("Termijnsoort")

SCHEMAS: dict[str, Schema] = {
    "Bevinding": {
        **_form(
            "Eén fout of signaal: waar het staat, wat er mis is en wat u kunt doen.",
            {
                "code": _text("Code van de regel of controle."),
                "niveau": refer("Niveau"),
                "pad": _text("Plaats in het bericht; `?naam` voor een parameter in het adres; leeg zonder plaats."),
                "regelnummer": _or_not({"type": "integer", "description": "Regel in het bericht, vanaf 1."}),
                "tekst": _text("Wat er mis is."),
                "actie": _text("Wat u kunt doen."),
                "retourcode": _or_not(_text("Retourcode van de standaard, als de regel die heeft.")),
                "ernst": refer("Ernst"),
            },
        ),
        "examples": [_BEVINDING_EXAMPLE],
    },
    "Verwijzing": _form(
        "Een ander bericht.",
        {"id": _id("Nummer van dat bericht."), "href": _text("Adres van dat bericht.", format="uri-reference")},
    ),
    "Ontvangstbewijs": _form(
        "Wat er met een ontvangen bericht is gebeurd. Dit bewijs betekent dat het bericht blijvend is vastgelegd, "
        "behalve bij een proef.",
        {
            "id": _or_not(_id("Nummer van het bericht bij de gateway; leeg bij een proef.")),
            "standaard": _text("Standaard waar het bericht van is.", examples=["iJw"]),
            "release": _text("Release van die standaard.", examples=["3.2"]),
            "berichtsoort": _KIND,
            "identificatie": _IDENTIFICATIE,
            "oordeel": _OORDEEL,
            "sha256": _or_not(
                _text(
                    "SHA-256 van de ontvangen bytes, in hexadecimale tekens; leeg als de inhoud is vernietigd.",
                    pattern="^[0-9a-f]{64}$",
                )
            ),
            "ontvangenOp": _moment("Moment van ontvangst (UTC)."),
            "niveaus": _NIVEAUS,
            "bevindingen": _listing(
                "Alle redenen van afkeuring; leeg bij goedkeuring. Bij `voorlopig`: wat de gateway vond, terwijl de "
                "ontvanger beslist; die ziet het onder `signalen`.",
                "Bevinding",
            ),
            "signalen": _listing(
                "Opmerkingen die niet tot afkeuring leiden (`ernst` is `signaal`). Voor wie een voorlopig bericht "
                "ontving ook alles wat de gateway erin vond: wat hij daarmee doet, is aan hem.",
                "Bevinding",
            ),
            "retour": or_not("Verwijzing", "Het retourbericht dat de gateway hierop gaf; leeg als dat er niet is."),
            "proef": {"type": "boolean", "description": "Of dit een proef was, waarvan niets is bewaard."},
        },
    ),
    "Poststuk": _form(
        "Eén bericht in uw postvak.",
        {
            "id": _id("Nummer van het bericht."),
            "positie": {
                "type": "integer",
                "format": "int64",
                "maximum": MAX_POSITION,
                "description": "Volgorde; gebruik de hoogste die u kent als `na`.",
            },
            "richting": refer("Richting"),
            "berichtsoort": _KIND,
            "identificatie": _IDENTIFICATIE,
            "wederpartij": _text("Code van de andere partij (CBS of AGB)."),
            "oordeel": _OORDEEL,
            "ontvangenOp": _moment("Moment van ontvangst door de gateway (UTC)."),
            "status": or_not("Poststatus", "Of het nog wacht of door u is afgehaald; leeg bij richting `uit`."),
            "afgehaaldOp": _or_not(_moment("Moment waarop u het als afgehaald meldde (UTC).")),
            "href": _text("Adres van dit bericht.", format="uri-reference"),
            "payload": _text("Adres van de inhoud.", format="uri-reference"),
        },
    ),
    "Poststuklijst": _form(
        "Een bladzijde van uw postvak, in volgorde van `positie`.",
        {
            "berichten": _listing("De berichten op deze bladzijde.", "Poststuk"),
            "volgende": _or_not(_text("Adres van de volgende bladzijde; leeg als dit nu de laatste is.")),
        },
    ),
    "Berichtinzage": _form(
        "Eén bericht met zijn ontvangstbewijs.",
        {
            "bericht": refer("Poststuk"),
            "ontvangstbewijs": refer("Ontvangstbewijs"),
            "antwoord": or_not(
                "Verwijzing", "Bij een voorlopig bericht: wat de ontvanger antwoordde; leeg zolang niet."
            ),
            "veroorzaker": refer("Veroorzaker", "Wie het bracht."),
            "alternatieven": _listing(
                "Andere aanbieders, voor elk verzoek erin dat niet past; leeg als dat er niet is.", "Alternatieven"
            ),
            "opnieuwBesloten": _listing("Verzoeken erin waarop na een tenzij opnieuw is besloten.", "Redecided"),
        },
    ),
    "Draad": _form(
        "De berichten die bij een bericht horen: een tak voor elk verhaal waar het deel van is.",
        {
            "bericht": _id("Nummer van het bericht waarnaar u vroeg."),
            "takken": _listing("Een tak per verhaal.", "Tak"),
            "toewijzingen": _or_not(_numeral("Hoeveel toewijzingen een declaratie noemt; de draad volgt ze niet.")),
            "erIsMeer": {"type": "boolean", "description": "Of er berichten zijn weggelaten."},
        },
    ),
    "Tak": _form(
        "Eén sleutel van de standaard, de berichten die hem noemen, en de sleutels die ermee verbonden zijn.",
        {
            "sleutel": _or_not(
                _text(
                    "Waar de berichten over gaan: verzoek/aanbieder/ReferentieAanbieder, "
                    "toewijzing/gemeente/ToewijzingNummer, declaratie/aanbieder/Identificatie, of van een start "
                    "zonder toewijzing levering/gemeente/aanbieder/categorie/code/Begindatum. "
                    "Leeg als het bericht niets noemt.",
                    examples=["toewijzing/0363/1"],
                )
            ),
            "berichten": _listing("Op volgorde van ontvangst.", "Draadbericht"),
            "takken": _listing("Wat ermee verbonden is, zoals de toewijzing onder haar verzoek.", "Tak"),
        },
    ),
    "Draadbericht": _form(
        "Eén bericht in een draad.",
        {
            "id": _id("Nummer van het bericht."),
            "berichtsoort": _KIND,
            "identificatie": _IDENTIFICATIE,
            "richting": or_not("Richting", "`in` is voor u, `uit` is van u; leeg voor een partij van de soort regio."),
            "wederpartij": _or_not(_text("Code van de andere partij; leeg voor een partij van de soort regio.")),
            "verzender": _text("Code van wie het verstuurde, of namens wie de gateway dat deed."),
            "bestemming": _text("Code van wie het krijgt."),
            "ontvangenOp": _moment("Moment van ontvangst door de gateway (UTC)."),
            "dagtekening": _text("Datum die de verzender erop zette.", format="date"),
            "oordeel": _OORDEEL,
            "bron": refer("Bron"),
            "veroorzaker": refer("Veroorzaker", "Wie het bracht."),
            "codes": _texts("Codes van de bevindingen en signalen bij het bericht."),
            "sleutels": _texts("De sleutels waarmee het bericht aan deze draad hangt."),
            "antwoorden": _listing("Het retourbericht, of de JW325 bij een JW323.", "Draadbericht"),
        },
    ),
    "Alternatieven": _form(
        "Bij wie een verzoek dat niet past nu wel terechtkan.",
        {
            "referentie": _text("ReferentieAanbieder van het verzoek."),
            "k": _K,
            "aanbieders": _listing("Aanbieders met ruimte; leeg als die er niet zijn.", "Aanbiedernaam"),
        },
    ),
    "Aanbiedernaam": _form(
        "Een aanbieder, alleen bij naam.", {"code": _text("AGB-code."), "naam": _text("Naam in het register.")}
    ),
    "Plafondregel": _form(
        "Eén plafond en wat erop is geboekt, in centen. `plafondCents` is precies de som van de vijf bedragen erna.",
        {
            "aanbieder": _text("AGB-code."),
            "naam": _or_not(_text("Naam in het register.")),
            "jaar": _numeral("Kalenderjaar."),
            "perceel": _or_not(_text("Perceel waarover het plafond gaat; leeg als het niet over één perceel gaat.")),
            "segment": _or_not(_text("Segment waarover het plafond gaat; leeg als het niet over één segment gaat.")),
            "plafondCents": _numeral("Het plafond."),
            "vrijCents": _numeral("Wat er nog vrij is."),
            "gereserveerdCents": _numeral("Verzoeken die nog niet beantwoord zijn."),
            "beslagCents": _numeral("Toewijzingen."),
            "realisatieCents": _numeral("Goedgekeurde prestaties, zonder wat is teruggedraaid."),
            "overschrijdingCents": _numeral("Wat boven het plafond is geboekt: 0 of minder."),
            "gebruikProcent": _or_not(_numeral("Wat van het plafond in gebruik is, naar beneden afgerond.")),
            "onbevestigdCents": _numeral("Wat van die drie nog bevestigd moet worden; negatief als dat ruimte geeft."),
            "tenzijBeslagCents": _numeral("Toewijzingen en verzoeken onder een tenzij, buiten het plafond."),
            "tenzijRealisatieCents": _numeral("Goedgekeurde prestaties onder een tenzij, buiten het plafond."),
            "prognose": refer("Prognose", "Wat ervan wordt, en wanneer het vol is."),
            "boekingen": _text("Adres van de boekingen achter deze cijfers.", format="uri-reference"),
        },
    ),
    "Plafondoverzicht": _form(
        "De plafonds van een jaar, met waar de cijfers op rusten.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "regio": _text("De regio."),
            "k": _K,
            "registerVersie": _numeral("Positie waarop het register is geladen dat toen gold."),
            "registerDag": _or_not(_text("Dag waarop dat register is geladen.", format="date")),
            "jaar": _numeral("Kalenderjaar."),
            "plafonds": _listing("Op volgorde van aanbieder, perceel en segment.", "Plafondregel"),
        },
    ),
    "Boekingregel": _form(
        "Eén boeking: een bedrag van de ene rekening (credit) naar de andere (debet). Wordt nooit gewijzigd.",
        {
            "positie": _numeral("Positie van de gebeurtenis in het grootboek."),
            "volgnr": _numeral("Nummer binnen die positie."),
            "perceel": _or_not(_text("Perceel van het plafond.")),
            "segment": _or_not(_text("Segment van het plafond.")),
            "debet": refer("Rekening", "Rekening waar het bedrag bij komt."),
            "credit": refer("Rekening", "Rekening waar het bedrag af gaat."),
            "bedragCents": _numeral("Het bedrag in centen; altijd meer dan 0."),
            "claim": _or_not(_text("`toewijzing/gemeente/nummer` of `verzoek/aanbieder/referentie`; leeg: plafond.")),
            "vanClaim": _or_not(_text("Het verzoek waarvan de reservering hiermee beslag werd.")),
            "tenzij": _or_not(_id("De tenzij waaronder dit is geboekt, buiten het plafond.")),
            "gebeurtenis": _text("Soort van de gebeurtenis die dit veroorzaakte, bijvoorbeeld PlafondBesloten."),
            "bericht": _or_not(_id("Nummer van het bericht dat die gebeurtenis bracht.")),
            "veroorzaker": refer("Veroorzaker", "Wie die gebeurtenis veroorzaakte."),
        },
    ),
    "Boekingenpagina": _form(
        "Een bladzijde met boekingen, in de volgorde waarin ze zijn geboekt.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "k": _K,
            "boekingen": _listing("De boekingen op deze bladzijde.", "Boekingregel"),
            "volgende": _or_not(_text("Adres van de volgende bladzijde, met dezelfde `k`; leeg na de laatste.")),
        },
    ),
    "Termijnklok": _form(
        "Eén termijn: wie iets moet doen, tegenover wie, wanneer uiterlijk, en wanneer het gebeurd is.",
        {
            "soort": _TERMIJNSOORT,
            "partij": _text("Wie het moet doen: een code, of `opdrachtgever`."),
            "wederpartij": _text("Tegenover wie."),
            "sleutel": _text(
                "Waarover: `JW305/Identificatie`, `verzoek/ReferentieAanbieder`, `tenzij/id`, `verrekening/id`, "
                "`levering/ToewijzingNummer/categorie/code/Begindatum` of `signaal/jaar/perceel/segment/positie`."
            ),
            "bericht": _or_not(_id("Nummer van het bericht waaraan de termijn hangt; leeg als dat er niet is.")),
            "draad": _or_not(_text("Zijn sleutel in `/v1/berichten/{id}/draad`.", examples=["toewijzing/0363/1"])),
            "tenzij": _or_not(_id("De tenzij waarop moet worden besloten.")),
            "verrekening": _or_not(_id("De verrekening waarvan opgave moet worden gedaan.")),
            "jaar": _or_not(_numeral("Jaar van het plafond met een signaal; het is van de wederpartij.")),
            "perceel": _or_not(_text("Het perceel daarvan.")),
            "segment": _or_not(_text("Het segment daarvan.")),
            "client": _or_not(_text("Begin van het pseudoniem: genoeg om cliënten in de lijst te onderscheiden.")),
            "regels": {"type": "array", "description": "Regels van de standaard.", "items": {"type": "string"}},
            "termijn": _text("De termijn in woorden.", examples=["5 werkdagen"]),
            "isSignaal": _yes_no("Of dit een signaal is en geen plicht volgens de standaard."),
            "van": _datum("De dag vanaf welke de termijn telt."),
            "deadline": _datum("De laatste dag waarop het op tijd is."),
            "voldaanOp": _or_not(_datum("De dag waarop het gebeurde; leeg zolang het open is.")),
            "werkdagen": _numeral("Hoeveel werkdagen het duurde, of al duurt."),
            "werkdagenTeLaat": _numeral("Hoeveel werkdagen na de deadline; 0 is op tijd."),
        },
    ),
    "Termijnpagina": _form(
        "Een bladzijde met termijnen: eerst tenzij-verzoeken die niet kunnen wachten, dan de oudste deadline.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "regio": _text("De regio."),
            "k": _K,
            "op": _datum("De dag waarop is gerekend."),
            "klokken": _listing("De termijnen op deze bladzijde.", "Termijnklok"),
            "volgende": _or_not(_text("Adres van de volgende bladzijde, met dezelfde `k`; leeg na de laatste.")),
        },
    ),
    "Termijntelling": _form(
        "Wat één partij van één soort moet doen en heeft gedaan.",
        {
            "partij": _text("Wie het moet doen."),
            "soort": _TERMIJNSOORT,
            "isSignaal": _yes_no("Of dit een signaal is en geen plicht volgens de standaard."),
            "open": _numeral("Nog te doen."),
            "openTeLaat": _numeral("Hoeveel daarvan te laat zijn."),
            "oudste": _or_not(_datum("De dag vanaf welke de oudste open termijn telt.")),
            "voldaanOpTijd": _numeral("In de periode op tijd gedaan."),
            "voldaanTeLaat": _numeral("In de periode te laat gedaan."),
            "procentOpTijd": _or_not(_numeral("Deel dat op tijd was, naar beneden afgerond; leeg zonder aantallen.")),
        },
    ),
    "Termijnsamenvatting": _form(
        "Hoeveel termijnen open, te laat en op tijd zijn, per partij en soort.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "regio": _text("De regio."),
            "k": _K,
            "op": _datum("De dag waarop is gerekend."),
            "begin": _datum("Eerste dag van de periode."),
            "eind": _datum("Laatste dag van de periode."),
            "tellingen": _listing("Op volgorde van partij en soort.", "Termijntelling"),
        },
    ),
    "Regel": _form(
        "Eén regel van iJw 3.2, in onze woorden, en wat de gateway ermee doet.",
        {
            "code": _text("Code van de regel in de standaard.", pattern="^(TR|CD|CS|RS)[0-9]{3}$", examples=["TR074"]),
            "soort": refer("Regelsoort"),
            "berichten": {"type": "array", "description": "De berichten waarvoor de regel geldt.", "items": _KIND},
            "niveau": refer("Regelniveau"),
            "retourcode": _or_not(_text("De code in het retourbericht; leeg als geen retourbericht hem meldt.")),
            "staat": refer("Regelstaat"),
            "tekst": _text("Wat de regel vraagt."),
            "actie": _text("Wat u doet als een bericht de regel breekt."),
            "lezing": _or_not(_text("Hoe de regel gelezen wordt waar de standaard niet eenduidig is.")),
            "wachtOp": _or_not(_text("Wat er nog nodig is om de regel helemaal te beoordelen; leeg als dat al kan.")),
        },
    ),
    "Regellijst": _form(
        "De regels die aan de vraag voldoen, allemaal.", {"regels": _listing("Op volgorde van code.", "Regel")}
    ),
    "Bundelverslag": _form(
        "Wat er van berichten is gevonden die alleen zijn nagekeken; er is niets verstuurd of bewaard.",
        {
            "historie": {
                "type": "boolean",
                "description": "Of ook met eerdere berichten en het register is beoordeeld.",
            },
            "aantalBestanden": _numeral("Hoeveel bestanden er zijn nagekeken."),
            "aantalGeldig": _numeral("Hoeveel daarvan geldig zijn."),
            "codes": _listing("Hoe vaak elke code voorkomt; de meest verspreide eerst.", "Codetelling"),
            "bestanden": _listing("De bestanden, in de volgorde van het zip-bestand.", "Nagekeken"),
        },
    ),
    "Nagekeken": _form(
        "De uitkomst van één bestand.",
        {
            "bestand": _text("Naam in het zip-bestand; `bericht.xml` voor een los bericht."),
            "berichtsoort": _or_not(_text("Berichtsoort van iJw 3.2; leeg als die niet te bepalen is.")),
            "geldig": {"type": "boolean", "description": "Of er geen enkele bevinding is."},
            "niveaus": _NIVEAUS,
            "bevindingen": _listing("Alles wat er mis is.", "Bevinding"),
            "signalen": _listing("Opmerkingen die niet tot afkeuring leiden (`ernst` is `signaal`).", "Bevinding"),
            "reden": or_not(
                "Bevinding", "Waarom gevraagde niveaus zijn overgeslagen, anders dan door een eerdere fout."
            ),
            "weggelaten": _numeral("Hoeveel bevindingen er meer zijn dan hier staan; ze zijn wel geteld in `codes`."),
        },
    ),
    "Codetelling": _form(
        "Hoe vaak één code voorkomt.",
        {
            "code": _text("Code van de regel of controle."),
            "niveau": refer("Niveau"),
            "aantalBerichten": _numeral("In hoeveel bestanden."),
            "aantalPlaatsen": _numeral("Op hoeveel plaatsen."),
            "tekst": _text("Wat er mis is, op de eerste plaats."),
        },
    ),
    "Gezondheid": _form("Het gaat goed.", {"status": _text("Altijd `goed`.")}),
    "Probleem": _form(
        "Waarom een verzoek niet gelukt is (RFC 9457).",
        {
            "type": _text("Altijd about:blank; de codes van de bevindingen zeggen het precies.", format="uri"),
            "title": _text("De soort fout in woorden."),
            "status": {"type": "integer", "description": "De HTTP-status."},
            "detail": _text("Wat er mis is en wat u kunt doen."),
            "instance": _text("Dit ene geval, als URN van `aanvraag`.", format="uri"),
            "aanvraag": _id("Nummer van uw verzoek, ook in de header X-Request-Id. Noem het bij navraag."),
            "bevindingen": _listing("Alles wat er mis is; leeg als `detail` alles zegt.", "Bevinding"),
        },
    ),
}
