# SPDX-License-Identifier: EUPL-1.2
"""How much is given or asked: what Product, Omvang, Budget and Einddatum demand of each other."""

from datetime import date

from berichtenverkeer.berichten import JW301, JW315, JW317, Bericht
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import Conditie, beide, conditie, gevuld, is_leeg, na, waarde_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import AANGEVRAAGD, NIEUW, TE_WIJZIGEN, TOEGEWEZEN, Veld
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

EIND_2020 = date(2020, 12, 31)
SINDS_2021 = "Alleen een correctie van een oude toewijzing kan nog voor 2021 eindigen; verder geldt dit altijd."

PER_PERIODE = {Frequentie.PER_WEEK, Frequentie.PER_MAAND, Frequentie.TOTAAL}
"""A unit of half a day or more is counted by one of these, not per day."""

GROTE_EENHEID = {Eenheid.ETMAAL, Eenheid.DAGDEEL, Eenheid.EURO, Eenheid.STUKS_INSPANNING}

_NA_2020 = na(EIND_2020, "einddatum")
_AANGEVRAAGD_NA_2020 = na(EIND_2020, "toewijzing_einddatum")

_PRODUCT = (TOEGEWEZEN, AANGEVRAAGD, NIEUW)
_ALLE = (*_PRODUCT, TE_WIJZIGEN)
_EINDDATUMS = (
    TOEGEWEZEN / "Einddatum",
    AANGEVRAAGD / "ToewijzingEinddatum",
    NIEUW / "Einddatum",
    TE_WIJZIGEN / "Einddatum",
)


conditie(
    "CD041",
    *(klasse / "Omvang" for klasse in _PRODUCT),
    verplicht=gevuld("product.code"),
    tekst="Bij een productcode hoort een omvang.",
    actie="Vul Omvang, of laat de productcode weg.",
)

conditie(
    "CD075",
    *_EINDDATUMS,
    verplicht=gevuld("budget"),
    tekst="Bij een budget hoort een einddatum.",
    actie="Vul de einddatum van de periode waarvoor het budget geldt.",
)

conditie(
    "CD076",
    *_EINDDATUMS,
    verplicht=waarde_is("omvang.frequentie", Frequentie.PER_WEEK),
    tekst="Bij een omvang per week hoort een einddatum.",
    actie="Vul de einddatum, of kies een andere frequentie.",
    lezing="Geldt bij elke eenheid.",
)

conditie(
    "CD077",
    *(klasse / "Omvang" for klasse in _ALLE),
    leeg=gevuld("budget"),
    tekst="Naast een budget staat geen omvang.",
    actie="Kies: geef een budget of een omvang.",
)

conditie(
    "CD078",
    *(klasse / "Budget" for klasse in _ALLE),
    leeg=gevuld("omvang"),
    tekst="Naast een omvang staat geen budget.",
    actie="Kies: geef een omvang of een budget.",
)

conditie(
    "CD079",
    *(klasse / "Product" for klasse in _PRODUCT),
    verplicht=is_leeg("budget"),
    tekst="Zonder budget moet er een product staan.",
    actie="Vul minstens de productcategorie, of geef een budget.",
)

conditie(
    "CD080",
    TOEGEWEZEN / "Omvang",
    leeg=beide(is_leeg("product.code"), _NA_2020),
    tekst="Zonder productcode heeft een toewijzing geen omvang.",
    actie="Vul de productcode, of haal Omvang weg.",
    lezing=SINDS_2021,
)

conditie(
    "CD095",
    AANGEVRAAGD / "Omvang",
    leeg=beide(is_leeg("product.code"), _AANGEVRAAGD_NA_2020),
    tekst="Zonder productcode heeft een aangevraagd product geen omvang.",
    actie="Vul de productcode, of haal Omvang weg.",
    lezing=SINDS_2021,
)

conditie(
    "CD096",
    NIEUW / "Omvang",
    leeg=beide(is_leeg("product.code"), _NA_2020),
    tekst="Zonder productcode heeft een nieuw product in een verzoek om wijziging geen omvang.",
    actie="Vul de productcode, of haal Omvang weg.",
    lezing=SINDS_2021,
)


_FREQUENTIES = tuple(klasse / "Omvang/Frequentie" for klasse in (TOEGEWEZEN, NIEUW, TE_WIJZIGEN))
_AANGEVRAAGDE_FREQUENTIE = AANGEVRAAGD / "Omvang/Frequentie"
FREQUENTIE = "Vul Frequentie met 2 (per week), 4 (per maand) of 6 (totaal), of kies een andere eenheid."


@regel(
    "CS338",
    JW301,
    JW317,
    niveau=Niveau.BERICHT,
    actie=FREQUENTIE,
    lezing=f"Eén controle, op Frequentie. {SINDS_2021}",
)
def frequentie_past_bij_eenheid(bericht: JW301 | JW317, history: History) -> Plekken:
    """Etmalen, dagdelen, euro's en stuks (inspanning) gaan per week, per maand of in totaal, niet per dag."""
    del history
    for frequentie in _FREQUENTIES:
        yield from _per_dag(frequentie, _NA_2020, bericht)


@regel("CS343", JW315, niveau=Niveau.BERICHT, actie=FREQUENTIE, lezing=SINDS_2021)
def aangevraagde_frequentie_past_bij_eenheid(bericht: JW315, history: History) -> Plekken:
    """Ook een aanvraag in etmalen, dagdelen, euro's of stuks (inspanning) gaat per week, per maand of in totaal."""
    del history
    return _per_dag(_AANGEVRAAGDE_FREQUENTIE, _AANGEVRAAGD_NA_2020, bericht)


def _per_dag(frequentie: Veld, geldt: Conditie, bericht: Bericht) -> Plekken:
    for pad, waarde, klasse in frequentie.in_(bericht):
        if waarde is None or waarde in PER_PERIODE:
            continue
        if klasse.omvang.eenheid in GROTE_EENHEID and geldt(klasse):
            yield pad
