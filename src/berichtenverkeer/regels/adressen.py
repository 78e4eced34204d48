# SPDX-License-Identifier: EUPL-1.2
"""Where a client and his relaties live and can be reached (JW301)."""

import re

from berichtenverkeer.berichten import JW301, elk
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import conditie, gevuld, waarde_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import CONTACT, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import AdresSoort

ADRES = Plek(*(f"{pad}/Adres" for pad in CONTACT.paden))
VAST_ADRES = {AdresSoort.BRP, AdresSoort.POSTADRES, AdresSoort.VERBLIJF}

_NEDERLANDSE_POSTCODE = re.compile(r"[1-9][0-9]{3}[a-zA-Z]{2}")


conditie(
    "CD005",
    ADRES / "LandCode",
    verplicht=gevuld("postcode"),
    alleen=gevuld("postcode"),
    tekst="Postcode en landcode staan er allebei, of geen van beide.",
    actie="Vul LandCode bij de postcode, of haal haar weg als er geen postcode is.",
)

conditie(
    "CD009",
    CONTACT / "Periode",
    alleen=waarde_is("soort", AdresSoort.TIJDELIJK_VERBLIJF),
    tekst="Alleen een tijdelijk adres heeft een periode.",
    actie="Haal Periode weg, of geef het adres soort 04.",
)

conditie(
    "CD025",
    ADRES / "Huis",
    verplicht=waarde_is("land_code", "NL"),
    tekst="Een adres in Nederland heeft een huisnummer.",
    actie="Vul Huis.",
)

conditie(
    "CD034",
    CONTACT / "Adres/Postcode",
    verplicht=waarde_is("soort", AdresSoort.BRP, AdresSoort.VERBLIJF),
    tekst="Een BRP-adres en een verblijfadres hebben een postcode.",
    actie="Vul Adres met Postcode.",
    lezing="De codes 1 en 3 zijn 01 en 03 van COD757. Ook zonder Adres: dan ontbreekt de postcode.",
)


@regel("CS089", JW301, niveau=Niveau.BERICHT, actie="Vul vier cijfers en twee letters zonder spatie, zoals 1012AB.")
def postcode_is_nederlands(bericht: JW301, history: History) -> Plekken:
    """Een postcode in Nederland is vier cijfers, niet met 0 beginnend, gevolgd door twee letters."""
    del history
    for pad, adres in ADRES.in_(bericht):
        if adres.land_code == "NL" and adres.postcode and not _NEDERLANDSE_POSTCODE.fullmatch(adres.postcode):
            yield f"{pad}/Postcode"


@regel(
    "TR006",
    JW301,
    niveau=Niveau.BERICHT,
    actie="Vul een telefoonnummer, of het huisnummer met de postcode.",
    lezing="Voor elke Contact, van client en relatie: de regel noemt de klasse zonder voorbehoud, ook al gaat OP130"
    " alleen over relaties.",
)
def contact_is_bereikbaar(bericht: JW301, history: History) -> Plekken:
    """Bij een contact staat een telefoonnummer, een huisnummer met postcode, of allebei."""
    del history
    for pad, contact in CONTACT.in_(bericht):
        adres = contact.adres
        if contact.telefoon is None and (adres is None or adres.huis is None or adres.postcode is None):
            yield pad


@regel(
    "TR061",
    JW301,
    niveau=Niveau.BERICHT,
    actie="Voeg een contact van de client toe met soort 01, 02 of 03.",
    lezing="Gekeken wordt naar de soort van de contactgegevens; wat daarin moet staan, zeggen TR006 en CD034.",
)
def client_heeft_een_vast_adres(bericht: JW301, history: History) -> Plekken:
    """Van een client is minstens een BRP-adres, correspondentieadres of verblijfadres bekend."""
    del history
    if not any(soort in VAST_ADRES for _, soort in elk(bericht, "Client/Contactgegevens/Contact/Soort")):
        yield "JW301/Client/Contactgegevens"
