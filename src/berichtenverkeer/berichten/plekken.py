# SPDX-License-Identifier: EUPL-1.2
"""Walking a bericht by element path, so that a rule can say where: `JW305/Client/StartProducten/StartProduct[2]`."""

from collections.abc import Iterator
from typing import Any

from berichtenverkeer.berichten.klasse import Klasse, attribuut
from berichtenverkeer.berichten.plan import velden
from berichtenverkeer.berichten.soorten import Bericht


def elk(bericht: Bericht, pad: str) -> Iterator[tuple[str, Any]]:
    """Every value at `pad` that the bericht holds, with its own full path, in document order.

    `pad` has the names of the standard, without the berichtsoort in front and without indexes:
    `Client/StartProducten/StartProduct`. A repeating element gets an index from 1. What is absent yields nothing.
    Raises KeyError for a name that the class does not have: a typing error in a rule fails its first test.
    """
    yield from _daal(type(bericht).__name__, bericht, pad.split("/"))


def _daal(hier: str, deel: Any, namen: list[str]) -> Iterator[tuple[str, Any]]:
    if not namen:
        yield hier, deel
        return
    naam, *rest = namen
    assert isinstance(deel, Klasse), hier
    veld = next((veld for veld in velden(type(deel)) if veld.element == naam), None)
    if veld is None:
        raise KeyError(f"{hier}/{naam}")
    waarde = getattr(deel, attribuut(naam))
    if waarde is None:
        return
    if veld.herhaalt:
        for nummer, een in enumerate(waarde, 1):
            yield from _daal(f"{hier}/{naam}[{nummer}]", een, rest)
    else:
        yield from _daal(f"{hier}/{naam}", waarde, rest)


def alle(bericht: Bericht) -> Iterator[tuple[str, Any]]:
    """Every element of the bericht with its path, the parts before what hangs under them; the root first."""
    yield from _alle(type(bericht).__name__, bericht)


def _alle(hier: str, deel: Any) -> Iterator[tuple[str, Any]]:
    yield hier, deel
    if not isinstance(deel, Klasse):
        return
    for veld in velden(type(deel)):
        waarde = getattr(deel, veld.attribuut)
        if waarde is None:
            continue
        if veld.herhaalt:
            for nummer, een in enumerate(waarde, 1):
                yield from _alle(f"{hier}/{veld.element}[{nummer}]", een)
        else:
            yield from _alle(f"{hier}/{veld.element}", waarde)
