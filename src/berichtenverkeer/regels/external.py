# SPDX-License-Identifier: EUPL-1.2
"""Rules on the header against earlier berichten, and rules against sources outside the berichten: the day, the list of
gemeenten of CBS, the product list that gemeente and aanbieder agreed on."""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW319, JW323, JW325
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.gedeclareerd import gedeclareerd
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import NEW, REQUESTED, START, STOP, TOEGEWEZEN, PerBericht, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import StatusAanlevering

Heenbericht = JW301 | JW305 | JW307 | JW315 | JW317 | JW319 | JW323 | JW325
WithProduct = JW301 | JW305 | JW307 | JW315 | JW317 | JW323
HEENBERICHTEN = (JW301, JW305, JW307, JW315, JW317, JW319, JW323, JW325)

IDENTIFICATIE = Plek(*(f"{class_.__name__}/Header/BerichtIdentificatie/Identificatie" for class_ in HEENBERICHTEN))
DAGTEKENING = Plek(*(f"{class_.__name__}/Header/BerichtIdentificatie/Dagtekening" for class_ in HEENBERICHTEN))
GEMEENTE = Plek(
    "JW301/Header/Afzender",
    "JW305/Header/Ontvanger",
    "JW307/Header/Ontvanger",
    "JW315/Header/Ontvanger",
    "JW317/Header/Ontvanger",
    "JW319/Header/Afzender",
    "JW319/Antwoord/Woonplaatsbeginsel/Gemeente",
    "JW323/Header/Ontvanger",
    "JW325/Header/Afzender",
)
ENTRY = Plek(
    "JW301/Client/ToegewezenProducten/ToegewezenProduct/Ingangsdatum",
    "JW315/Client/AangevraagdeProducten/AangevraagdProduct/ToewijzingIngangsdatum",
)
TOEWIJZINGNUMMER = Plek(
    "JW305/Client/StartProducten/StartProduct/ToewijzingNummer",
    "JW307/Client/StopProducten/StopProduct/ToewijzingNummer",
    "JW317/Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct/ToewijzingNummer",
    "JW317/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/ToewijzingNummer",
)


@regel(
    "TR056",
    *HEENBERICHTEN,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9056",
    action="Geef het bericht een Identificatie die u voor deze berichtsoort nog nooit gebruikte en stuur het opnieuw.",
    lezing="Precies dezelfde bytes opnieuw sturen is geen nieuw bericht en mag; andere bytes met een gebruikte "
    "Identificatie niet. De versie van de berichtsoort telt niet mee.",
)
def identificatie_is_nieuw(bericht: Heenbericht, history: History) -> Plekken:
    """Een afzender gebruikt een Identificatie per berichtsoort maar een keer."""
    if history.identificatie_is_gebruikt:
        yield from (pad for pad, _ in IDENTIFICATIE.in_(bericht))


@regel(
    "TR135",
    *HEENBERICHTEN,
    niveau=Niveau.EXTERN,
    retourcode="8848",
    action="Vul als Dagtekening de dag waarop u het bericht maakt.",
    lezing="Vergeleken wordt met de dag van ontvangst in Nederland; dezelfde dag mag.",
)
def dagtekening_is_niet_in_de_toekomst(bericht: Heenbericht, history: History) -> Plekken:
    """De Dagtekening van een bericht ligt niet na de dag waarop het is ontvangen."""
    yield from (pad for pad, day in DAGTEKENING.in_(bericht) if day > history.vandaag)


@regel(
    "TR378",
    *HEENBERICHTEN,
    niveau=Niveau.EXTERN,
    retourcode="S300",
    action="Vul de viercijferige code van een gemeente die op de dag waar het om gaat bestaat; let op herindelingen.",
    lezing="De dag is in een JW301 de Ingangsdatum en in een JW315 de ToewijzingIngangsdatum van elk product; in een "
    "JW305, JW307, JW317 en JW323 de Ingangsdatum van elke toewijzing van de client die het bericht noemt, van een "
    "start of stop zonder nummer de Begindatum, en de Dagtekening als die er niet zijn. Een JW319 of JW325 heeft de "
    "code van wat het beantwoordt; is dat bekend, dan is zij toen beoordeeld. Anders telt de Dagtekening. Bekend is de "
    "CBS-lijst van 2026: zij geldt ook voor "
    "eerdere dagen, want de huidige lijst mag altijd; oudere en nieuwere codes staan met hun datums in het register.",
)
def gemeente_bestaat(bericht: Heenbericht, history: History) -> Plekken:
    """Een gemeentecode staat in de gemeentelijke indeling van het CBS die op dat moment geldt."""
    dagen = {day for _, day in ENTRY.in_(bericht)} or _ingangsdatums(bericht, history)
    dagen = dagen or {day for _, day in DAGTEKENING.in_(bericht)}
    is_antwoord = _replies_to_known(bericht, history)
    for pad, gemeentecode in GEMEENTE.in_(bericht):
        if is_antwoord and pad.endswith("/Header/Afzender"):
            continue
        if not all(history.gemeentecode_exists(gemeentecode, day) for day in dagen):
            yield pad


