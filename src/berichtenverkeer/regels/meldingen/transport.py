# SPDX-License-Identifier: EUPL-1.2
"""Level TRANSPORT: why bytes cannot be a bericht of iJw 3.2."""

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.melding import fault

_UTF8 = "Sla het bericht op als UTF-8 zonder byte order mark en verstuur het opnieuw."
_SUPPLIER = "Laat de leverancier van de software het bericht herstellen en verstuur het opnieuw."

EMPTY = fault("TRANSPORT-LEEG", Niveau.TRANSPORT, "Het bericht is leeg.", "Stuur het bericht zelf mee.")
TOO_LARGE = fault(
    "TRANSPORT-TE-GROOT",
    Niveau.TRANSPORT,
    "Het bericht is te groot.",
    "Verdeel de inhoud over meer berichten.",
)
BOM = fault("TRANSPORT-BOM", Niveau.TRANSPORT, "Het bericht begint met een byte order mark (BOM).", _UTF8)
ENCODING = fault("TRANSPORT-CODERING", Niveau.TRANSPORT, "Het bericht is niet in UTF-8 geschreven.", _UTF8)
NO_XML = fault("TRANSPORT-GEEN-XML", Niveau.TRANSPORT, "Dit is geen XML.", "Stuur het bericht als XML-bestand.")
DTD = fault(
    "TRANSPORT-DTD",
    Niveau.TRANSPORT,
    "Het bericht heeft een DTD (DOCTYPE); dat is om veiligheidsredenen niet toegestaan.",
    "Verwijder de regel met DOCTYPE.",
)
ENTITY = fault(
    "TRANSPORT-ENTITEIT",
    Niveau.TRANSPORT,
    "Hier staat een & die geen bekend teken aanduidt.",
    "Schrijf &amp; voor het teken zelf; alleen amp, lt, gt, quot en apos bestaan.",
)
CUT_OFF = fault(
    "TRANSPORT-AFGEKAPT",
    Niveau.TRANSPORT,
    "Het bericht is niet compleet: het houdt op voordat alle elementen zijn gesloten.",
    "Verstuur het hele bericht opnieuw.",
)
XML = fault("TRANSPORT-XML", Niveau.TRANSPORT, "Dit is geen goed gevormde XML.", _SUPPLIER)
ROOT = fault("TRANSPORT-WORTEL", Niveau.TRANSPORT, "Het buitenste element is niet Bericht.", "Stuur het hele bericht.")
NAMESPACE = fault(
    "TRANSPORT-NAAMRUIMTE",
    Niveau.TRANSPORT,
    "De naamruimte van het buitenste element is niet die van een bericht van iJw 3.2.",
    "Stuur een bericht van iJw 3.2, met de naamruimte uit het schema.",
)
VERSION = fault(
    "TRANSPORT-VERSIE",
    Niveau.TRANSPORT,
    "Dit is een bericht van een andere standaard of versie; hier wordt alleen iJw 3.2 verwerkt.",
    "Maak het bericht volgens iJw 3.2.",
)
BERICHTSOORT = fault(
    "TRANSPORT-BERICHTSOORT",
    Niveau.TRANSPORT,
    "iJw 3.2 kent de berichtsoort niet die de naamruimte noemt.",
    "Gebruik een van de berichten JW301 tot en met JW325.",
)
GZIP = fault(
    "TRANSPORT-GZIP",
    Niveau.TRANSPORT,
    "Het ingepakte bestand is niet uit te pakken.",
    "Pak het bericht opnieuw in met gzip, of verstuur het zonder inpakken.",
)
MEDIATYPE = fault(
    "TRANSPORT-MEDIATYPE",
    Niveau.TRANSPORT,
    "De header Content-Type noemt geen XML in UTF-8.",
    "Stuur Content-Type: application/xml (of text/xml), zonder charset of met charset=utf-8.",
)
PACKING = fault(
    "TRANSPORT-INPAKKING",
    Niveau.TRANSPORT,
    "De header Content-Encoding noemt een andere inpakking dan gzip.",
    "Stuur het bericht ingepakt met gzip, of niet ingepakt.",
)
