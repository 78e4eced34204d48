# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with who sends a bericht, whom it is for, what it answers, or what is to be answered to it."""

from berichtenverkeer.core.bevinding import Gevolg, Niveau
from berichtenverkeer.regels.melding import fout
from berichtenverkeer.standaard.codes import Retourcode

VERKEERDE_RICHTING = fout(
    "VERKEERDE-RICHTING",
    Niveau.TRANSPORT,
    "Deze berichtsoort wordt door een andere soort partij verstuurd.",
    "Controleer of u de juiste berichtsoort verstuurt en het juiste token gebruikt.",
)
NIET_DE_AFZENDER = fout(
    "NIET-DE-AFZENDER",
    Niveau.TRANSPORT,
    "U verstuurt dit bericht onder een andere code dan in de header staat.",
    "Gebruik het token van de partij in de header, of verbeter de header.",
)
ONTVANGER_ONBEKEND = fout(
    "ONTVANGER-ONBEKEND",
    Niveau.TRANSPORT,
    "De partij voor wie het bericht is, is niet aangesloten op dit berichtenverkeer, of is gestopt.",
    "Controleer de code in de header. Klopt die, vraag dan de regio om deze partij aan te sluiten.",
)
AFZENDER_ONBEKEND = fout(
    "AFZENDER-ONBEKEND",
    Niveau.TRANSPORT,
    "De partij die dit bericht verstuurt, staat niet in het register.",
    "Controleer Afzender (bij een retourbericht Ontvanger) in de header, of vul het register aan.",
)
RETOUR_ONBEKEND = fout(
    "RETOUR-ONBEKEND",
    Niveau.BERICHTOVERSTIJGEND,
    "Het heenbericht dat u beantwoordt, is hier niet bekend.",
    "Controleer Afzender, Identificatie en berichtsoort in de header; neem ze over van het heenbericht.",
    gevolg=Gevolg.AFKEURING,
)
ANTWOORD_TE_HOOG = fout(
    "ANTWOORD-TE-HOOG",
    Niveau.BERICHTOVERSTIJGEND,
    "Zonder de afgekeurde creditregels komt het toe te kennen bedrag boven de € 9.999.999.999,99 die in een "
    "TotaalBedrag past. Daarom is de declaratie in haar geheel afgekeurd; er is niets van verwerkt.",
    "Verbeter de fouten die hierna staan en verdeel de prestaties over meer declaraties.",
    gevolg=Gevolg.AFKEURING,
    retourcode=Retourcode.TECHNISCH,
)
ANTWOORD_TE_GROOT = fout(
    "ANTWOORD-TE-GROOT",
    Niveau.BERICHTOVERSTIJGEND,
    "Dit bericht heeft zo veel fouten dat het antwoord met alle retourcodes te groot zou zijn. Daarom is het in zijn "
    "geheel afgekeurd; er is niets van verwerkt.",
    "Verbeter de fouten die hierna staan en verdeel de inhoud over meer berichten.",
    gevolg=Gevolg.AFKEURING,
    retourcode=Retourcode.TECHNISCH,
)
ER_IS_MEER = fout(
    "ER-IS-MEER",
    Niveau.BERICHTOVERSTIJGEND,
    "Er zijn meer bevindingen dan hier staan.",
    "Zie het antwoord op dit bericht voor alle retourcodes.",
    gevolg=Gevolg.AFKEURING,
)
