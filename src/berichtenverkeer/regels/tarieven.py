# SPDX-License-Identifier: EUPL-1.2
"""Unit, price and amount of a prestatie against toewijzing and contract (JW323; IV081).

The contract prices come from the register. What it does not know, a gemeente cannot hold against an aanbieder (OP095):
without a price there is no finding.
"""

from collections.abc import Callable
from datetime import date
from functools import cache

from berichtenverkeer.berichten import JW323
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.gedeclareerd import gedeclareerd
from berichtenverkeer.regels.history import History, Toewijzing
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import Eenheid


@regel(
    "TR341",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9341",
    action="Declareer in de eenheid van de toewijzing; noemt die er geen, in de eenheid van het contract.",
    lezing="Minuten mogen waar uren zijn toegewezen of afgesproken. Zonder Omvang (aspecifiek, generiek) telt elke "
    "eenheid waarvoor het register dan een tarief van het product kent (op de dag van TR418); kent het er "
    "geen, dan is niets te zeggen (OP095). Credits worden niet beoordeeld (IV085).",
)
def eenheid_past(bericht: JW323, history: History) -> Plekken:
    """De eenheid van een prestatie is die van de toewijzing; noemt die er geen, dan een van het contract."""
    tarieven = _tarieven(history)
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        agreed = (
            tarieven(*_product(prestatie, toewijzing)).keys() if toewijzing.eenheid is None else {toewijzing.eenheid}
        )
        may = prestatie.eenheid in agreed or (prestatie.eenheid == Eenheid.MINUUT and Eenheid.UUR in agreed)
        if agreed and not may:
            yield f"{pad}/Eenheid"


@regel(
    "TR418",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="0611",
    action="Vul het tarief uit het contract voor dit product, deze eenheid en deze periode.",
    lezing="Het tarief is dat van het register op de eerste dag van de ProductPeriode, of op de Ingangsdatum van de "
    "toewijzing waar het register dat van het product zegt (tarief_op). Is alleen een uurtarief "
    "afgesproken, dan is dat van een minuut een zestigste, afgerond op hele centen (IV081). Kent het register voor de "
    "eenheid geen tarief, dan is niets te zeggen (OP095). Credits worden niet beoordeeld (IV085).",
)
def tarief_is_dat_van_het_contract(bericht: JW323, history: History) -> Plekken:
    """Het producttarief van een prestatie is het tarief dat gemeente en aanbieder hebben afgesproken."""
    tarieven = _tarieven(history)
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).debets:
        agreed = tarieven(*_product(prestatie, toewijzing))
        tarief = agreed.get(prestatie.eenheid)
        if tarief is None and prestatie.eenheid == Eenheid.MINUUT and Eenheid.UUR in agreed:
            tarief = per_minute(agreed[Eenheid.UUR])
        if None not in (tarief, prestatie.product_tarief) and prestatie.product_tarief != tarief:
            yield f"{pad}/ProductTarief"


@regel(
    "TR346",
    JW323,
    niveau=Niveau.EXTERN,
    retourcode="9346",
    action="Vul als bedrag het volume maal het tarief; bij minuten op een uurtarief het uurtarief maal de minuten, "
    "gedeeld door 60 en dan pas afgerond.",
    lezing="Bij minuten telt het tarief van het register: is daar een tarief per minuut, dan het ProductTarief; alleen "
    "een uurtarief, dan dat (IV081, een halve cent gaat omhoog). Kent het geen van beide, dan kan het ProductTarief "
    "van een uurtarief zijn afgerond: het bedrag wijkt hoogstens een halve cent per minuut af van volume maal tarief. "
    "Eén bevinding, op het bedrag. Credits worden niet beoordeeld (IV085).",
)
def bedrag_is_volume_maal_tarief(bericht: JW323, history: History) -> Plekken:
    """Het ingediende bedrag is het geleverde volume maal het tarief, behalve bij een prestatie in euro's."""
    tarieven = _tarieven(history)
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).debets:
        if (
            prestatie.product_tarief is not None
            and prestatie.eenheid != Eenheid.EURO
            and not _is_right(prestatie, toewijzing, tarieven)
        ):
            yield f"{pad}/IngediendBedrag/Bedrag"


def per_minute(hourly_tarief_cents: int) -> int:
    """The price of a minute in whole cents, a half rounded up."""
    return bedrag_in_minutes(hourly_tarief_cents, 1)


def bedrag_in_minutes(hourly_tarief_cents: int, minutes: int) -> int:
    """What so many minutes cost at a price per hour, in whole cents, a half rounded up."""
    return (hourly_tarief_cents * minutes + 30) // 60


def _is_right(prestatie: Prestatie, toewijzing: Toewijzing | None, tarieven: "Tarieven") -> bool:
    """Whether the amount is what the volume costs."""
    assert prestatie.product_tarief is not None
    bedrag, volume = prestatie.ingediend_bedrag.bedrag, prestatie.geleverd_volume
    difference = bedrag - volume * prestatie.product_tarief
    if prestatie.eenheid != Eenheid.MINUUT:
        return difference == 0
    agreed = tarieven(*_product(prestatie, toewijzing))
    if Eenheid.MINUUT in agreed:
        return difference == 0
    if Eenheid.UUR in agreed:
        return bedrag == bedrag_in_minutes(agreed[Eenheid.UUR], volume)
    return 2 * abs(difference) <= volume


Tarieven = Callable[[str, str, date, date | None], dict[str, int]]
"""Categorie, code, day and Ingangsdatum -> the contract price in cents per unit; empty when none is known."""


def _tarieven(history: History) -> Tarieven:
    """Each product and day is asked for once in a bericht."""

    @cache
    def tarieven(categorie: str, code: str, op: date, ingangsdatum: date | None) -> dict[str, int]:
        return {one.eenheid: one.tarief_cents for one in history.tarieven(categorie, code, op, ingangsdatum)}

    return tarieven


def _product(prestatie: Prestatie, toewijzing: Toewijzing | None) -> tuple[str, str, date, date | None]:
    begin, ingangsdatum = prestatie.product_periode.begindatum, toewijzing.ingangsdatum if toewijzing else None
    return prestatie.product_categorie, prestatie.product_code, begin, ingangsdatum
