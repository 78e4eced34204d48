# SPDX-License-Identifier: EUPL-1.2
"""The shapes of termijnen."""

from berichtenverkeer.web.schema_parts import (
    VERSION_OF_FIGURES,
    K,
    datum,
    form,
    listing,
    nullable,
    numeral,
    text,
    uuid_of,
    yes_no,
)
from berichtenverkeer.web.value_listings import Schema, refer

_TERMIJNSOORT = refer("Termijnsoort")

TERMIJN_SCHEMAS: dict[str, Schema] = {
    "Termijnklok": form(
        "Eén termijn: wie iets moet doen, tegenover wie, wanneer uiterlijk, en wanneer het gebeurd is.",
        {
            "soort": _TERMIJNSOORT,
            "partij": text("Wie het moet doen: een code, of `opdrachtgever`."),
            "wederpartij": text("Tegenover wie."),
            "sleutel": text(
                "Waarover: `JW305/Identificatie`, `verzoek/ReferentieAanbieder`, `tenzij/id`, `verrekening/id`, "
                "`levering/ToewijzingNummer/categorie/code/Begindatum` of `signaal/jaar/perceel/segment/positie`."
            ),
            "bericht": nullable(uuid_of("Nummer van het bericht waaraan de termijn hangt; leeg als dat er niet is.")),
            "draad": nullable(text("Zijn sleutel in `/v1/berichten/{id}/draad`.", examples=["toewijzing/0363/1"])),
            "tenzij": nullable(uuid_of("De tenzij waarop moet worden besloten.")),
            "verrekening": nullable(uuid_of("De verrekening waarvan opgave moet worden gedaan.")),
            "jaar": nullable(numeral("Jaar van het plafond met een signaal; het is van de wederpartij.")),
            "perceel": nullable(text("Het perceel daarvan.")),
            "segment": nullable(text("Het segment daarvan.")),
            "client": nullable(text("Begin van het pseudoniem: genoeg om cliënten in de lijst te onderscheiden.")),
            "regels": {"type": "array", "description": "Regels van de standaard.", "items": {"type": "string"}},
            "termijn": text("De termijn in woorden.", examples=["5 werkdagen"]),
            "isSignaal": yes_no("Of dit een signaal is en geen plicht volgens de standaard."),
            "van": datum("De dag vanaf welke de termijn telt."),
            "deadline": datum("De laatste dag waarop het op tijd is."),
            "voldaanOp": nullable(datum("De dag waarop het gebeurde; leeg zolang het open is.")),
            "werkdagen": numeral("Hoeveel werkdagen het duurde, of al duurt."),
            "werkdagenTeLaat": numeral("Hoeveel werkdagen na de deadline; 0 is op tijd."),
        },
    ),
    "Termijnpagina": form(
        "Een bladzijde met termijnen: eerst tenzij-verzoeken die niet kunnen wachten, dan de oudste deadline.",
        {
            "definitieversie": VERSION_OF_FIGURES,
            "regio": text("De regio."),
            "k": K,
            "op": datum("De dag waarop is gerekend."),
            "klokken": listing("De termijnen op deze bladzijde.", "Termijnklok"),
            "volgende": nullable(text("Adres van de volgende bladzijde, met dezelfde `k`; leeg na de laatste.")),
        },
    ),
    "Termijntelling": form(
        "Wat één partij van één soort moet doen en heeft gedaan.",
        {
            "partij": text("Wie het moet doen."),
            "soort": _TERMIJNSOORT,
            "isSignaal": yes_no("Of dit een signaal is en geen plicht volgens de standaard."),
            "open": numeral("Nog te doen."),
            "openTeLaat": numeral("Hoeveel daarvan te laat zijn."),
            "oudste": nullable(datum("De dag vanaf welke de oudste open termijn telt.")),
            "voldaanOpTijd": numeral("In de periode op tijd gedaan."),
            "voldaanTeLaat": numeral("In de periode te laat gedaan."),
            "procentOpTijd": nullable(numeral("Deel dat op tijd was, naar beneden afgerond; leeg zonder aantallen.")),
        },
    ),
    "Termijnsamenvatting": form(
        "Hoeveel termijnen open, te laat en op tijd zijn, per partij en soort.",
        {
            "definitieversie": VERSION_OF_FIGURES,
            "regio": text("De regio."),
            "k": K,
            "op": datum("De dag waarop is gerekend."),
            "begin": datum("Eerste dag van de periode."),
            "eind": datum("Laatste dag van de periode."),
            "tellingen": listing("Op volgorde van partij en soort.", "Termijntelling"),
        },
    ),
}
"""By name, as `refer` points to them."""
