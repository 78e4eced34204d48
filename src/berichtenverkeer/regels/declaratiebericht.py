# SPDX-License-Identifier: EUPL-1.2
"""A declaratie by itself: which periods it may name, and how its prestaties refer to each other (JW323, JW325).

A JW323 may hold 30,000 prestaties: every rule passes over them once.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from berichtenverkeer.berichten import JW323
from berichtenverkeer.berichten.basisschema import CDT_GeslotenPeriode
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import conditie, value_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import PRESTATIE, REJECTED, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import DebetCredit

BEGIN_2021 = date(2021, 1, 1)
AT_MOST_YEARS = 5

_DATES = Plek(
    *(
        f"{pad}/{bound}"
        for pad in ("JW323/Declaratie/DeclaratiePeriode", f"{PRESTATIE.paden[0]}/ProductPeriode")
        for bound in ("Begindatum", "Einddatum")
    )
)
_PERIODE = Plek("JW323/Declaratie/DeclaratiePeriode")
_CLIENT = Plek("JW323/Declaratie/Clienten/Client")
_PREVIOUS = PRESTATIE / "ProductReferentie/VorigReferentieNummer"

_CREDIT = value_is("ingediend_bedrag.debet_credit", DebetCredit.CREDIT)


conditie(
    "CD060",
    *(class_ / "ProductReferentie/VorigReferentieNummer" for class_ in (PRESTATIE, REJECTED)),
    mandatory=_CREDIT,
    only=_CREDIT,
    text="Een creditprestatie noemt het referentienummer van de prestatie die zij terugdraait; een debetprestatie "
    "noemt geen vorig referentienummer.",
    action="Vul VorigReferentieNummer bij credit (C), of haal het weg bij debet (D).",
)


@regel("CS100", JW323, niveau=Niveau.BERICHT, action="Declareer alleen maanden vanaf januari 2021.")
def periode_ligt_na_2020(bericht: JW323, history: History) -> Plekken:
    """De declaratieperiode en alle productperioden beginnen en eindigen op of na 1 januari 2021."""
    del history
    return _DATES.where(bericht, lambda datum: datum < BEGIN_2021)


@regel(
    "CS337",
    JW323,
    niveau=Niveau.BERICHT,
    action="Maak van elke kalendermaand een eigen prestatie.",
)
def productperiode_blijft_binnen_een_maand(bericht: JW323, history: History) -> Plekken:
    """De periode van een prestatie eindigt in de maand waarin zij begint."""
    del history
    return (f"{pad}/ProductPeriode/Einddatum" for pad in PRESTATIE.where(bericht, _runs_on))


def _runs_on(prestatie: Prestatie) -> bool:
    begin, end = prestatie.product_periode.begindatum, prestatie.product_periode.einddatum
    return begin.month != end.month or begin.year != end.year


@regel(
    "CS340",
    JW323,
    niveau=Niveau.BERICHT,
    action="Vul de eerste en de laatste dag van de maand waarover u declareert.",
)
def declaratieperiode_is_een_hele_maand(bericht: JW323, history: History) -> Plekken:
    """De declaratieperiode loopt van de eerste tot en met de laatste dag van één kalendermaand."""
    del history
    return _PERIODE.where(bericht, lambda periode: not _is_whole_month(periode))


def _is_whole_month(periode: CDT_GeslotenPeriode) -> bool:
    begin = periode.begindatum
    return begin.day == 1 and periode.einddatum == begin.replace(day=monthrange(begin.year, begin.month)[1])


@regel(
    "TR315",
    JW323,
    niveau=Niveau.BERICHT,
    action="Draai elke prestatie maar één keer terug.",
    lezing="Uniek over alle cliënten van het bericht; gemeld wordt de herhaling.",
)
def prestatie_wordt_eenmaal_gecrediteerd(bericht: JW323, history: History) -> Plekken:
    """Binnen een bericht noemt hoogstens één prestatie hetzelfde vorige referentienummer."""
    del history
    seen: set[str] = set()

    def is_repeated(previous: str | None, _prestatie: Prestatie) -> bool:
        repeated = previous in seen
        if previous is not None:
            seen.add(previous)
        return repeated

    return _PREVIOUS.where(bericht, is_repeated)


@regel(
    "TR316",
    JW323,
    niveau=Niveau.BERICHT,
    action="Laat een debetprestatie en haar creditprestatie allebei weg, of stuur de credit na het antwoord (JW325).",
    lezing="Elk ReferentieNummer in het bericht telt, van welke cliënt ook en of het debet of credit is.",
)
def prestatie_wordt_niet_meteen_gecrediteerd(bericht: JW323, history: History) -> Plekken:
    """Een vorig referentienummer verwijst niet naar een prestatie in hetzelfde bericht."""
    del history
    here = {
        prestatie.product_referentie.referentie_nummer
        for client in bericht.declaratie.clienten.client
        for prestatie in client.prestaties.prestatie
    }
    return _PREVIOUS.where(bericht, lambda previous, _prestatie: previous in here)


@regel(
    "TR335",
    JW323,
    niveau=Niveau.BERICHT,
    action="Controleer de productperiode en de DeclaratieDagtekening; na vijf jaar kan niet meer worden gedeclareerd.",
    lezing="De bron zegt niet welke einddatum; beoordeeld wordt die van ProductPeriode. Precies vijf jaar mag.",
)
def prestatie_is_hoogstens_vijf_jaar_oud(bericht: JW323, history: History) -> Plekken:
    """De periode van een prestatie eindigde hoogstens vijf jaar voor de DeclaratieDagtekening."""
    del history
    too_old = PRESTATIE.where(bericht, _older_than(bericht.declaratie.declaratie_dagtekening))
    return (f"{pad}/ProductPeriode/Einddatum" for pad in too_old)


def _older_than(day: date) -> Callable[[Any], bool]:
    """Compares year, month and day, so that 29 February needs no day of its own five years on."""
    bound = (day.year - AT_MOST_YEARS, day.month, day.day)

    def is_older(prestatie: Prestatie) -> bool:
        end = prestatie.product_periode.einddatum
        return (end.year, end.month, end.day) < bound

    return is_older


@regel(
    "TR416",
    JW323,
    niveau=Niveau.BERICHT,
    action="Voeg de prestaties samen tot één, of haal de dubbele weg.",
    lezing="Vergeleken wordt per cliënt, omdat een toewijzing bij één cliënt hoort (TR332). Ook naast een credit in "
    "hetzelfde bericht mag er maar één debet zijn (IV086). Gemeld wordt de herhaling.",
)
def debet_staat_er_eenmaal(bericht: JW323, history: History) -> Plekken:
    """Voor dezelfde toewijzing, hetzelfde product en dezelfde periode staat er maar één debetprestatie."""
    del history
    for pad, client in _CLIENT.in_(bericht):
        seen = set()
        for number, prestatie in enumerate(client.prestaties.prestatie, 1):
            if prestatie.ingediend_bedrag.debet_credit != DebetCredit.DEBET:
                continue
            key = _what_for(prestatie)
            if key in seen:
                yield f"{pad}/Prestaties/Prestatie[{number}]"
            seen.add(key)


def _what_for(prestatie: Prestatie) -> object:
    periode = prestatie.product_periode
    product = prestatie.product_categorie, prestatie.product_code
    return prestatie.toewijzing_nummer, product, periode.begindatum, periode.einddatum
