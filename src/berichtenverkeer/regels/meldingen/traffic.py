# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with who sends a bericht, whom it is for, what it answers, or what is to be answered to it."""

from berichtenverkeer.core.bevinding import Consequence, Niveau
from berichtenverkeer.regels.melding import fault
from berichtenverkeer.standaard.codes import Retourcode

WRONG_DIRECTION = fault(
    "VERKEERDE-RICHTING",
    Niveau.TRANSPORT,
    "Deze berichtsoort wordt door een andere soort partij verstuurd.",
    "Controleer of u de juiste berichtsoort verstuurt en het juiste token gebruikt.",
)
NOT_THE_AFZENDER = fault(
    "NIET-DE-AFZENDER",
    Niveau.TRANSPORT,
    "U verstuurt dit bericht onder een andere code dan in de header staat.",
    "Gebruik het token van de partij in de header, of verbeter de header.",
)
ONTVANGER_UNKNOWN = fault(
    "ONTVANGER-ONBEKEND",
    Niveau.TRANSPORT,
    "De partij voor wie het bericht is, is niet aangesloten op dit berichtenverkeer, of is gestopt.",
    "Controleer de code in de header. Klopt die, vraag dan de regio om deze partij aan te sluiten.",
)
AFZENDER_UNKNOWN = fault(
    "AFZENDER-ONBEKEND",
    Niveau.TRANSPORT,
    "De partij die dit bericht verstuurt, staat niet in het register.",
    "Controleer Afzender (bij een retourbericht Ontvanger) in de header, of vul het register aan.",
)
RETOUR_UNKNOWN = fault(
    "RETOUR-ONBEKEND",
    Niveau.BERICHTOVERSTIJGEND,
    "Het heenbericht dat u beantwoordt, is hier niet bekend.",
    "Controleer Afzender, Identificatie en berichtsoort in de header; neem ze over van het heenbericht.",
    consequence=Consequence.AFKEURING,
)
ANTWOORD_TOO_HIGH = fault(
    "ANTWOORD-TE-HOOG",
    Niveau.BERICHTOVERSTIJGEND,
    "Zonder de afgekeurde creditregels komt het toe te kennen bedrag boven de € 9.999.999.999,99 die in een "
    "TotaalBedrag past. Daarom is de declaratie in haar geheel afgekeurd; er is niets van verwerkt.",
    "Verbeter de fouten die hierna staan en verdeel de prestaties over meer declaraties.",
    consequence=Consequence.AFKEURING,
    retourcode=Retourcode.TECHNISCH,
)
ANTWOORD_TOO_LARGE = fault(
    "ANTWOORD-TE-GROOT",
    Niveau.BERICHTOVERSTIJGEND,
    "Dit bericht heeft zo veel fouten dat het antwoord met alle retourcodes te groot zou zijn. Daarom is het in zijn "
    "geheel afgekeurd; er is niets van verwerkt.",
    "Verbeter de fouten die hierna staan en verdeel de inhoud over meer berichten.",
    consequence=Consequence.AFKEURING,
    retourcode=Retourcode.TECHNISCH,
)
THERE_IS_MORE = fault(
    "ER-IS-MEER",
    Niveau.BERICHTOVERSTIJGEND,
    "Er zijn meer bevindingen dan hier staan.",
    "Zie het antwoord op dit bericht voor alle retourcodes.",
    consequence=Consequence.AFKEURING,
)
