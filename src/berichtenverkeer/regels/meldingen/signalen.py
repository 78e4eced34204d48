# SPDX-License-Identifier: EUPL-1.2
"""What rejects nothing and somebody should know of; the standard has no retourcode for any of it (decision 061).

A code that ends in that of a business rule (OP, IV) says that the bericht does otherwise than that one asks.
"""

from berichtenverkeer.core.bevinding import Consequence, Niveau
from berichtenverkeer.regels.melding import signaal

# How a bericht is answered and booked.
ALREADY_RECEIVED = signaal(
    "SIGNAAL-AL-ONTVANGEN",
    Niveau.BERICHTOVERSTIJGEND,
    "Precies dit bericht is al ontvangen; dit is het oordeel van toen.",
    "U hoeft niets te doen. Nog eens versturen verandert niets.",
)
RETOUR_DOUBLE = signaal(
    "SIGNAAL-RETOUR-DUBBEL",
    Niveau.EXTERN,
    "Dit heenbericht was al beantwoord; op een heenbericht hoort één antwoord. Dit antwoord is niet bezorgd.",
    "U hoeft niets te doen. Antwoordt de gateway namens u, zet dan in uw systeem het zelf antwoorden uit.",
    consequence=Consequence.ONBEZORGD,
)
NOT_BOOKED = signaal(
    "SIGNAAL-NIET-GEBOEKT",
    Niveau.BERICHT,
    "Dit antwoord keurt een bericht goed dat de gateway niet (helemaal) kan boeken: het is in zichzelf onjuist, "
    "zegt iets dat er al is, of gebruikt een nummer dat van iets anders is.",
    "Zoek samen uit wat bedoeld was en verstuur het verbeterd; in de cijfers telt het niet mee.",
)
NUMBER_OCCUPIED = signaal(
    "SIGNAAL-NUMMER-BEZET",
    Niveau.BERICHTOVERSTIJGEND,
    "Dit bericht gebruikt een nummer dat al van iets anders is. De gateway bezorgt het, maar boekt er niets van.",
    "Verstuur het opnieuw met een nummer dat nog vrij is; in de cijfers telt dit bericht niet mee.",
    consequence=Consequence.ONBOEKBAAR,
)
TOEGEKEND_NOT_BOOKED = signaal(
    "SIGNAAL-TOEGEKEND-NIET-GEBOEKT",
    Niveau.BERICHTOVERSTIJGEND,
    "Dit antwoord kent prestaties toe die de gateway niet kan boeken: hun ReferentieNummer is van een andere "
    "prestatie, de toewijzing is er niet, of er is niets om te crediteren. Zij tellen nergens mee.",
    "De bevindingen bij de declaratie (JW323) zeggen welke. Zoek samen uit wat bedoeld was en crediteer wat niet "
    "klopt.",
)
THERE_IS_MORE = signaal(
    "SIGNAAL-ER-IS-MEER",
    Niveau.BERICHTOVERSTIJGEND,
    "Er zijn meer opmerkingen dan hier staan.",
    "Bekijk wat hier staat. Ook wat hier niet meer bij past, leidt niet tot afkeuring.",
)

