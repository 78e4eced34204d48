# SPDX-License-Identifier: EUPL-1.2
"""The shapes of why a bericht was judged as it was, derived from their types and told in Dutch."""

import msgspec

from berichtenverkeer.gateway.why_report import (
    Why,
    WhyAgain,
    WhyBesluit,
    WhyChange,
    WhyFact,
    WhyPlafond,
    WhyRegel,
    WhyTerm,
)
from berichtenverkeer.web.derived_schemas import derived

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Why: "Waarom een bericht zo is beoordeeld: elke regel, de som van het plafond, en wat er nu uit zou komen.",
    WhyRegel: "Een regel voor deze berichtsoort, en wat die zag.",
    WhyFact: "Wat een regel vroeg over wat toen bekend was.",
    WhyBesluit: "Een besluit over geld, met de som die ertoe leidde.",
    WhyPlafond: "Wat er vlak voor het besluit op een plafond stond, wat ervan werd gevraagd, en wat er is geboekt.",
    WhyTerm: "Dagen van de zorg met één prijs, of een goedgekeurde prestatie: zo is het gevraagde bedrag berekend.",
    WhyAgain: "Wat eruit komt als het bericht nog eens wordt beoordeeld, zonder te versturen, en wat anders is.",
    WhyChange: "Een besluit dat nu anders is.",
}

_FIELDS = {
    "aantal": "Hoeveel keer de prijs telt, als decimaal getal met een komma; leeg bij een prestatie.",
    "antwoord": "Wat de gateway wist; leeg als het over een andere partij gaat.",
    "bedragCents": "Aantal keer prijs, afgerond.",
    "berichtsoort": "Berichtsoort van iJw 3.2.",
    "bericht": "Nummer van het bericht.",
    "beslagCents": "Toewijzingen.",
    "besluiten": "De besluiten over geld.",
    "bestemming": "Code van wie het kreeg.",
    "bevindingen": "Alle redenen van afkeuring.",
    "claim": "`toewijzing/gemeente/nummer` of `verzoek/aanbieder/referentie`.",
    "claimCents": "Wat het in dit plafond in totaal vraagt.",
    "code": "Code van de regel.",
    "erbij": "Bevindingen en signalen die er nu bij komen.",
    "extraCents": "Wat daarvan nieuw is: meer dan er al voor werd vastgehouden.",
    "feiten": "Wat de regel vroeg; leeg voor wie alleen naar het bericht zelf kijkt, en voor wie is overgeslagen.",
    "gereserveerdCents": "Verzoeken die nog niet beantwoord waren.",
    "gronden": "Wat het besluit bepaalde, naast de som.",
    "identificatie": "Identificatie uit de header van het bericht.",
    "isOnderClientenstop": "Of er een cliëntenstop gold voor een nieuwe cliënt.",
    "jaar": "Kalenderjaar.",
    "k": "Positie van het bericht in het grootboek: beoordeeld is met wat daarvoor bekend was.",
    "niveau": "Controleniveau.",
    "nu": "Nog eens beoordeeld met wat nu bekend is; daar hoort bij wat het bericht zelf teweegbracht.",
    "ontvangenOp": "Moment van ontvangst (UTC).",
    "oordeel": "Oordeel.",
    "overschrijdingCents": "Wat boven de ruimte is geboekt.",
    "past": "Of het paste.",
    "perceel": "Perceel van het plafond; leeg als het niet over één perceel gaat.",
    "plaatsen": "Waar het bericht de regel brak.",
    "plafondCents": "Het plafond.",
    "plafonds": "De som per plafond; leeg voor een gemeente.",
    "prijsCents": "De prijs van één keer; leeg als die niet bekend is.",
    "realisatieCents": "Goedgekeurde prestaties.",
    "reden": "Waarom het niet opnieuw te beoordelen is; leeg als dat wel kan.",
    "referentie": "ReferentieNummer van een goedgekeurde prestatie.",
    "registerVersie": "Positie waarop het register is geladen dat toen gold.",
    "regels": "Alle regels voor deze berichtsoort.",
    "ruimteCents": "Wat er vrij was, met wat de eigen reservering teruggaf.",
    "segment": "Segment van het plafond; leeg als het niet over één segment gaat.",
    "signalen": "Opmerkingen die niet tot afkeuring leidden.",
    "tekst": "Wat de regel vraagt.",
    "tenzijCents": "Wat onder een tenzij is geboekt, buiten het plafond.",
    "termen": "Hoe het gevraagde bedrag is berekend; leeg voor een gemeente.",
    "toen": "Nog eens beoordeeld met wat toen bekend was: dat hoort hetzelfde te zijn.",
    "tot": "Laatste dag.",
    "uitkomst": "Wat de uitkomst was.",
    "van": "Eerste dag.",
    "verzender": "Code van wie het verstuurde.",
    "vraag": "Wat de regel wilde weten.",
    "was": "De uitkomst die is geboekt; leeg: geen besluit.",
    "weg": "Bevindingen en signalen die er nu niet meer zijn.",
    "wijktAf": "Of er iets anders uitkomt dan is geboekt.",
    "wordt": "De uitkomst van nu; leeg: geen besluit.",
}

WHY_SCHEMAS = derived(_EXPLANATION, _FIELDS)
"""By name, as `refer` points to them."""
