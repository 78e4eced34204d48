# SPDX-License-Identifier: EUPL-1.2
"""How much is given or asked: what Product, Omvang, Budget and Einddatum demand of each other."""

from datetime import date

from berichtenverkeer.berichten import JW301, JW315, JW317, Bericht
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import Conditie, both, conditie, filled, is_empty, na, value_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import NEW, REQUESTED, TO_CHANGE, TOEGEWEZEN, Field, PerBericht
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

ENDING_2020 = date(2020, 12, 31)
SINCE_2021 = "Alleen een correctie van een oude toewijzing kan nog voor 2021 eindigen; verder geldt dit altijd."

PER_PERIODE = {Frequentie.PER_WEEK, Frequentie.PER_MAAND, Frequentie.TOTAAL}
"""A unit of half a day or more is counted by one of these, not per day."""

LARGE_EENHEID = {Eenheid.ETMAAL, Eenheid.DAGDEEL, Eenheid.EURO, Eenheid.STUKS_INSPANNING}

_AFTER_2020 = na(ENDING_2020, "einddatum")
_REQUESTED_AFTER_2020 = na(ENDING_2020, "toewijzing_einddatum")

_PRODUCT = (TOEGEWEZEN, REQUESTED, NEW)
_EVERY = (*_PRODUCT, TO_CHANGE)
_END_DATES = (
    TOEGEWEZEN / "Einddatum",
    REQUESTED / "ToewijzingEinddatum",
    NEW / "Einddatum",
    TO_CHANGE / "Einddatum",
)


conditie(
    "CD041",
    *(class_ / "Omvang" for class_ in _PRODUCT),
    mandatory=filled("product.code"),
    text="Bij een productcode hoort een omvang.",
    action="Vul Omvang, of laat de productcode weg.",
)

conditie(
    "CD075",
    *_END_DATES,
    mandatory=filled("budget"),
    text="Bij een budget hoort een einddatum.",
    action="Vul de einddatum van de periode waarvoor het budget geldt.",
)

conditie(
    "CD076",
    *_END_DATES,
    mandatory=value_is("omvang.frequentie", Frequentie.PER_WEEK),
    text="Bij een omvang per week hoort een einddatum.",
    action="Vul de einddatum, of kies een andere frequentie.",
    lezing="Geldt bij elke eenheid.",
)

conditie(
    "CD077",
    *(class_ / "Omvang" for class_ in _EVERY),
    empty=filled("budget"),
    text="Naast een budget staat geen omvang.",
    action="Kies: geef een budget of een omvang.",
)

conditie(
    "CD078",
    *(class_ / "Budget" for class_ in _EVERY),
    empty=filled("omvang"),
    text="Naast een omvang staat geen budget.",
    action="Kies: geef een omvang of een budget.",
)

conditie(
    "CD079",
    *(class_ / "Product" for class_ in _PRODUCT),
    mandatory=is_empty("budget"),
    text="Zonder budget moet er een product staan.",
    action="Vul minstens de productcategorie, of geef een budget.",
)

conditie(
    "CD080",
    TOEGEWEZEN / "Omvang",
    empty=both(is_empty("product.code"), _AFTER_2020),
    text="Zonder productcode heeft een toewijzing geen omvang.",
    action="Vul de productcode, of haal Omvang weg.",
    lezing=SINCE_2021,
)

conditie(
    "CD095",
    REQUESTED / "Omvang",
    empty=both(is_empty("product.code"), _REQUESTED_AFTER_2020),
    text="Zonder productcode heeft een aangevraagd product geen omvang.",
    action="Vul de productcode, of haal Omvang weg.",
    lezing=SINCE_2021,
)

conditie(
    "CD096",
    NEW / "Omvang",
    empty=both(is_empty("product.code"), _AFTER_2020),
    text="Zonder productcode heeft een nieuw product in een verzoek om wijziging geen omvang.",
    action="Vul de productcode, of haal Omvang weg.",
    lezing=SINCE_2021,
)


_FREQUENTIES = PerBericht(*((class_ / "Omvang/Frequentie",) for class_ in (TOEGEWEZEN, NEW, TO_CHANGE)))
_AANGEVRAAGDE_FREQUENTIE = REQUESTED / "Omvang/Frequentie"
FREQUENTIE = "Vul Frequentie met 2 (per week), 4 (per maand) of 6 (totaal), of kies een andere eenheid."


@regel(
    "CS338",
    JW301,
    JW317,
    niveau=Niveau.BERICHT,
    action=FREQUENTIE,
    lezing=f"Eén controle, op Frequentie. {SINCE_2021}",
)
def frequentie_past_bij_eenheid(bericht: JW301 | JW317, history: History) -> Plekken:
    """Etmalen, dagdelen, euro's en stuks (inspanning) gaan per week, per maand of in totaal, niet per dag."""
    del history
    for (frequentie,) in _FREQUENTIES[type(bericht)]:
        yield from _per_day(frequentie, _AFTER_2020, bericht)


@regel("CS343", JW315, niveau=Niveau.BERICHT, action=FREQUENTIE, lezing=SINCE_2021)
def aangevraagde_frequentie_past_bij_eenheid(bericht: JW315, history: History) -> Plekken:
    """Ook een aanvraag in etmalen, dagdelen, euro's of stuks (inspanning) gaat per week, per maand of in totaal."""
    del history
    return _per_day(_AANGEVRAAGDE_FREQUENTIE, _REQUESTED_AFTER_2020, bericht)


def _per_day(frequentie: Field, holds: Conditie, bericht: Bericht) -> Plekken:
    for pad, value, class_ in frequentie.in_(bericht):
        if value is None or value in PER_PERIODE:
            continue
        if class_.omvang.eenheid in LARGE_EENHEID and holds(class_):
            yield pad
