# SPDX-License-Identifier: EUPL-1.2
"""What the schemas hold: every RS rule, and the three CS rules on level XSD. Declared, without a function.

A bericht that breaks one is not received, and the finding has the code of what is wrong in the XML (XSD-WAARDE and the
like), once for a place, however many of these rules it breaks there.
"""

from berichtenverkeer.berichten import (
    JW301,
    JW302,
    JW305,
    JW306,
    JW307,
    JW308,
    JW315,
    JW316,
    JW317,
    JW318,
    JW319,
    JW320,
    JW323,
    JW325,
    Class,
)
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.regel import explain

Berichten = tuple[type[Class], ...]

_VERZOEKEN: Berichten = (JW301, JW315, JW317, JW319)
_WITH_NAME: Berichten = (JW301, JW305, JW307, JW315)
_WITH_CLIENT: Berichten = (*_WITH_NAME, JW317, JW323, JW325)
_OWN_HEADER: Berichten = (*_WITH_CLIENT, JW319)
_RETOUR: Berichten = (JW302, JW306, JW308, JW316, JW318, JW320)
_EVERY: Berichten = (*_OWN_HEADER, *_RETOUR)


def _schema(code: str, berichten: Berichten, text: str, action: str, lezing: str = "") -> None:
    explain(code, *berichten, niveau=Niveau.XSD, text=text, action=action, lezing=lezing)


def _highest(code: str, numeral: int, berichten: Berichten, what: str) -> None:
    _schema(code, berichten, f"Niet hoger dan {numeral}: {what}.", f"Vul een geheel getal van 0 tot en met {numeral}.")


def _length(code: str, characters: int, berichten: Berichten, what: str, action: str = "") -> None:
    at_most = f"{characters} {'teken' if characters == 1 else 'tekens'}"
    _schema(code, berichten, f"Hoogstens {at_most}: {what}.", action or f"Kort de waarde in tot {at_most}.")


_CODE = "Vul een code uit de codelijst van dit element, zonder extra tekens."

_schema(
    "CS015",
    _OWN_HEADER,
    "De BerichtSubversie is 2: dit is iJw 3.2.",
    "Vul 2 in BerichtSubversie, en controleer of het hele bericht volgens iJw 3.2 is gemaakt.",
)
_schema(
    "CS025",
    _OWN_HEADER,
    "De BerichtVersie is 3: dit is iJw 3.2.",
    "Vul 3 in BerichtVersie, en controleer of het hele bericht volgens iJw 3.2 is gemaakt.",
)
_schema(
    "CS319",
    (JW323,),
    "Een DeclaratieNummer bestaat alleen uit letters en cijfers.",
    "Haal spaties, punten, streepjes en andere tekens uit het DeclaratieNummer.",
    lezing="Alleen in een JW323; het DeclaratieNummer in een JW325 is dat van de declaratie en heeft geen eigen eis.",
)

_schema(
    "RS001",
    _OWN_HEADER,
    "Een getal is nooit negatief: versie, huisnummer, volgorde, nummer, volume of bedrag.",
    "Haal het minteken weg; of een bedrag erbij komt of eraf gaat, zegt DebetCredit.",
)
_highest("RS002", 99, _OWN_HEADER, "BerichtVersie, BerichtSubversie en Volgorde")
_highest("RS004", 99_999, (JW301,), "een Huisnummer")
_highest("RS005", 99_999_999, (JW301, JW315, JW317, JW323, JW325), "een volume, een budget, een tarief en een bedrag")
_highest("RS006", 999_999_999, _WITH_CLIENT, "een ToewijzingNummer en een BeschikkingNummer")
_highest("RS040", 999_999_999_999, (JW323, JW325), "een TotaalBedrag")