# What was decided on money (definitions.md 6.3).
NO_CONTRACT = signaal(
    "SIGNAAL-GEEN-CONTRACT",
    Niveau.EXTERN,
    "De aanbieder heeft op de ingangsdatum geen contract voor dit product met deze gemeente.",
    "Controleer product, aanbieder en ingangsdatum. Kloppen die, vraag de regio dan naar het contract.",
)
OVER_BEGROTING = signaal(
    "SIGNAAL-BEGROTING",
    Niveau.EXTERN,
    "Hiermee komt de gemeente boven haar begroting.",
    "Er wordt niets tegengehouden. De gemeente ziet in haar begroting wat er nog is.",
)
PLAFOND_CRISIS = signaal(
    "SIGNAAL-PLAFOND-CRISIS",
    Niveau.EXTERN,
    "Dit is crisishulp; die gaat altijd door, ook boven het plafond.",
    "U hoeft niets te doen.",
)
GEDWONGEN_KADER = signaal(
    "SIGNAAL-PLAFOND-GEDWONGEN-KADER",
    Niveau.EXTERN,
    "Dit is hulp in een gedwongen kader; die gaat altijd door, ook boven het plafond.",
    "U hoeft niets te doen.",
)
PLAFOND_UNKNOWN = signaal(
    "SIGNAAL-PLAFOND-PLAFOND-ONBEKEND",
    Niveau.EXTERN,
    "Voor een jaar van deze zorg is er nog geen plafond bekend.",
    "De regio laadt het plafond in het register; daarna wordt het bedrag alsnog geboekt.",
)
CLAIM_UNKNOWN = signaal(
    "SIGNAAL-PLAFOND-CLAIM-ONBEKEND",
    Niveau.EXTERN,
    "Voor dit product is er geen tarief bekend, dus er is geen bedrag geboekt.",
    "De regio vult het tarief aan in het register.",
)
NEE_CLIENTENSTOP = signaal(
    "SIGNAAL-PLAFOND-NEE-CLIENTENSTOP",
    Niveau.EXTERN,
    "Voor deze aanbieder geldt een cliëntenstop en de jeugdige heeft er nog geen zorg.",
    "Zoek een andere aanbieder met hetzelfde product, of vraag een tenzij aan bij de regio.",
    consequence=Consequence.AFWIJZING,
)
NEE_PLAFOND = signaal(
    "SIGNAAL-PLAFOND-NEE-PLAFOND",
    Niveau.EXTERN,
    "Dit verzoek past niet meer binnen het plafond van de aanbieder.",
    "Zoek een andere aanbieder met hetzelfde product, of vraag een tenzij aan bij de regio.",
    consequence=Consequence.AFWIJZING,
)
OVERSCHRIJDING_SIGNAAL = signaal(
    "SIGNAAL-PLAFOND-OVERSCHRIJDING",
    Niveau.EXTERN,
    "Deze toewijzing past niet binnen het plafond van de aanbieder; het meerdere is overschrijding.",
    "Bespreek de overschrijding met de regio.",
)
NEW_UNDER_STOP = signaal(
    "SIGNAAL-PLAFOND-ONDER-CLIENTENSTOP",
    Niveau.EXTERN,
    "Voor deze aanbieder geldt een cliëntenstop en de jeugdige is er nieuw. De toewijzing gaat door.",
    "Bespreek met de aanbieder of hij deze jeugdige kan helpen; zoek anders een andere aanbieder.",
)

# How a toewijzing follows on what was, and on what was asked.
OP033X1 = signaal(
    "SIGNAAL-OP033x1",
    Niveau.BERICHTOVERSTIJGEND,
    "De toewijzing is veranderd, maar heeft de toewijzingsdatum en -tijd van de vorige versie.",
    "Vul Toewijzingsdatum en Toewijzingstijd met het moment waarop de wijziging is vastgesteld.",
)
OP257 = signaal(
    "SIGNAAL-OP257",
    Niveau.BERICHTOVERSTIJGEND,
    "De omvang van een bestaande toewijzing verandert, terwijl die geen totaal over de looptijd is.",
    "Beëindig de bestaande toewijzing en geef de andere omvang een nieuw nummer, vanaf de dag waarop zij ingaat.",
)
OP348 = signaal(
    "SIGNAAL-OP348",
    Niveau.BERICHTOVERSTIJGEND,
    "Dit is iets anders dan het verzoek om wijziging vraagt.",
    "Neem het gevraagde precies over. Alleen datums mogen anders als de GewensteIngangsdatum voorbij is en de "
    "aanbieder het ermee eens is.",
)
OP380 = signaal(
    "SIGNAAL-OP380",
    Niveau.BERICHTOVERSTIJGEND,
    "Een lopende toewijzing gaat met hetzelfde product en dezelfde omvang door onder een nieuw nummer.",
    "Houd het bestaande nummer en geef die toewijzing de nieuwe Einddatum.",
)
IV066 = signaal(
    "SIGNAAL-IV066",
    Niveau.BERICHTOVERSTIJGEND,
    "Onder een bestaand nummer staat een ander product of een andere ingangsdatum.",
    "Verwijder of beëindig de bestaande toewijzing en geef voor het andere product of de andere ingangsdatum een nieuw "
    "nummer.",
)
IV093 = signaal(
    "SIGNAAL-IV093",
    Niveau.BERICHTOVERSTIJGEND,
    "Een verzoek om wijziging is niet in zijn geheel toegewezen, of anders dan het vraagt.",
    "Stuur een JW301 met alles wat het verzoek vraagt, elk met zijn ReferentieAanbieder.",
)
IV097 = signaal(
    "SIGNAAL-IV097",
    Niveau.BERICHTOVERSTIJGEND,
    "De ReferentieAanbieder van een toewijzing past niet bij het verzoek om wijziging.",
    "Vul de ReferentieAanbieder van het verzoek op elke toewijzing die erbij hoort, en op geen andere.",
)
IV099 = signaal(
    "SIGNAAL-IV099",
    Niveau.BERICHTOVERSTIJGEND,
    "RedenWijziging past niet bij wat er met de toewijzing gebeurt.",
    "Vul RedenWijziging als de toewijzing verandert, en anders niet.",
)

