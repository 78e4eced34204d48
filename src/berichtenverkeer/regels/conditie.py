# SPDX-License-Identifier: EUPL-1.2
"""Rules of one kind in one line each: an element must, may or may not be filled, depending on what stands beside it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import Veld
from berichtenverkeer.regels.regel import REGELS, Plekken, Registry, regel
from berichtenverkeer.standaard.codes import Retourcode

Conditie = Callable[[Any], bool]
"""A claim about the berichtklasse that an element is judged from."""


def conditie(
    code: str,
    *velden: Veld,
    verplicht: Conditie | None = None,
    leeg: Conditie | None = None,
    alleen: Conditie | None = None,
    tekst: str,
    actie: str,
    retourcode: str = Retourcode.TECHNISCH,
    lezing: str = "",
    registry: Registry = REGELS,
) -> None:
    """Declare a rule of level BERICHT on `velden`, for the berichten that have them.

    The element must be there when `verplicht` holds, must be left out when `leeg` holds, and may be there only when
    `alleen` holds.
    """

    def breekt(waarde: Any, klasse: Any) -> bool:
        if waarde is None:
            return verplicht is not None and verplicht(klasse)
        return (leeg is not None and leeg(klasse)) or (alleen is not None and not alleen(klasse))

    def toets(bericht: Bericht, history: History) -> Plekken:
        del history
        for veld in velden:
            yield from veld.waar(bericht, breekt)

    assert verplicht or leeg or alleen, code
    toets.__doc__ = tekst
    toets.__name__ = code
    berichten = dict.fromkeys(bericht for veld in velden for bericht in veld.klasse.berichten)
    regel(
        code,
        *berichten,
        niveau=Niveau.BERICHT,
        actie=actie,
        retourcode=retourcode,
        lezing=lezing,
        registry=registry,
    )(toets)


def gevuld(attribuut: str) -> Conditie:
    """The element is there: `gevuld("product.code")`."""
    namen = attribuut.split(".")
    return lambda klasse: _waarde(klasse, namen) is not None


def is_leeg(attribuut: str) -> Conditie:
    """The element, or a class above it, is not there."""
    namen = attribuut.split(".")
    return lambda klasse: _waarde(klasse, namen) is None


def waarde_is(attribuut: str, *waarden: Any) -> Conditie:
    """The element is there with one of these values."""
    namen = attribuut.split(".")
    return lambda klasse: _waarde(klasse, namen) in waarden


def na(dag: date, attribuut: str) -> Conditie:
    """The date is later than `dag`, or open."""
    namen = attribuut.split(".")

    def is_na(klasse: Any) -> bool:
        datum = _waarde(klasse, namen)
        return datum is None or bool(datum > dag)

    return is_na


def beide(een: Conditie, ander: Conditie) -> Conditie:
    """Both claims hold."""
    return lambda klasse: een(klasse) and ander(klasse)


def _waarde(klasse: Any, namen: list[str]) -> Any:
    for naam in namen:
        if klasse is None:
            return None
        klasse = getattr(klasse, naam)
    return klasse
