# SPDX-License-Identifier: EUPL-1.2
"""Level TRANSPORT: why bytes cannot be a bericht of iJw 3.2."""

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.melding import fout

_UTF8 = "Sla het bericht op als UTF-8 zonder byte order mark en verstuur het opnieuw."
_LEVERANCIER = "Laat de leverancier van de software het bericht herstellen en verstuur het opnieuw."

LEEG = fout("TRANSPORT-LEEG", Niveau.TRANSPORT, "Het bericht is leeg.", "Stuur het bericht zelf mee.")
TE_GROOT = fout(
    "TRANSPORT-TE-GROOT",
    Niveau.TRANSPORT,
    "Het bericht is te groot.",
    "Verdeel de inhoud over meer berichten.",
)
BOM = fout("TRANSPORT-BOM", Niveau.TRANSPORT, "Het bericht begint met een byte order mark (BOM).", _UTF8)
CODERING = fout("TRANSPORT-CODERING", Niveau.TRANSPORT, "Het bericht is niet in UTF-8 geschreven.", _UTF8)
GEEN_XML = fout("TRANSPORT-GEEN-XML", Niveau.TRANSPORT, "Dit is geen XML.", "Stuur het bericht als XML-bestand.")
DTD = fout(
    "TRANSPORT-DTD",
    Niveau.TRANSPORT,
    "Het bericht heeft een DTD (DOCTYPE); dat is om veiligheidsredenen niet toegestaan.",
    "Verwijder de regel met DOCTYPE.",
)
ENTITEIT = fout(
    "TRANSPORT-ENTITEIT",
    Niveau.TRANSPORT,
    "Hier staat een & die geen bekend teken aanduidt.",
    "Schrijf &amp; voor het teken zelf; alleen amp, lt, gt, quot en apos bestaan.",
)
AFGEKAPT = fout(
    "TRANSPORT-AFGEKAPT",
    Niveau.TRANSPORT,
    "Het bericht is niet compleet: het houdt op voordat alle elementen zijn gesloten.",
    "Verstuur het hele bericht opnieuw.",
)
XML = fout("TRANSPORT-XML", Niveau.TRANSPORT, "Dit is geen goed gevormde XML.", _LEVERANCIER)
WORTEL = fout("TRANSPORT-WORTEL", Niveau.TRANSPORT, "Het buitenste element is niet Bericht.", "Stuur het hele bericht.")
NAAMRUIMTE = fout(
    "TRANSPORT-NAAMRUIMTE",
    Niveau.TRANSPORT,
    "De naamruimte van het buitenste element is niet die van een bericht van iJw 3.2.",
    "Stuur een bericht van iJw 3.2, met de naamruimte uit het schema.",
)
VERSIE = fout(
    "TRANSPORT-VERSIE",
    Niveau.TRANSPORT,
    "Dit is een bericht van een andere standaard of versie; hier wordt alleen iJw 3.2 verwerkt.",
    "Maak het bericht volgens iJw 3.2.",
)
BERICHTSOORT = fout(
    "TRANSPORT-BERICHTSOORT",
    Niveau.TRANSPORT,
    "iJw 3.2 kent de berichtsoort niet die de naamruimte noemt.",
    "Gebruik een van de berichten JW301 tot en met JW325.",
)
GZIP = fout(
    "TRANSPORT-GZIP",
    Niveau.TRANSPORT,
    "Het ingepakte bestand is niet uit te pakken.",
    "Pak het bericht opnieuw in met gzip, of verstuur het zonder inpakken.",
)
MEDIATYPE = fout(
    "TRANSPORT-MEDIATYPE",
    Niveau.TRANSPORT,
    "De header Content-Type noemt geen XML in UTF-8.",
    "Stuur Content-Type: application/xml (of text/xml), zonder charset of met charset=utf-8.",
)
INPAKKING = fout(
    "TRANSPORT-INPAKKING",
    Niveau.TRANSPORT,
    "De header Content-Encoding noemt een andere inpakking dan gzip.",
    "Stuur het bericht ingepakt met gzip, of niet ingepakt.",
)