# Care outside its toewijzing, and what can never be taken back.
START_BEFORE_INGANGSDATUM = signaal(
    "SIGNAAL-START-VOOR-INGANGSDATUM",
    Niveau.BERICHTOVERSTIJGEND,
    "De hulp begint voor de toewijzing ingaat.",
    "Controleer de Begindatum. Klopt zij, vraag de gemeente dan of zij die dagen alsnog toewijst.",
)
START_AFTER_EINDDATUM = signaal(
    "SIGNAAL-START-NA-EINDDATUM",
    Niveau.BERICHTOVERSTIJGEND,
    "De hulp begint na het einde van de toewijzing.",
    "Controleer de Begindatum en het ToewijzingNummer. Kloppen die, vraag de gemeente dan om een verlenging.",
)
START_OTHER_PRODUCT = signaal(
    "SIGNAAL-START-ANDER-PRODUCT",
    Niveau.BERICHTOVERSTIJGEND,
    "De hulp is een ander product dan de toewijzing noemt.",
    "Controleer Product en ToewijzingNummer. Is dit product bedoeld, vraag de gemeente dan om een toewijzing ervoor.",
)
STOP_AFTER_EINDDATUM = signaal(
    "SIGNAAL-STOP-NA-EINDDATUM",
    Niveau.BERICHTOVERSTIJGEND,
    "De hulp eindigt na het einde van de toewijzing.",
    "Controleer de Einddatum. Klopt zij, vraag de gemeente dan of zij die dagen alsnog toewijst.",
)
EINDDATUM_BEFORE_STOP = signaal(
    "SIGNAAL-EINDDATUM-VOOR-STOP",
    Niveau.BERICHTOVERSTIJGEND,
    "De aanbieder heeft hulp gemeld die na deze Einddatum begon of eindigde.",
    "Controleer de Einddatum. Klopt zij, vraag de aanbieder dan om de start of stop te verbeteren.",
)
PRESTATIE_ZERO = signaal(
    "SIGNAAL-PRESTATIE-NUL",
    Niveau.BERICHTOVERSTIJGEND,
    "Deze prestatie heeft een bedrag van 0: zij bezet de maand van haar toewijzing en is nooit terug te nemen, want "
    "een credit heeft C nodig en bij een bedrag van 0 mag alleen D staan.",
    "Laat een prestatie van 0 voortaan weg. Is in deze maand toch hulp geleverd, overleg dan met de gemeente.",
)
WOONPLAATS_HIMSELF = signaal(
    "SIGNAAL-WOONPLAATS-ZELF",
    Niveau.BERICHTOVERSTIJGEND,
    "Het antwoord zegt dat een andere gemeente verantwoordelijk is, en noemt daarbij de gemeente die het verstuurt.",
    "Noem in Woonplaatsbeginsel de gemeente die wel verantwoordelijk is, of kies een andere reden van afwijzing.",
)
