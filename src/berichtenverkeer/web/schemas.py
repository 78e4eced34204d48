# SPDX-License-Identifier: EUPL-1.2
"""The JSON shapes of the API as JSON Schema, for the OpenAPI document; a test holds them against forms.py."""

from berichtenverkeer.web.bericht_schemas import BERICHT_SCHEMAS
from berichtenverkeer.web.plafond_schemas import PLAFOND_SCHEMAS
from berichtenverkeer.web.schema_parts import (
    KIND,
    NIVEAUS,
    form,
    listing,
    nullable,
    numeral,
    text,
    uuid_of,
)
from berichtenverkeer.web.termijn_schemas import TERMIJN_SCHEMAS
from berichtenverkeer.web.value_listings import Schema, or_not, refer

SCHEMAS: dict[str, Schema] = {
    **BERICHT_SCHEMAS,
    **PLAFOND_SCHEMAS,
    **TERMIJN_SCHEMAS,
    "Regel": form(
        "Eén regel van iJw 3.2, in onze woorden, en wat de gateway ermee doet.",
        {
            "code": text("Code van de regel in de standaard.", pattern="^(TR|CD|CS|RS)[0-9]{3}$", examples=["TR074"]),
            "soort": refer("Regelsoort"),
            "berichten": {"type": "array", "description": "De berichten waarvoor de regel geldt.", "items": KIND},
            "niveau": refer("Regelniveau"),
            "retourcode": nullable(text("De code in het retourbericht; leeg als geen retourbericht hem meldt.")),
            "staat": refer("Regelstaat"),
            "tekst": text("Wat de regel vraagt."),
            "actie": text("Wat u doet als een bericht de regel breekt."),
            "lezing": nullable(text("Hoe de regel gelezen wordt waar de standaard niet eenduidig is.")),
            "wachtOp": nullable(text("Wat er nog nodig is om de regel helemaal te beoordelen; leeg als dat al kan.")),
        },
    ),
    "Regellijst": form(
        "De regels die aan de vraag voldoen, allemaal.", {"regels": listing("Op volgorde van code.", "Regel")}
    ),
    "Bundelverslag": form(
        "Wat er van berichten is gevonden die alleen zijn nagekeken; er is niets verstuurd of bewaard.",
        {
            "historie": {
                "type": "boolean",
                "description": "Of ook met eerdere berichten en het register is beoordeeld.",
            },
            "aantalBestanden": numeral("Hoeveel bestanden er zijn nagekeken."),
            "aantalGeldig": numeral("Hoeveel daarvan geldig zijn."),
            "codes": listing("Hoe vaak elke code voorkomt; de meest verspreide eerst.", "Codetelling"),
            "bestanden": listing("De bestanden, in de volgorde van het zip-bestand.", "Nagekeken"),
        },
    ),
    "Nagekeken": form(
        "De uitkomst van één bestand.",
        {
            "bestand": text("Naam in het zip-bestand; `bericht.xml` voor een los bericht."),
            "berichtsoort": nullable(text("Berichtsoort van iJw 3.2; leeg als die niet te bepalen is.")),
            "geldig": {"type": "boolean", "description": "Of er geen enkele bevinding is."},
            "niveaus": NIVEAUS,
            "bevindingen": listing("Alles wat er mis is.", "Bevinding"),
            "signalen": listing("Opmerkingen die niet tot afkeuring leiden (`ernst` is `signaal`).", "Bevinding"),
            "reden": or_not(
                "Bevinding", "Waarom gevraagde niveaus zijn overgeslagen, anders dan door een eerdere fout."
            ),
            "weggelaten": numeral("Hoeveel bevindingen er meer zijn dan hier staan; ze zijn wel geteld in `codes`."),
        },
    ),
    "Codetelling": form(
        "Hoe vaak één code voorkomt.",
        {
            "code": text("Code van de regel of controle."),
            "niveau": refer("Niveau"),
            "aantalBerichten": numeral("In hoeveel bestanden."),
            "aantalPlaatsen": numeral("Op hoeveel plaatsen."),
            "tekst": text("Wat er mis is, op de eerste plaats."),
        },
    ),
    "Gezondheid": form("Het gaat goed.", {"status": text("Altijd `goed`.")}),
    "Probleem": form(
        "Waarom een verzoek niet gelukt is (RFC 9457).",
        {
            "type": text("Altijd about:blank; de codes van de bevindingen zeggen het precies.", format="uri"),
            "title": text("De soort fout in woorden."),
            "status": {"type": "integer", "description": "De HTTP-status."},
            "detail": text("Wat er mis is en wat u kunt doen."),
            "instance": text("Dit ene geval, als URN van `aanvraag`.", format="uri"),
            "aanvraag": uuid_of("Nummer van uw verzoek, ook in de header X-Request-Id. Noem het bij navraag."),
            "bevindingen": listing("Alles wat er mis is; leeg als `detail` alles zegt.", "Bevinding"),
        },
    ),
}
"""By name, as `refer` points to them."""
