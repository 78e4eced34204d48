# SPDX-License-Identifier: EUPL-1.2
"""The rules of iJw 3.2, one declaration each. Importing the room imports every theme by name, and so fills REGELS."""

from berichtenverkeer.regels import (
    aanlevering,
    adressen,
    antwoord,
    bedragen,
    correcties,
    datums,
    declaratiebericht,
    declaraties,
    extern,
    meldingen,
    omvang,
    overlap,
    personen,
    prestaties,
    schema,
    sleutels,
    tarieven,
    toewijzingen,
    verwijzer,
    verzoeken,
    volume,
    wijziging,
    wijzigingsverzoek,
)
from berichtenverkeer.regels.melding import MELDINGEN, Melding
from berichtenverkeer.regels.regel import REGELS, Regel, Registry, Staat, Verklaring, gebroken, regel

_BERICHT = (
    *(sleutels, personen, adressen, datums, overlap, omvang, verwijzer, correcties, antwoord),
    *(wijzigingsverzoek, declaratiebericht, bedragen),
)
_HISTORIE = (aanlevering, toewijzingen, verzoeken, wijziging, declaraties, prestaties, volume, tarieven)
THEMAS = (schema, *_BERICHT, *_HISTORIE, extern)
"""Every module that declares rules; a test proves that none is left out. Our own codes are in `meldingen`."""

__all__ = [
    "MELDINGEN",
    "REGELS",
    "THEMAS",
    "Melding",
    "Regel",
    "Registry",
    "Staat",
    "Verklaring",
    "gebroken",
    "meldingen",
    "regel",
]
