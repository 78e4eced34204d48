# SPDX-License-Identifier: EUPL-1.2
"""Requests and their answers against what was asked and answered before (JW315, JW317, JW319; OP274, OP350, OP361).

Of the four rules on an answer, TR355 comes first: about a request that is not there the others say nothing. Then
TR359: after a toewijzing no answer is possible, whatever its value, so TR360 and TR365 add nothing.
"""

from berichtenverkeer.berichten import JW315, JW317, JW319
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History, Verzoek
from berichtenverkeer.regels.plek import Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import VerzoekAntwoord

REFERENTIE = Plek(
    "JW315/Client/AangevraagdeProducten/AangevraagdProduct/ReferentieAanbieder",
    "JW317/Client/Verzoek/ReferentieAanbieder",
)
AANVRAAG = Plek("JW315/Client", "JW317/Client/Verzoek")


@regel(
    "TR347",
    JW315,
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9347",
    action="Geef elk verzoek een ReferentieAanbieder die u nog nooit gebruikte, ook niet bij een andere gemeente.",
    lezing="Uniek over alle eerdere verzoeken van de aanbieder, om toewijzing en om wijziging samen, bij welke "
    "gemeente en voor welke client ook. Dubbel binnen een bericht is TR383.",
)
def referentie_is_nieuw(bericht: JW315 | JW317, history: History) -> Plekken:
    """Een aanbieder gebruikt een ReferentieAanbieder voor een verzoek maar een keer."""
    for pad, referentie in REFERENTIE.in_(bericht):
        if history.verzoek(referentie) is not None:
            yield pad


@regel(
    "TR374",
    JW315,
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9374",
    action="Wacht tot de gemeente het eerdere verzoek voor deze jeugdige toewijst of afwijst, of vraag haar ernaar.",
    lezing="Onderhanden is elk verzoek van deze aanbieder aan deze gemeente voor deze client dat niet is toegewezen "
    "en niet is afgewezen; in onderzoek is ook onderhanden. Van een verzoek met meer producten telt elk product "
    "(OP274); een verzoek om wijziging is er één, hoeveel producten het ook noemt.",
)
def geen_verzoek_onderhanden(bericht: JW315 | JW317, history: History) -> Plekken:
    """Een nieuw verzoek voor een jeugdige mag pas als de gemeente op het vorige heeft besloten."""
    if history.open_verzoeken():
        yield from (pad for pad, _ in AANVRAAG.in_(bericht))


@regel(
    "TR355",
    JW319,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9355",
    action="Neem de ReferentieAanbieder precies over uit het verzoek dat u beantwoordt, en stuur het antwoord aan de "
    "aanbieder die het stuurde.",
    lezing="Het verzoek is goedgekeurd en door deze aanbieder aan deze gemeente gestuurd. Is het er niet, dan melden "
    "TR359, TR360 en TR365 niets.",
)
def verzoek_is_bekend(bericht: JW319, history: History) -> Plekken:
    """Een antwoord noemt de ReferentieAanbieder van een verzoek dat deze aanbieder aan deze gemeente stuurde."""
    if _verzoek(bericht, history) is None:
        yield "JW319/Antwoord/ReferentieAanbieder"


@regel(
    "TR359",
    JW319,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9359",
    action="Stuur geen antwoord meer: de toewijzing is het antwoord. Wijzig of verwijder die als zij fout is (JW301).",
    lezing="Na een toewijzing kan geen enkel antwoord meer; TR360 en TR365 melden dan niets.",
)
def verzoek_is_niet_toegewezen(bericht: JW319, history: History) -> Plekken:
    """Een verzoek dat al is toegewezen, krijgt geen antwoordbericht meer."""
    verzoek = _verzoek(bericht, history)
    if verzoek and verzoek.is_toegewezen:
        yield "JW319/Antwoord/ReferentieAanbieder"


@regel(
    "TR360",
    JW319,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9360",
    action="Stuur nu een toewijzing (JW301) of een afwijzing (VerzoekAntwoord 1).",
    lezing="Elk eerder antwoord telt, ook een afwijzing; na een afwijzing meldt TR365 dat ook.",
)
def onderzoek_is_het_eerste_antwoord(bericht: JW319, history: History) -> Plekken:
    """Dat een verzoek in onderzoek is, kan alleen het eerste antwoord zijn."""
    verzoek = _open_before_antwoord(bericht, history)
    answered = verzoek is not None and (verzoek.is_in_onderzoek or verzoek.is_rejected)
    if answered and bericht.antwoord.verzoek_antwoord == VerzoekAntwoord.IN_ONDERZOEK:
        yield "JW319/Antwoord/VerzoekAntwoord"


@regel(
    "TR365",
    JW319,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9365",
    action="Stuur geen antwoord meer. Wilt u het verzoek toch inwilligen, stuur dan een toewijzing (JW301).",
    lezing="Een eerdere afwijzing sluit elk nieuw antwoord uit, welke waarde het ook heeft. Een tweede 'in onderzoek' "
    "na alleen 'in onderzoek' is TR360.",
)
def verzoek_is_niet_afgewezen(bericht: JW319, history: History) -> Plekken:
    """Een verzoek dat al is afgewezen, krijgt geen antwoordbericht meer."""
    verzoek = _open_before_antwoord(bericht, history)
    if verzoek and verzoek.is_rejected:
        yield "JW319/Antwoord/ReferentieAanbieder"


def _verzoek(bericht: JW319, history: History) -> Verzoek | None:
    """The request that the answer is about, if it was sent by this aanbieder to this gemeente."""
    verzoek = history.verzoek(bericht.antwoord.referentie_aanbieder)
    return verzoek if verzoek and history.is_own_verzoek(verzoek) else None


def _open_before_antwoord(bericht: JW319, history: History) -> Verzoek | None:
    """The same, unless it was granted: then only TR359 speaks."""
    verzoek = _verzoek(bericht, history)
    return verzoek if verzoek and not verzoek.is_toegewezen else None
