# SPDX-License-Identifier: EUPL-1.2
"""The JSON shapes of the API as JSON Schema, for the OpenAPI document; a test holds them against vormen.py."""

from typing import Any

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.core.ids import MAX_POSITIE
from berichtenverkeer.web.waardelijsten import Schema, of_niet, verwijs

_BEVINDING_VOORBEELD = {
    "code": "TR074",
    "niveau": "BERICHTOVERSTIJGEND",
    "pad": "JW305/Client/StartProducten/StartProduct[1]",
    "regelnummer": 31,
    "tekst": "Deze start is al eerder aangeleverd.",
    "actie": "Verwijder eerst de eerdere start, of stuur deze niet opnieuw.",
    "retourcode": "9074",
    "ernst": "fout",
}


def _tekst(uitleg: str, **meer: Any) -> Schema:
    return {"type": "string", "description": uitleg, **meer}


def _teksten(uitleg: str) -> Schema:
    return {"type": "array", "description": uitleg, "items": {"type": "string"}}


def _getal(uitleg: str) -> Schema:
    return {"type": "integer", "description": uitleg}


def _of_niet(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _moment(uitleg: str) -> Schema:
    return _tekst(uitleg, format="date-time", examples=["2026-04-15T08:30:00.123456Z"])


def _datum(uitleg: str) -> Schema:
    return _tekst(uitleg, format="date")


def _ja_nee(uitleg: str) -> Schema:
    return {"type": "boolean", "description": uitleg}


def _id(uitleg: str) -> Schema:
    return _tekst(uitleg, format="uuid")


def _lijst(uitleg: str, van: str) -> Schema:
    return {"type": "array", "description": uitleg, "items": verwijs(van)}


def _vorm(uitleg: str, velden: dict[str, Schema]) -> Schema:
    """Every field is always there; what is not known is null. Fields may be added: no client may stumble over them."""
    return {
        "type": "object",
        "description": uitleg,
        "properties": velden,
        "required": list(velden),
    }


_SOORT = verwijs("Berichtsoort")
_IDENTIFICATIE = _tekst("Identificatie uit de header van het bericht.")
_OORDEEL = verwijs("Oordeel")
_NIVEAUS = _vorm(
    "Uitkomst per controleniveau.",
    {niveau: verwijs("Uitkomst", f"Uitkomst van het niveau {niveau}.") for niveau in Niveau},
)
_DEFINITIEVERSIE = _getal("Versie van de definities waarmee de cijfers zijn gemaakt.")
_K = _getal("Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u dezelfde cijfers nog eens.")

_TERMIJNSOORT = verwijs("Termijnsoort")

SCHEMAS: dict[str, Schema] = {
    "Bevinding": {
        **_vorm(
            "Eén fout of signaal: waar het staat, wat er mis is en wat u kunt doen.",
            {
                "code": _tekst("Code van de regel of controle."),
                "niveau": verwijs("Niveau"),
                "pad": _tekst("Plaats in het bericht; `?naam` voor een parameter in het adres; leeg zonder plaats."),
                "regelnummer": _of_niet({"type": "integer", "description": "Regel in het bericht, vanaf 1."}),
                "tekst": _tekst("Wat er mis is."),
                "actie": _tekst("Wat u kunt doen."),
                "retourcode": _of_niet(_tekst("Retourcode van de standaard, als de regel die heeft.")),
                "ernst": verwijs("Ernst"),
            },
        ),
        "examples": [_BEVINDING_VOORBEELD],
    },
    "Verwijzing": _vorm(
        "Een ander bericht.",
        {"id": _id("Nummer van dat bericht."), "href": _tekst("Adres van dat bericht.", format="uri-reference")},
    ),
    "Ontvangstbewijs": _vorm(
        "Wat er met een ontvangen bericht is gebeurd. Dit bewijs betekent dat het bericht blijvend is vastgelegd, "
        "behalve bij een proef.",
        {
            "id": _of_niet(_id("Nummer van het bericht bij de gateway; leeg bij een proef.")),
            "standaard": _tekst("Standaard waar het bericht van is.", examples=["iJw"]),
            "release": _tekst("Release van die standaard.", examples=["3.2"]),
            "berichtsoort": _SOORT,
            "identificatie": _IDENTIFICATIE,
            "oordeel": _OORDEEL,
            "sha256": _of_niet(
                _tekst(
                    "SHA-256 van de ontvangen bytes, in hexadecimale tekens; leeg als de inhoud is vernietigd.",
                    pattern="^[0-9a-f]{64}$",
                )
            ),
            "ontvangenOp": _moment("Moment van ontvangst (UTC)."),
            "niveaus": _NIVEAUS,
            "bevindingen": _lijst(
                "Alle redenen van afkeuring; leeg bij goedkeuring. Bij `voorlopig`: wat de gateway vond, terwijl de "
                "ontvanger beslist; die ziet het onder `signalen`.",
                "Bevinding",
            ),
            "signalen": _lijst(
                "Opmerkingen die niet tot afkeuring leiden (`ernst` is `signaal`). Voor wie een voorlopig bericht "
                "ontving ook alles wat de gateway erin vond: wat hij daarmee doet, is aan hem.",
                "Bevinding",
            ),
            "retour": of_niet("Verwijzing", "Het retourbericht dat de gateway hierop gaf; leeg als dat er niet is."),
            "proef": {"type": "boolean", "description": "Of dit een proef was, waarvan niets is bewaard."},
        },
    ),
    "Poststuk": _vorm(
        "Eén bericht in uw postvak.",
        {
            "id": _id("Nummer van het bericht."),
            "positie": {
                "type": "integer",
                "format": "int64",
                "maximum": MAX_POSITIE,
                "description": "Volgorde; gebruik de hoogste die u kent als `na`.",
            },
            "richting": verwijs("Richting"),
            "berichtsoort": _SOORT,
            "identificatie": _IDENTIFICATIE,
            "wederpartij": _tekst("Code van de andere partij (CBS of AGB)."),
            "oordeel": _OORDEEL,
            "ontvangenOp": _moment("Moment van ontvangst door de gateway (UTC)."),
            "status": of_niet("Poststatus", "Of het nog wacht of door u is afgehaald; leeg bij richting `uit`."),
            "afgehaaldOp": _of_niet(_moment("Moment waarop u het als afgehaald meldde (UTC).")),
            "href": _tekst("Adres van dit bericht.", format="uri-reference"),
            "payload": _tekst("Adres van de inhoud.", format="uri-reference"),
        },
    ),
    "Poststuklijst": _vorm(
        "Een bladzijde van uw postvak, in volgorde van `positie`.",
        {
            "berichten": _lijst("De berichten op deze bladzijde.", "Poststuk"),
            "volgende": _of_niet(_tekst("Adres van de volgende bladzijde; leeg als dit nu de laatste is.")),
        },
    ),
    "Berichtinzage": _vorm(
        "Eén bericht met zijn ontvangstbewijs.",
        {
            "bericht": verwijs("Poststuk"),
            "ontvangstbewijs": verwijs("Ontvangstbewijs"),
            "antwoord": of_niet(
                "Verwijzing", "Bij een voorlopig bericht: wat de ontvanger antwoordde; leeg zolang niet."
            ),
            "veroorzaker": verwijs("Veroorzaker", "Wie het bracht."),
            "alternatieven": _lijst(
                "Andere aanbieders, voor elk verzoek in dit bericht dat niet past; leeg als dat er niet is.",
                "Alternatieven",
            ),
        },
    ),
    "Draad": _vorm(
        "De berichten die bij een bericht horen: een tak voor elk verhaal waar het deel van is.",
        {
            "bericht": _id("Nummer van het bericht waarnaar u vroeg."),
            "takken": _lijst("Een tak per verhaal.", "Tak"),
            "toewijzingen": _of_niet(_getal("Hoeveel toewijzingen een declaratie noemt; de draad volgt ze niet.")),
            "erIsMeer": {"type": "boolean", "description": "Of er berichten zijn weggelaten."},
        },
    ),
    "Tak": _vorm(
        "Eén sleutel van de standaard, de berichten die hem noemen, en de sleutels die ermee verbonden zijn.",
        {
            "sleutel": _of_niet(
                _tekst(
                    "Waar de berichten over gaan: verzoek/aanbieder/ReferentieAanbieder, "
                    "toewijzing/gemeente/ToewijzingNummer, declaratie/aanbieder/Identificatie, of van een start "
                    "zonder toewijzing levering/gemeente/aanbieder/categorie/code/Begindatum. "
                    "Leeg als het bericht niets noemt.",
                    examples=["toewijzing/0363/1"],
                )
            ),
            "berichten": _lijst("Op volgorde van ontvangst.", "Draadbericht"),
            "takken": _lijst("Wat ermee verbonden is, zoals de toewijzing onder haar verzoek.", "Tak"),
        },
    ),
    "Draadbericht": _vorm(
        "Eén bericht in een draad.",
        {
            "id": _id("Nummer van het bericht."),
            "berichtsoort": _SOORT,
            "identificatie": _IDENTIFICATIE,
            "richting": of_niet("Richting", "`in` is voor u, `uit` is van u; leeg voor een partij van de soort regio."),
            "wederpartij": _of_niet(_tekst("Code van de andere partij; leeg voor een partij van de soort regio.")),
            "verzender": _tekst("Code van wie het verstuurde, of namens wie de gateway dat deed."),
            "bestemming": _tekst("Code van wie het krijgt."),
            "ontvangenOp": _moment("Moment van ontvangst door de gateway (UTC)."),
            "dagtekening": _tekst("Datum die de verzender erop zette.", format="date"),
            "oordeel": _OORDEEL,
            "bron": verwijs("Bron"),
            "veroorzaker": verwijs("Veroorzaker", "Wie het bracht."),
            "codes": _teksten("Codes van de bevindingen en signalen bij het bericht."),
            "sleutels": _teksten("De sleutels waarmee het bericht aan deze draad hangt."),
            "antwoorden": _lijst("Het retourbericht, of de JW325 bij een JW323.", "Draadbericht"),
        },
    ),
    "Alternatieven": _vorm(
        "Bij wie een verzoek dat niet past nu wel terechtkan.",
        {
            "referentie": _tekst("ReferentieAanbieder van het verzoek."),
            "aanbieders": _lijst("Aanbieders met ruimte; leeg als die er niet zijn.", "Aanbiedernaam"),
        },
    ),
    "Aanbiedernaam": _vorm(
        "Een aanbieder, alleen bij code en naam.",
        {"code": _tekst("AGB-code."), "naam": _tekst("Naam in het register van de regio.")},
    ),
    "Plafondregel": _vorm(
        "Eén plafond en wat erop is geboekt, in centen. `plafondCents` is precies de som van de vijf bedragen erna.",
        {
            "aanbieder": _tekst("AGB-code."),
            "naam": _of_niet(_tekst("Naam in het register.")),
            "jaar": _getal("Kalenderjaar."),
            "perceel": _of_niet(_tekst("Perceel waarover het plafond gaat; leeg als het niet over één perceel gaat.")),
            "segment": _of_niet(_tekst("Segment waarover het plafond gaat; leeg als het niet over één segment gaat.")),
            "plafondCents": _getal("Het plafond."),
            "vrijCents": _getal("Wat er nog vrij is."),
            "gereserveerdCents": _getal("Verzoeken die nog niet beantwoord zijn."),
            "beslagCents": _getal("Toewijzingen."),
            "realisatieCents": _getal("Goedgekeurde prestaties, zonder wat is teruggedraaid."),
            "overschrijdingCents": _getal("Wat boven het plafond is geboekt: 0 of minder."),
            "gebruikProcent": _of_niet(_getal("Wat van het plafond in gebruik is, naar beneden afgerond.")),
            "onbevestigdCents": _getal(
                "Hoeveel van gereserveerd, beslag en realisatie samen rust op wat de ontvanger, die zelf antwoordt, "
                "nog moet bevestigen; negatief als dat juist ruimte geeft."
            ),
            "boekingen": _tekst("Adres van de boekingen achter deze cijfers.", format="uri-reference"),
        },
    ),
    "Plafondoverzicht": _vorm(
        "De plafonds van een jaar, met waar de cijfers op rusten.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "regio": _tekst("De regio."),
            "k": _K,
            "registerVersie": _getal("Positie waarop het register is geladen dat toen gold."),
            "registerDag": _of_niet(_tekst("Dag waarop dat register is geladen.", format="date")),
            "jaar": _getal("Kalenderjaar."),
            "plafonds": _lijst("Op volgorde van aanbieder, perceel en segment.", "Plafondregel"),
        },
    ),
    "Boekingregel": _vorm(
        "Eén boeking: een bedrag van de ene rekening (credit) naar de andere (debet). Wordt nooit gewijzigd.",
        {
            "positie": _getal("Positie van de gebeurtenis in het grootboek."),
            "volgnr": _getal("Nummer binnen die positie."),
            "perceel": _of_niet(_tekst("Perceel van het plafond.")),
            "segment": _of_niet(_tekst("Segment van het plafond.")),
            "debet": verwijs("Rekening", "Rekening waar het bedrag bij komt."),
            "credit": verwijs("Rekening", "Rekening waar het bedrag af gaat."),
            "bedragCents": _getal("Het bedrag in centen; altijd meer dan 0."),
            "claim": _of_niet(
                _tekst("`toewijzing/gemeente/nummer` of `verzoek/aanbieder/referentie`; leeg voor het plafond zelf.")
            ),
            "vanClaim": _of_niet(_tekst("Het verzoek waarvan de reservering hiermee beslag werd.")),
            "gebeurtenis": _tekst("Soort van de gebeurtenis die dit veroorzaakte, bijvoorbeeld PlafondBesloten."),
            "bericht": _of_niet(_id("Nummer van het bericht dat die gebeurtenis bracht.")),
            "veroorzaker": verwijs("Veroorzaker", "Wie die gebeurtenis veroorzaakte."),
        },
    ),
    "Boekingenpagina": _vorm(
        "Een bladzijde met boekingen, in de volgorde waarin ze zijn geboekt.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "k": _K,
            "boekingen": _lijst("De boekingen op deze bladzijde.", "Boekingregel"),
            "volgende": _of_niet(_tekst("Adres van de volgende bladzijde, met dezelfde `k`; leeg na de laatste.")),
        },
    ),
    "Termijnklok": _vorm(
        "Eén termijn: wie iets moet doen, tegenover wie, wanneer uiterlijk, en wanneer het gebeurd is.",
        {
            "soort": _TERMIJNSOORT,
            "partij": _tekst("Wie het moet doen."),
            "wederpartij": _tekst("Tegenover wie."),
            "sleutel": _tekst(
                "Waarover: `JW305/Identificatie`, `verzoek/ReferentieAanbieder` of "
                "`levering/ToewijzingNummer/categorie/code/Begindatum`."
            ),
            "bericht": _of_niet(_id("Nummer van het bericht waaraan de termijn hangt; leeg als dat er niet is.")),
            "draad": _of_niet(
                _tekst(
                    "De sleutel van dat bericht zoals die in `/v1/berichten/{id}/draad` staat.",
                    examples=["toewijzing/0363/1"],
                )
            ),
            "client": _of_niet(_tekst("Begin van het pseudoniem: genoeg om cliënten in de lijst te onderscheiden.")),
            "regels": {"type": "array", "description": "Regels van de standaard.", "items": {"type": "string"}},
            "termijn": _tekst("De termijn in woorden.", examples=["5 werkdagen"]),
            "isSignaal": _ja_nee("Of dit een signaal is en geen plicht volgens de standaard."),
            "van": _datum("De dag vanaf welke de termijn telt."),
            "deadline": _datum("De laatste dag waarop het op tijd is."),
            "voldaanOp": _of_niet(_datum("De dag waarop het gebeurde; leeg zolang het open is.")),
            "werkdagen": _getal("Hoeveel werkdagen het duurde, of al duurt."),
            "werkdagenTeLaat": _getal("Hoeveel werkdagen na de deadline; 0 is op tijd."),
        },
    ),
    "Termijnpagina": _vorm(
        "Een bladzijde met termijnen, de oudste deadline eerst.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "regio": _tekst("De regio."),
            "k": _K,
            "op": _datum("De dag waarop is gerekend."),
            "klokken": _lijst("De termijnen op deze bladzijde.", "Termijnklok"),
            "volgende": _of_niet(_tekst("Adres van de volgende bladzijde, met dezelfde `k`; leeg na de laatste.")),
        },
    ),
    "Termijntelling": _vorm(
        "Wat één partij van één soort moet doen en heeft gedaan.",
        {
            "partij": _tekst("Wie het moet doen."),
            "soort": _TERMIJNSOORT,
            "isSignaal": _ja_nee("Of dit een signaal is en geen plicht volgens de standaard."),
            "open": _getal("Nog te doen."),
            "openTeLaat": _getal("Hoeveel daarvan te laat zijn."),
            "oudste": _of_niet(_datum("De dag vanaf welke de oudste open termijn telt.")),
            "voldaanOpTijd": _getal("In de periode op tijd gedaan."),
            "voldaanTeLaat": _getal("In de periode te laat gedaan."),
            "procentOpTijd": _of_niet(_getal("Deel dat op tijd was, naar beneden afgerond; leeg zonder aantallen.")),
        },
    ),
    "Termijnsamenvatting": _vorm(
        "Hoeveel termijnen open, te laat en op tijd zijn, per partij en soort.",
        {
            "definitieversie": _DEFINITIEVERSIE,
            "regio": _tekst("De regio."),
            "k": _K,
            "op": _datum("De dag waarop is gerekend."),
            "begin": _datum("Eerste dag van de periode."),
            "eind": _datum("Laatste dag van de periode."),
            "tellingen": _lijst("Op volgorde van partij en soort.", "Termijntelling"),
        },
    ),
    "Regel": _vorm(
        "Eén regel van iJw 3.2, in onze woorden, en wat de gateway ermee doet.",
        {
            "code": _tekst("Code van de regel in de standaard.", pattern="^(TR|CD|CS|RS)[0-9]{3}$", examples=["TR074"]),
            "soort": verwijs("Regelsoort"),
            "berichten": {"type": "array", "description": "De berichten waarvoor de regel geldt.", "items": _SOORT},
            "niveau": verwijs("Regelniveau"),
            "retourcode": _of_niet(_tekst("De code in het retourbericht; leeg als geen retourbericht hem meldt.")),
            "staat": verwijs("Regelstaat"),
            "tekst": _tekst("Wat de regel vraagt."),
            "actie": _tekst("Wat u doet als een bericht de regel breekt."),
            "lezing": _of_niet(_tekst("Hoe de regel gelezen wordt waar de standaard niet eenduidig is.")),
            "wachtOp": _of_niet(_tekst("Wat er nog nodig is om de regel helemaal te beoordelen; leeg als dat al kan.")),
        },
    ),
    "Regellijst": _vorm(
        "De regels die aan de vraag voldoen, allemaal.", {"regels": _lijst("Op volgorde van code.", "Regel")}
    ),
    "Bundelverslag": _vorm(
        "Wat er van berichten is gevonden die alleen zijn nagekeken; er is niets verstuurd of bewaard.",
        {
            "historie": {
                "type": "boolean",
                "description": "Of ook met eerdere berichten en het register is beoordeeld.",
            },
            "aantalBestanden": _getal("Hoeveel bestanden er zijn nagekeken."),
            "aantalGeldig": _getal("Hoeveel daarvan geldig zijn."),
            "codes": _lijst("Hoe vaak elke code voorkomt; de meest verspreide eerst.", "Codetelling"),
            "bestanden": _lijst("De bestanden, in de volgorde van het zip-bestand.", "Nagekeken"),
        },
    ),
    "Nagekeken": _vorm(
        "De uitkomst van één bestand.",
        {
            "bestand": _tekst("Naam in het zip-bestand; `bericht.xml` voor een los bericht."),
            "berichtsoort": _of_niet(_tekst("Berichtsoort van iJw 3.2; leeg als die niet te bepalen is.")),
            "geldig": {"type": "boolean", "description": "Of er geen enkele bevinding is."},
            "niveaus": _NIVEAUS,
            "bevindingen": _lijst("Alles wat er mis is.", "Bevinding"),
            "signalen": _lijst("Opmerkingen die niet tot afkeuring leiden (`ernst` is `signaal`).", "Bevinding"),
            "reden": of_niet(
                "Bevinding", "Waarom gevraagde niveaus zijn overgeslagen, anders dan door een eerdere fout."
            ),
            "weggelaten": _getal("Hoeveel bevindingen er meer zijn dan hier staan; ze zijn wel geteld in `codes`."),
        },
    ),
    "Codetelling": _vorm(
        "Hoe vaak één code voorkomt.",
        {
            "code": _tekst("Code van de regel of controle."),
            "niveau": verwijs("Niveau"),
            "aantalBerichten": _getal("In hoeveel bestanden."),
            "aantalPlaatsen": _getal("Op hoeveel plaatsen."),
            "tekst": _tekst("Wat er mis is, op de eerste plaats."),
        },
    ),
    "Gezondheid": _vorm("Het gaat goed.", {"status": _tekst("Altijd `goed`.")}),
    "Probleem": _vorm(
        "Waarom een verzoek niet gelukt is (RFC 9457).",
        {
            "type": _tekst("Altijd about:blank; de codes van de bevindingen zeggen het precies.", format="uri"),
            "title": _tekst("De soort fout in woorden."),
            "status": {"type": "integer", "description": "De HTTP-status."},
            "detail": _tekst("Wat er mis is en wat u kunt doen."),
            "instance": _tekst("Dit ene geval, als URN van `aanvraag`.", format="uri"),
            "aanvraag": _id("Nummer van uw verzoek, ook in de header X-Request-Id. Noem het bij navraag."),
            "bevindingen": _lijst("Alles wat er mis is; leeg als `detail` alles zegt.", "Bevinding"),
        },
    ),
}
