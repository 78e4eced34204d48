# SPDX-License-Identifier: EUPL-1.2
"""Where a client and his relaties live and can be reached (JW301)."""

import re

from berichtenverkeer.berichten import JW301, each
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import conditie, filled, value_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import CONTACT, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import AdresSoort

ADDRESS = Plek(*(f"{pad}/Adres" for pad in CONTACT.paden))
FIXED_ADDRESS = {AdresSoort.BRP, AdresSoort.POSTADRES, AdresSoort.VERBLIJF}

_NEDERLANDSE_POSTCODE = re.compile(r"[1-9][0-9]{3}[a-zA-Z]{2}")


conditie(
    "CD005",
    ADDRESS / "LandCode",
    mandatory=filled("postcode"),
    only=filled("postcode"),
    text="Postcode en landcode staan er allebei, of geen van beide.",
    action="Vul LandCode bij de postcode, of haal haar weg als er geen postcode is.",
)

conditie(
    "CD009",
    CONTACT / "Periode",
    only=value_is("soort", AdresSoort.TIJDELIJK_VERBLIJF),
    text="Alleen een tijdelijk adres heeft een periode.",
    action="Haal Periode weg, of geef het adres soort 04.",
)

conditie(
    "CD025",
    ADDRESS / "Huis",
    mandatory=value_is("land_code", "NL"),
    text="Een adres in Nederland heeft een huisnummer.",
    action="Vul Huis.",
)

conditie(
    "CD034",
    CONTACT / "Adres/Postcode",
    mandatory=value_is("soort", AdresSoort.BRP, AdresSoort.VERBLIJF),
    text="Een BRP-adres en een verblijfadres hebben een postcode.",
    action="Vul Adres met Postcode.",
    lezing="De codes 1 en 3 zijn 01 en 03 van COD757. Ook zonder Adres: dan ontbreekt de postcode.",
)


@regel("CS089", JW301, niveau=Niveau.BERICHT, action="Vul vier cijfers en twee letters zonder spatie, zoals 1012AB.")
def postcode_is_nederlands(bericht: JW301, history: History) -> Plekken:
    """Een postcode in Nederland is vier cijfers, niet met 0 beginnend, gevolgd door twee letters."""
    del history
    for pad, address in ADDRESS.in_(bericht):
        if address.land_code == "NL" and address.postcode and not _NEDERLANDSE_POSTCODE.fullmatch(address.postcode):
            yield f"{pad}/Postcode"


@regel(
    "TR006",
    JW301,
    niveau=Niveau.BERICHT,
    action="Vul een telefoonnummer, of het huisnummer met de postcode.",
    lezing="Voor elke Contact, van client en relatie: de regel noemt de klasse zonder voorbehoud, ook al gaat OP130"
    " alleen over relaties.",
)
def contact_is_bereikbaar(bericht: JW301, history: History) -> Plekken:
    """Bij een contact staat een telefoonnummer, een huisnummer met postcode, of allebei."""
    del history
    for pad, contact in CONTACT.in_(bericht):
        address = contact.adres
        if contact.telefoon is None and (address is None or address.huis is None or address.postcode is None):
            yield pad


@regel(
    "TR061",
    JW301,
    niveau=Niveau.BERICHT,
    action="Voeg een contact van de client toe met soort 01, 02 of 03.",
    lezing="Gekeken wordt naar de soort van de contactgegevens; wat daarin moet staan, zeggen TR006 en CD034.",
)
def client_heeft_een_vast_adres(bericht: JW301, history: History) -> Plekken:
    """Van een client is minstens een BRP-adres, correspondentieadres of verblijfadres bekend."""
    del history
    if not any(soort in FIXED_ADDRESS for _, soort in each(bericht, "Client/Contactgegevens/Contact/Soort")):
        yield "JW301/Client/Contactgegevens"
