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
from berichtenverkeer.regels.conditie import conditie, waarde_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import AFGEWEZEN, PRESTATIE, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import DebetCredit

BEGIN_2021 = date(2021, 1, 1)
HOOGSTENS_JAREN = 5

_DATUMS = Plek(
    *(
        f"{pad}/{grens}"
        for pad in ("JW323/Declaratie/DeclaratiePeriode", f"{PRESTATIE.paden[0]}/ProductPeriode")
        for grens in ("Begindatum", "Einddatum")
    )
)
_PERIODE = Plek("JW323/Declaratie/DeclaratiePeriode")
_CLIENT = Plek("JW323/Declaratie/Clienten/Client")
_VORIG = PRESTATIE / "ProductReferentie/VorigReferentieNummer"

_CREDIT = waarde_is("ingediend_bedrag.debet_credit", DebetCredit.CREDIT)


conditie(
    "CD060",
    *(klasse / "ProductReferentie/VorigReferentieNummer" for klasse in (PRESTATIE, AFGEWEZEN)),
    verplicht=_CREDIT,
    alleen=_CREDIT,
    tekst="Een creditprestatie noemt het referentienummer van de prestatie die zij terugdraait; een debetprestatie "
    "noemt geen vorig referentienummer.",
    actie="Vul VorigReferentieNummer bij credit (C), of haal het weg bij debet (D).",
)


@regel("CS100", JW323, niveau=Niveau.BERICHT, actie="Declareer alleen maanden vanaf januari 2021.")
def periode_ligt_na_2020(bericht: JW323, history: History) -> Plekken:
    """De declaratieperiode en alle productperioden beginnen en eindigen op of na 1 januari 2021."""
    del history
    return _DATUMS.waar(bericht, lambda datum: datum < BEGIN_2021)


@regel(
    "CS337",
    JW323,
    niveau=Niveau.BERICHT,
    actie="Maak van elke kalendermaand een eigen prestatie.",
)
def productperiode_blijft_binnen_een_maand(bericht: JW323, history: History) -> Plekken:
    """De periode van een prestatie eindigt in de maand waarin zij begint."""
    del history
    return (f"{pad}/ProductPeriode/Einddatum" for pad in PRESTATIE.waar(bericht, _loopt_door))


def _loopt_door(prestatie: Prestatie) -> bool:
    begin, einde = prestatie.product_periode.begindatum, prestatie.product_periode.einddatum
    return begin.month != einde.month or begin.year != einde.year


@regel(
    "CS340",
    JW323,
    niveau=Niveau.BERICHT,
    actie="Vul de eerste en de laatste dag van de maand waarover u declareert.",
)
def declaratieperiode_is_een_hele_maand(bericht: JW323, history: History) -> Plekken:
    """De declaratieperiode loopt van de eerste tot en met de laatste dag van één kalendermaand."""
    del history
    return _PERIODE.waar(bericht, lambda periode: not _is_hele_maand(periode))


def _is_hele_maand(periode: CDT_GeslotenPeriode) -> bool:
    begin = periode.begindatum
    return begin.day == 1 and periode.einddatum == begin.replace(day=monthrange(begin.year, begin.month)[1])


@regel(
    "TR315",
    JW323,
    niveau=Niveau.BERICHT,
    actie="Draai elke prestatie maar één keer terug.",
    lezing="Uniek over alle cliënten van het bericht; gemeld wordt de herhaling.",
)
def prestatie_wordt_eenmaal_gecrediteerd(bericht: JW323, history: History) -> Plekken:
    """Binnen een bericht noemt hoogstens één prestatie hetzelfde vorige referentienummer."""
    del history
    gezien: set[str] = set()

    def is_herhaald(vorig: str | None, _prestatie: Prestatie) -> bool:
        herhaald = vorig in gezien
        if vorig is not None:
            gezien.add(vorig)
        return herhaald

    return _VORIG.waar(bericht, is_herhaald)


@regel(
    "TR316",
    JW323,
    niveau=Niveau.BERICHT,
    actie="Laat een debetprestatie en haar creditprestatie allebei weg, of stuur de credit na het antwoord (JW325).",
    lezing="Elk ReferentieNummer in het bericht telt, van welke cliënt ook en of het debet of credit is.",
)
def prestatie_wordt_niet_meteen_gecrediteerd(bericht: JW323, history: History) -> Plekken:
    """Een vorig referentienummer verwijst niet naar een prestatie in hetzelfde bericht."""
    del history
    hier = {
        prestatie.product_referentie.referentie_nummer
        for client in bericht.declaratie.clienten.client
        for prestatie in client.prestaties.prestatie
    }
    return _VORIG.waar(bericht, lambda vorig, _prestatie: vorig in hier)


@regel(
    "TR335",
    JW323,
    niveau=Niveau.BERICHT,
    actie="Controleer de productperiode en de DeclaratieDagtekening; na vijf jaar kan niet meer worden gedeclareerd.",
    lezing="De bron zegt niet welke einddatum; beoordeeld wordt die van ProductPeriode. Precies vijf jaar mag.",
)
def prestatie_is_hoogstens_vijf_jaar_oud(bericht: JW323, history: History) -> Plekken:
    """De periode van een prestatie eindigde hoogstens vijf jaar voor de DeclaratieDagtekening."""
    del history
    te_oud = PRESTATIE.waar(bericht, _ouder_dan(bericht.declaratie.declaratie_dagtekening))
    return (f"{pad}/ProductPeriode/Einddatum" for pad in te_oud)


def _ouder_dan(dag: date) -> Callable[[Any], bool]:
    """Compares year, month and day, so that 29 February needs no day of its own five years on."""
    grens = (dag.year - HOOGSTENS_JAREN, dag.month, dag.day)

    def is_ouder(prestatie: Prestatie) -> bool:
        einde = prestatie.product_periode.einddatum
        return (einde.year, einde.month, einde.day) < grens

    return is_ouder


@regel(
    "TR416",
    JW323,
    niveau=Niveau.BERICHT,
    actie="Voeg de prestaties samen tot één, of haal de dubbele weg.",
    lezing="Vergeleken wordt per cliënt, omdat een toewijzing bij één cliënt hoort (TR332). Ook naast een credit in "
    "hetzelfde bericht mag er maar één debet zijn (IV086). Gemeld wordt de herhaling.",
)
def debet_staat_er_eenmaal(bericht: JW323, history: History) -> Plekken:
    """Voor dezelfde toewijzing, hetzelfde product en dezelfde periode staat er maar één debetprestatie."""
    del history
    for pad, client in _CLIENT.in_(bericht):
        gezien = set()
        for nummer, prestatie in enumerate(client.prestaties.prestatie, 1):
            if prestatie.ingediend_bedrag.debet_credit != DebetCredit.DEBET:
                continue
            sleutel = _waarvoor(prestatie)
            if sleutel in gezien:
                yield f"{pad}/Prestaties/Prestatie[{nummer}]"
            gezien.add(sleutel)


def _waarvoor(prestatie: Prestatie) -> object:
    periode = prestatie.product_periode
    product = prestatie.product_categorie, prestatie.product_code
    return prestatie.toewijzing_nummer, product, periode.begindatum, periode.einddatum
