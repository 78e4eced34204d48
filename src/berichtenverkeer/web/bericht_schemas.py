# SPDX-License-Identifier: EUPL-1.2
"""The shapes of berichten: receipt, mailbox, thread, and where else care is to be had."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web.schema_parts import (
    IDENTIFICATIE,
    KIND,
    NIVEAUS,
    OORDEEL,
    K,
    form,
    listing,
    moment,
    nullable,
    numeral,
    text,
    texts,
    uuid_of,
)
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

BERICHT_SCHEMAS: dict[str, Schema] = {
    "Bevinding": {
        **form(
            "Eén fout of signaal: waar het staat, wat er mis is en wat u kunt doen.",
            {
                "code": text("Code van de regel of controle."),
                "niveau": refer("Niveau"),
                "pad": text("Plaats in het bericht; `?naam` voor een parameter in het adres; leeg zonder plaats."),
                "regelnummer": nullable({"type": "integer", "description": "Regel in het bericht, vanaf 1."}),
                "tekst": text("Wat er mis is."),
                "actie": text("Wat u kunt doen."),
                "retourcode": nullable(text("Retourcode van de standaard, als de regel die heeft.")),
                "ernst": refer("Ernst"),
            },
        ),
        "examples": [_BEVINDING_EXAMPLE],
    },
    "Verwijzing": form(
        "Een ander bericht.",
        {"id": uuid_of("Nummer van dat bericht."), "href": text("Adres van dat bericht.", format="uri-reference")},
    ),
    "Ontvangstbewijs": form(
        "Wat er met een ontvangen bericht is gebeurd. Dit bewijs betekent dat het bericht blijvend is vastgelegd, "
        "behalve bij een proef.",
        {
            "id": nullable(uuid_of("Nummer van het bericht bij de gateway; leeg bij een proef.")),
            "standaard": text("Standaard waar het bericht van is.", examples=["iJw"]),
            "release": text("Release van die standaard.", examples=["3.2"]),
            "berichtsoort": KIND,
            "identificatie": IDENTIFICATIE,
            "oordeel": OORDEEL,
            "sha256": nullable(
                text(
                    "SHA-256 van de ontvangen bytes, in hexadecimale tekens; leeg als de inhoud is vernietigd.",
                    pattern="^[0-9a-f]{64}$",
                )
            ),
            "ontvangenOp": moment("Moment van ontvangst (UTC)."),
            "niveaus": NIVEAUS,
            "bevindingen": listing(
                "Alle redenen van afkeuring; leeg bij goedkeuring. Bij `voorlopig`: wat de gateway vond, terwijl de "
                "ontvanger beslist; die ziet het onder `signalen`.",
                "Bevinding",
            ),
            "signalen": listing(
                "Opmerkingen die niet tot afkeuring leiden (`ernst` is `signaal`). Voor wie een voorlopig bericht "
                "ontving ook alles wat de gateway erin vond: wat hij daarmee doet, is aan hem.",
                "Bevinding",
            ),
            "retour": or_not("Verwijzing", "Het retourbericht dat de gateway hierop gaf; leeg als dat er niet is."),
            "proef": {"type": "boolean", "description": "Of dit een proef was, waarvan niets is bewaard."},
        },
    ),
    "Poststuk": form(
        "Eén bericht in uw postvak.",
        {
            "id": uuid_of("Nummer van het bericht."),
            "positie": {
                "type": "integer",
                "format": "int64",
                "maximum": MAX_POSITION,
                "description": "Volgorde; gebruik de hoogste die u kent als `na`.",
            },
            "richting": refer("Richting"),
            "berichtsoort": KIND,
            "identificatie": IDENTIFICATIE,
            "wederpartij": text("Code van de andere partij (CBS of AGB)."),
            "oordeel": OORDEEL,
            "ontvangenOp": moment("Moment van ontvangst door de gateway (UTC)."),
            "status": or_not("Poststatus", "Of het nog wacht of door u is afgehaald; leeg bij richting `uit`."),
            "afgehaaldOp": nullable(moment("Moment waarop u het als afgehaald meldde (UTC).")),
            "href": text("Adres van dit bericht.", format="uri-reference"),
            "payload": text("Adres van de inhoud.", format="uri-reference"),
        },
    ),
    "Poststuklijst": form(
        "Een bladzijde van uw postvak, in volgorde van `positie`.",
        {
            "berichten": listing("De berichten op deze bladzijde.", "Poststuk"),
            "volgende": nullable(text("Adres van de volgende bladzijde; leeg als dit nu de laatste is.")),
        },
    ),
    "Berichtinzage": form(
        "Eén bericht met zijn ontvangstbewijs.",
        {
            "bericht": refer("Poststuk"),
            "ontvangstbewijs": refer("Ontvangstbewijs"),
            "antwoord": or_not(
                "Verwijzing", "Bij een voorlopig bericht: wat de ontvanger antwoordde; leeg zolang niet."
            ),
            "veroorzaker": refer("Veroorzaker", "Wie het bracht."),
            "alternatieven": listing(
                "Andere aanbieders, voor elk verzoek erin dat niet past; leeg als dat er niet is.", "Alternatieven"
            ),
            "opnieuwBesloten": listing("Verzoeken erin waarop na een tenzij opnieuw is besloten.", "Redecided"),
        },
    ),
    "Draad": form(
        "De berichten die bij een bericht horen: een tak voor elk verhaal waar het deel van is.",
        {
            "bericht": uuid_of("Nummer van het bericht waarnaar u vroeg."),
            "takken": listing("Een tak per verhaal.", "Tak"),
            "toewijzingen": nullable(numeral("Hoeveel toewijzingen een declaratie noemt; de draad volgt ze niet.")),
            "erIsMeer": {"type": "boolean", "description": "Of er berichten zijn weggelaten."},
        },
    ),
    "Tak": form(
        "Eén sleutel van de standaard, de berichten die hem noemen, en de sleutels die ermee verbonden zijn.",
        {
            "sleutel": nullable(
                text(
                    "Waar de berichten over gaan: verzoek/aanbieder/ReferentieAanbieder, "
                    "toewijzing/gemeente/ToewijzingNummer, declaratie/aanbieder/Identificatie, of van een start "
                    "zonder toewijzing levering/gemeente/aanbieder/categorie/code/Begindatum. "
                    "Leeg als het bericht niets noemt.",
                    examples=["toewijzing/0363/1"],
                )
            ),
            "berichten": listing("Op volgorde van ontvangst.", "Draadbericht"),
            "takken": listing("Wat ermee verbonden is, zoals de toewijzing onder haar verzoek.", "Tak"),
        },
    ),
    "Draadbericht": form(
        "Eén bericht in een draad.",
        {
            "id": uuid_of("Nummer van het bericht."),
            "berichtsoort": KIND,
            "identificatie": IDENTIFICATIE,
            "richting": or_not("Richting", "`in` is voor u, `uit` is van u; leeg voor een partij van de soort regio."),
            "wederpartij": nullable(text("Code van de andere partij; leeg voor een partij van de soort regio.")),
            "verzender": text("Code van wie het verstuurde, of namens wie de gateway dat deed."),
            "bestemming": text("Code van wie het krijgt."),
            "ontvangenOp": moment("Moment van ontvangst door de gateway (UTC)."),
            "dagtekening": text("Datum die de verzender erop zette.", format="date"),
            "oordeel": OORDEEL,
            "bron": refer("Bron"),
            "veroorzaker": refer("Veroorzaker", "Wie het bracht."),
            "codes": texts("Codes van de bevindingen en signalen bij het bericht."),
            "sleutels": texts("De sleutels waarmee het bericht aan deze draad hangt."),
            "antwoorden": listing("Het retourbericht, of de JW325 bij een JW323.", "Draadbericht"),
        },
    ),
    "Alternatieven": form(
        "Bij wie een verzoek dat niet past nu wel terechtkan.",
        {
            "referentie": text("ReferentieAanbieder van het verzoek."),
            "k": K,
            "aanbieders": listing("Aanbieders met ruimte; leeg als die er niet zijn.", "Aanbiedernaam"),
        },
    ),
    "Aanbiedernaam": form(
        "Een aanbieder, alleen bij naam.", {"code": text("AGB-code."), "naam": text("Naam in het register.")}
    ),
}
"""By name, as `refer` points to them."""
