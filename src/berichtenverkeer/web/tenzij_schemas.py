# SPDX-License-Identifier: EUPL-1.2
"""The shapes of tenzij's and of their half-yearly settlement, as JSON Schema: derived from types, told in Dutch."""

import msgspec

from berichtenverkeer.gateway.tenzij_forms import (
    Tenzijbesluit,
    Tenzijeinde,
    Tenzijstap,
    Tenzijverzoek,
    Tenzijwijziging,
)
from berichtenverkeer.gateway.tenzij_values import (
    Allowed,
    AskedElsewhere,
    TenzijFile,
    TenzijResult,
    TenzijStep,
    TenzijView,
)
from berichtenverkeer.gateway.verrekening_forms import (
    CorrectieView,
    Opgave,
    Uitvraag,
    Vaststelling,
    VerrekeningFile,
    Verrekeningregel,
    VerrekeningView,
)
from berichtenverkeer.ledger.gebeurtenissen.tenzij import Hoeveelheid
from berichtenverkeer.plafonds.tenzij_store import Redecided
from berichtenverkeer.web.derived_schemas import asked, derived
from berichtenverkeer.web.tenzij import Tenzijpagina
from berichtenverkeer.web.value_listings import refer
from berichtenverkeer.web.verrekeningen import Verrekeningpagina

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Tenzijpagina: "Een bladzijde met tenzij's.",
    TenzijFile: "Eén tenzij met al haar stappen.",
    TenzijResult: "Wat een stap van de tenzij maakte, en op welke openstaande verzoeken opnieuw is besloten.",
    TenzijStep: "Eén stap in het leven van een tenzij.",
    TenzijView: "Een tenzij: de uitzondering voor één jeugdige. Wie dat is, staat er niet in.",
    Allowed: "Voor welk product, welke dagen en welk bedrag; zonder code voor de hele categorie.",
    AskedElsewhere: "Een aanbieder die eerst is gevraagd.",
    Redecided: "Een verzoek om toewijzing waarop eerst `nee` was besloten.",
    Verrekeningpagina: "Een bladzijde met verrekeningen.",
    VerrekeningFile: "Eén verrekening.",
    VerrekeningView: "De verrekening van een halfjaar met een aanbieder.",
    Verrekeningregel: "Eén tenzij in een verrekening.",
    CorrectieView: "Hoeveel een eerder halfjaar meer werd nadat het was verrekend; onder 0: minder.",
    Hoeveelheid: "Een hoeveelheid in één eenheid.",
}

_FIELDS = {
    "aanbieder": "AGB-code van de aanbieder.",
    "alleenHier": "Of gezegd is dat de hulp alleen hier kan.",
    "alternatieven": "De aanbieders die eerst zijn gevraagd.",
    "antwoordVoor": "De laatste dag om opgave te doen.",
    "bedragCents": "Het bedrag in centen; van een verrekening of regel dat van de uitvraag.",
    "beslagCents": "Wat er onder deze tenzij nog wordt verwacht.",
    "beslissenVoor": "De laatste dag om te besluiten; leeg als er is besloten.",
    "beslotenOp": "De dag van het laatste besluit.",
    "categorie": "Productcategorie (JZ020).",
    "client": "Begin van het pseudoniem: genoeg om cliënten binnen een lijst te onderscheiden.",
    "code": "Productcode; leeg: de hele categorie.",
    "correcties": "Wat er in eerdere halfjaren wijzigde na de verrekening, zoals bekend bij de uitvraag.",
    "definitieversie": "Versie van de definities waarmee de cijfers zijn gemaakt.",
    "door": "De functie of gebruiker; alleen voor wie het deed en voor de regio.",
    "eenheid": "Eenheid (WJ756).",
    "gemeente": "CBS-code van de gemeente.",
    "gevraagd": "Wat er is gevraagd.",
    "gevraagdDoor": "De partij die vroeg; leeg: wie de gateway beheert, namens een ander.",
    "gevraagdOp": "De dag van het verzoek.",
    "helft": "1 is januari tot en met juni, 2 is juli tot en met december.",
    "id": "Het nummer.",
    "isHerhaald": "Of dit al was gevraagd; er is dan niets gewijzigd.",
    "isTeLaat": "Of de termijn voorbij is.",
    "isZwak": "Of een grond ontbreekt, of geen alternatief is gevraagd.",
    "jaar": "Het jaar.",
    "k": "Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u hetzelfde nog eens.",
    "kanNietWachten": "Of gezegd is dat de hulp niet kan wachten.",
    "maximumCents": "Het maximum in centen.",
    "naam": "De naam in het register, op de dag van het verzoek.",
    "naVerrekeningGewijzigdCents": "Wat het halfjaar sinds de verrekening meer werd; onder 0: minder. Leeg ervoor.",
    "op": "De dag.",
    "opgave": "Het andere volume dat de aanbieder opgaf; leeg: zoals uitgevraagd, of nog geen opgave.",
    "opgegevenOp": "De dag van de opgave.",
    "opnieuwBesloten": "De verzoeken waarop opnieuw is besloten.",
    "partij": "De partij die het deed.",
    "positie": "Positie in het grootboek.",
    "realisatieCents": "Wat er onder deze tenzij is goedgekeurd.",
    "reden": "Waarom de aanbieder een ander volume opgaf.",
    "referentie": "De eigen referentie van wie vroeg; bij een besluit de ReferentieAanbieder.",
    "regels": "De tenzij's.",
    "regio": "De regio.",
    "registerVersie": "Positie in het grootboek van het register dat toen gold.",
    "soort": "De soort gebeurtenis.",
    "stappen": "De stappen, in volgorde.",
    "status": "Hoe het ermee staat.",
    "teBevestigen": "Wat nog op bevestiging door een tweede wacht.",
    "teksten": "Wat erbij is geschreven, per onderdeel; leeg als de sleutel is vernietigd.",
    "tenzij": "De tenzij, of haar nummer.",
    "tenzijs": "De tenzij's.",
    "toegekend": "Wat er geldt.",
    "tot": "De laatste dag.",
    "uitgevraagdOp": "De dag van de uitvraag.",
    "uitkomst": "Wat er nu op is besloten.",
    "van": "De eerste dag.",
    "vaststelling": "Wat de opdrachtgever bij het bedrag schreef.",
    "verrekendCents": "Wat er is verrekend, in centen; dat wijzigt niet meer.",
    "verrekendOp": "De dag van de verrekening.",
    "verrekendeCorrecties": "Wat er van eerdere halfjaren is verrekend.",
    "verrekening": "De verrekening.",
    "verrekeningen": "De verrekeningen.",
    "volgende": "Adres van de volgende bladzijde; leeg op de laatste.",
    "volume": "Het volume.",
    "volumes": "Het volume van de goedgekeurde prestaties, per eenheid; elke prestatie telt heel.",
}