@regel(
    "TR381",
    JW301,
    JW305,
    JW307,
    JW315,
    JW317,
    JW323,
    niveau=Niveau.EXTERN,
    retourcode="S329",
    action="Vul een productcode die volgens de afgesproken productlijst bij de productcategorie hoort.",
    lezing="De lijst is die van gemeente en aanbieder op de dag waarop het product ingaat; zonder lijst past elke "
    "code. Een product dat een aanlevering verwijdert wordt niet beoordeeld (TR063), een credit ook niet (IV085).",
)
def productcode_past_bij_categorie(bericht: WithProduct, history: History) -> Plekken:
    """Een productcode hoort volgens de afgesproken productlijst bij haar productcategorie."""
    for pad, categorie, code, op in _producten(bericht, history):
        if not history.product_fits(categorie, code, op):
            yield pad


def _replies_to_known(bericht: Heenbericht, history: History) -> bool:
    """Whether this is the answer on a request or a declaratie that came under the same code."""
    match bericht:
        case JW319():
            verzoek = history.verzoek(bericht.antwoord.referentie_aanbieder)
            return verzoek is not None and history.is_own_verzoek(verzoek)
        case JW325():
            return history.declaratie_with(bericht.header.declaratie_identificatie.identificatie) is not None
        case JW301() | JW305() | JW307() | JW315() | JW317() | JW323():
            return False
        case _:
            assert_never(bericht)


def _ingangsdatums(bericht: Heenbericht, history: History) -> set[date]:
    """The days on which the toewijzingen begin that a bericht of an aanbieder names, as far as they are its own, and
    those on which care without a toewijzing began."""
    if isinstance(bericht, JW323):
        regels = gedeclareerd(bericht, history)
        every = (toewijzing for _, _, toewijzing in (*regels.debets, *regels.credits))
        return {toewijzing.ingangsdatum for toewijzing in every if toewijzing is not None}
    named = (history.toewijzing(number) for _, number in TOEWIJZINGNUMMER.in_(bericht))
    without = {
        one.begindatum
        for (plek,) in _CAN_BE_WITHOUT[type(bericht)]
        for _, one in plek.in_(bericht)
        if one.toewijzing_nummer is None
    }
    return without | {one.ingangsdatum for one in named if one is not None and history.is_own(one)}


_CAN_BE_WITHOUT = PerBericht((START,), (STOP,))
"""What need not name a toewijzing."""

_PRODUCT_AND_DAY: PerBericht[tuple[Plek, str]] = PerBericht(
    (TOEGEWEZEN, "ingangsdatum"),
    (START, "begindatum"),
    (STOP, "begindatum"),
    (REQUESTED, "toewijzing_ingangsdatum"),
    (NEW, "gewenste_ingangsdatum"),
)
"""Which classes have a Product, and their attribute with the day from which it counts."""


def _producten(bericht: WithProduct, history: History) -> Iterable[tuple[str, str, str, date]]:
    """Path of the code, categorie, code and day of every product that has a code."""
    if isinstance(bericht, JW323):
        for pad, prestatie, _ in gedeclareerd(bericht, history).debets:
            begin = prestatie.product_periode.begindatum
            yield f"{pad}/ProductCode", prestatie.product_categorie, prestatie.product_code, begin
        return
    for plek, day in _PRODUCT_AND_DAY[type(bericht)]:
        for pad, class_ in plek.in_(bericht):
            counts = getattr(class_, "status_aanlevering", StatusAanlevering.EERSTE) == StatusAanlevering.EERSTE
            if counts and class_.product is not None and class_.product.code is not None:
                yield f"{pad}/Product/Code", class_.product.categorie, class_.product.code, getattr(class_, day)
