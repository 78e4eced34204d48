# SPDX-License-Identifier: EUPL-1.2
"""The fourteen berichten as one closed union: those of iJw 3.2, and the classes that a later release makes of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

import msgspec

from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw302 import JW302
from berichtenverkeer.berichten.jw305 import JW305
from berichtenverkeer.berichten.jw306 import JW306
from berichtenverkeer.berichten.jw307 import JW307
from berichtenverkeer.berichten.jw308 import JW308
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw316 import JW316
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.berichten.jw318 import JW318
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw320 import JW320
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort

Bericht = JW301 | JW302 | JW305 | JW306 | JW307 | JW308 | JW315 | JW316 | JW317 | JW318 | JW319 | JW320 | JW323 | JW325
Retourbericht = JW302 | JW306 | JW308 | JW316 | JW318 | JW320

CLASSES: dict[str, type[Bericht]] = {
    class_.__name__: class_
    for class_ in (
        JW301,
        JW302,
        JW305,
        JW306,
        JW307,
        JW308,
        JW315,
        JW316,
        JW317,
        JW318,
        JW319,
        JW320,
        JW323,
        JW325,
    )
}
"""The root class of every bericht of iJw 3.2 by name."""

CLASS_PER_TAG: dict[str, type[Bericht]] = {class_.berichtsoort.tag: class_ for class_ in CLASSES.values()}


def taken_over(classes: Iterable[type[Bericht]], kinds: Mapping[str, Berichtsoort]) -> dict[str, type[Bericht]]:
    """The root classes of a release that has these berichten just as the release of `classes` has them, by name.

    `kinds` are its own berichtsoorten. KeyError for a bericht that it does not have.
    """
    return {class_.__name__: _as(class_, kinds[class_.__name__]) for class_ in classes}


def _as(class_: type[Bericht], soort: Berichtsoort) -> type[Bericht]:
    content = {"berichtsoort": soort, "__doc__": class_.__doc__}
    made: Any = msgspec.defstruct(
        class_.__name__, (), bases=(class_,), module=class_.__module__, namespace=content, frozen=True, kw_only=True
    )
    return cast("type[Bericht]", made)


def soort(bericht: Bericht) -> Berichtsoort:
    """The berichtsoort of a bericht."""
    return bericht.berichtsoort


def identificatie(bericht: Bericht) -> str:
    """By what its sender tells it apart: IdentificatieRetour of a retourbericht, else Identificatie (TR056)."""
    if isinstance(bericht, Retourbericht):
        return str(bericht.header.identificatie_retour)
    return str(bericht.header.bericht_identificatie.identificatie)


def dagtekening(bericht: Bericht) -> date:
    """The date that its sender put on it: DagtekeningRetour of a retourbericht, else Dagtekening."""
    if isinstance(bericht, Retourbericht):
        return bericht.header.dagtekening_retour
    return bericht.header.bericht_identificatie.dagtekening


def bsns(bericht: Bericht) -> list[str]:
    """Every BSN in a bericht, each once, in document order: none in a JW319, one or more in a JW323."""
    if isinstance(bericht, JW323):
        clienten: tuple[Any, ...] = bericht.declaratie.clienten.client
    elif isinstance(bericht, JW325):
        antwoord = bericht.declaratie_antwoord
        clienten = antwoord.clienten.client if antwoord and antwoord.clienten else ()
    else:
        client = getattr(bericht, "client", None)
        clienten = () if client is None else (client,)
    return list(dict.fromkeys(client.bsn for client in clienten))