_ASKED = {
    "Tenzijverzoek": "Een tenzij die wordt gevraagd. Een grond telt als erbij staat waarom.",
    "GevraagdAlternatief": "Een aanbieder die eerst is gevraagd, en waarom het daar niet kan.",
    "Tenzijbesluit": "Het besluit. Wat u bij een toekenning weglaat, is zoals het is gevraagd.",
    "Tenzijwijziging": "Wat er voortaan geldt.",
    "Tenzijeinde": "Vanaf welke dag de tenzij niets meer dekt.",
    "Tenzijstap": "Een bevestiging of een intrekking.",
    "Uitvraag": "Welk halfjaar van welke aanbieder wordt uitgevraagd; het moet voorbij zijn.",
    "Opgave": "De opgave van een aanbieder.",
    "OtherVolume": "Een ander volume dan is uitgevraagd.",
    "OtherHoeveelheid": "Een hoeveelheid in één eenheid.",
    "Vaststelling": "De bedragen die worden vastgesteld.",
    "OtherBedrag": "Een ander bedrag dan de bekende productie.",
}
_ASKED_FIELDS = _FIELDS | {
    "alleenHier": "Waarom de hulp alleen hier kan; verzegeld bewaard.",
    "alternatieven": "De aanbieders die eerst zijn gevraagd.",
    "bedragCents": "Het bedrag in centen.",
    "besluit": "Wat er is besloten.",
    "bsn": "BSN van de jeugdige; het wordt niet bewaard.",
    "code": "Productcode; leeg: de hele categorie.",
    "door": "Uw functie of gebruikersnaam; nooit de naam van een jeugdige.",
    "kanNietWachten": "Waarom de hulp niet kan wachten; verzegeld bewaard.",
    "motivering": "Waarom; verzegeld bewaard.",
    "reden": "Waarom; verzegeld bewaard.",
    "referentie": "Uw eigen referentie: daarmee kunt u hetzelfde veilig nog eens sturen.",
    "regels": "Alleen wat anders is.",
    "tenzij": "Nummer van de tenzij.",
    "toelichting": "Toelichting; verzegeld bewaard.",
    "vanaf": "De eerste dag waarop zij niets meer dekt.",
    "waarom": "Waarom het daar niet kan; verzegeld bewaard.",
}
_FORMS = (
    Tenzijverzoek,
    Tenzijbesluit,
    Tenzijwijziging,
    Tenzijeinde,
    Tenzijstap,
    Uitvraag,
    Opgave,
    Vaststelling,
)

_COMING_IN = asked(_FORMS, _ASKED, _ASKED_FIELDS)
_COMING_IN["Tenzijbesluit"]["properties"]["besluit"] = refer("KeuzeUitslag")
_COMING_IN["Uitvraag"]["properties"]["helft"] = {
    "type": "integer",
    "minimum": 1,
    "maximum": 2,
    "description": _FIELDS["helft"],
}

TENZIJ_SCHEMAS = derived(_EXPLANATION, _FIELDS) | _COMING_IN
"""By name, as `refer` points to them."""
