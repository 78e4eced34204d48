# SPDX-License-Identifier: EUPL-1.2
"""Walking a bericht by element path, so that a rule can say where: `JW305/Client/StartProducten/StartProduct[2]`."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.plan import Veld, velden
from berichtenverkeer.berichten.soorten import Bericht


def elk(bericht: Bericht, pad: str) -> Iterator[tuple[str, Any]]:
    """Every value at `pad` that the bericht holds, with its own full path, in document order.

    `pad` has the names of the standard, without the berichtsoort in front and without indexes:
    `Client/StartProducten/StartProduct`. A repeating element gets an index from 1. What is absent yields nothing.
    Raises KeyError for a name that the class does not have: a typing error in a rule fails its first test.
    """
    hier: list[tuple[str, Any]] = [(type(bericht).__name__, bericht)]
    for veld in stappen(type(bericht), pad):
        attribuut, naam = veld.attribuut, veld.element
        daar: list[tuple[str, Any]] = []
        for plek, deel in hier:
            waarde = getattr(deel, attribuut)
            if waarde is None:
                continue
            if veld.herhaalt:
                daar.extend((f"{plek}/{naam}[{nummer}]", een) for nummer, een in enumerate(waarde, 1))
            else:
                daar.append((f"{plek}/{naam}", waarde))
        hier = daar
    return iter(hier)


@cache
def stappen(klasse: type[Klasse], pad: str) -> tuple[Veld, ...]:
    """The child elements to step through from `klasse` along `pad`; KeyError for a name that a class does not have."""
    gevonden: list[Veld] = []
    hier: type[Klasse] | None = klasse
    for naam in pad.split("/"):
        veld = next((veld for veld in (velden(hier) if hier else ()) if veld.element == naam), None)
        if veld is None:
            raise KeyError(f"{klasse.__name__}/{pad}: {naam}")
        gevonden.append(veld)
        hier = veld.klasse
    return tuple(gevonden)


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
