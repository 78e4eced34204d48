# SPDX-License-Identifier: EUPL-1.2
"""The rules of iJw 3.2, one declaration each. Importing the room imports every theme by name, and so fills REGELS."""

from berichtenverkeer.regels import (
    aanlevering,
    addresses,
    antwoord,
    bedragen,
    corrections,
    dates,
    declaratiebericht,
    declaraties,
    external,
    keys,
    meldingen,
    omvang,
    overlap,
    persons,
    prestaties,
    schema,
    tarieven,
    toewijzingen,
    verwijzer,
    verzoeken,
    volume,
    wijziging,
    wijzigingsverzoek,
)
from berichtenverkeer.regels.melding import MELDINGEN, Melding
from berichtenverkeer.regels.regel import REGELS, Regel, Registry, Staat, Verklaring, regel, violations

_BERICHT = (
    *(keys, persons, addresses, dates, overlap, omvang, verwijzer, corrections, antwoord),
    *(wijzigingsverzoek, declaratiebericht, bedragen),
)
_HISTORY = (aanlevering, toewijzingen, verzoeken, wijziging, declaraties, prestaties, volume, tarieven)
THEMES = (schema, *_BERICHT, *_HISTORY, external)
"""Every module that declares rules; a test proves that none is left out. Our own codes are in `meldingen`."""

__all__ = [
    "MELDINGEN",
    "REGELS",
    "THEMES",
    "Melding",
    "Regel",
    "Registry",
    "Staat",
    "Verklaring",
    "meldingen",
    "regel",
    "violations",
]