_length("RS008", 1, _OWN_HEADER, "codes zoals Geslacht, Frequentie en DebetCredit, en een Huisletter", _CODE)
_length("RS009", 2, _OWN_HEADER, "codes zoals Eenheid, productcategorie, LandCode en de redenen", _CODE)
_length("RS010", 3, _OWN_HEADER, "de BerichtCode", "Vul de BerichtCode van dit bericht: drie cijfers.")
_length("RS011", 4, (JW301, *_RETOUR, JW325), "een RetourCode, een HuisnummerToevoeging en een Landnummer")
_length(
    "RS012", 5, _WITH_CLIENT, "een productcode", "Vul de productcode zoals die is afgesproken, zonder extra tekens."
)
_length("RS013", 6, _WITH_NAME, "Voorletters", "Vul de eerste zes voorletters, zonder punten of spaties.")
_length(
    "RS014",
    8,
    _OWN_HEADER,
    "een AGB-code en een Postcode",
    "Vul een AGB-code van acht cijfers, of een postcode van hoogstens acht tekens.",
)
_length("RS015", 9, _WITH_CLIENT, "een Bsn", "Vul het BSN als negen cijfers, zonder spaties of punten.")
_length("RS016", 10, _WITH_NAME, "een Voorvoegsel", "Kort het voorvoegsel in tot 10 tekens, zoals van der.")
_length("RS017", 12, _EVERY, "de Identificatie van een bericht en een DeclaratieNummer")
_length("RS018", 15, (JW301,), "een Telefoonnummer", "Vul alleen de cijfers van het telefoonnummer.")
_length("RS019", 20, (JW301, JW323, JW325), "het Nummer van een relatie en de nummers in een ProductReferentie")
_length("RS020", 24, (JW301,), "een Straatnaam", "Gebruik de officiële korte schrijfwijze van de straatnaam.")
_length("RS021", 25, (JW301,), "een Taal")
_length("RS023", 35, (JW301,), "een Organisatie")
_length("RS024", 36, _VERZOEKEN, "een ReferentieAanbieder")
_length("RS025", 64, (JW315,), "de Naam van een verwijzer")
_length("RS026", 80, (JW301,), "een Plaatsnaam en een Emailadres")
_length("RS028", 200, _WITH_NAME, "Voornamen en een Achternaam")

_schema(
    "RS031",
    (JW301, JW315),
    "Een Commentaar dat er staat, zegt ook iets: leeg of alleen spaties mag niet.",
    "Haal het lege Commentaar weg, of schrijf er iets in.",
)
_schema(
    "RS032",
    _EVERY,
    "Een datum staat er zonder tijdzone, zoals 2026-08-30.",
    "Vul jaar, maand en dag (jjjj-mm-dd) en laat Z of een verschil in uren weg.",
)
_schema(
    "RS033",
    _EVERY,
    "Een tekst die er staat, is niet leeg, bestaat niet alleen uit spaties en past op één regel.",
    "Vul het element, of haal het weg als het niet verplicht is.",
)
_schema(
    "RS034",
    (JW301,),
    "Een tijd staat er zonder tijdzone, zoals 13:59:41.",
    "Vul uren, minuten en seconden met dubbele punten (uu:mm:ss) en laat Z of een verschil in uren weg.",
    lezing="Delen van een seconde mogen. De voorbeelden met punten tussen de uren en minuten gelden niet: een tijd in "
    "XML heeft dubbele punten.",
)
_schema(
    "RS035",
    _OWN_HEADER,
    "Een gemeentecode heeft precies vier cijfers.",
    "Vul de CBS-code van de gemeente, met de nullen ervoor.",
)
_schema(
    "RS036",
    _OWN_HEADER,
    "Een AGB-code heeft precies acht cijfers.",
    "Vul de AGB-code van de aanbieder of verwijzer, met de nullen ervoor.",
)
_schema(
    "RS037",
    _WITH_CLIENT,
    "Een Bsn heeft precies negen cijfers.",
    "Vul het BSN met de nullen ervoor, zonder spaties of punten.",
)
_schema(
    "RS045",
    _WITH_NAME,
    "Voorletters bestaan alleen uit letters, direct na elkaar.",
    "Haal punten, spaties en streepjes tussen de voorletters weg.",
)
_schema(
    "RS046",
    (JW301,),
    "Een Telefoonnummer bestaat alleen uit cijfers.",
    "Haal spaties, streepjes en haakjes weg; het landnummer staat in Landnummer.",
)
_schema(
    "RS047",
    _OWN_HEADER,
    "De BerichtCode is die van de berichtsoort, zoals 438 in een JW305.",
    "Vul de BerichtCode die bij dit bericht hoort, of controleer of u het juiste bericht maakt.",
)
_schema(
    "RS048",
    _EVERY,
    "Een versie van een schema bestaat uit drie getallen met punten ertussen, zoals 1.0.0.",
    "Vul de drie getallen die in het gebruikte schema staan, zonder nullen ervoor.",
    lezing="Elk nummer van drie delen is goed: welke versie het precies is, keurt geen regel (IV034).",
)
