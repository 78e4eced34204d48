# SPDX-License-Identifier: EUPL-1.2
"""The rules of iJw 3.2, one declaration each. Importing the room imports every theme by name, and so fills REGELS."""

from berichtenverkeer.regels import (
    aanlevering,
    adressen,
    antwoord,
    correcties,
    datums,
    extern,
    omvang,
    overlap,
    personen,
    schema,
    sleutels,
    toewijzingen,
    verwijzer,
    verzoeken,
)
from berichtenverkeer.regels.regel import REGELS, Regel, Staat, Verklaring, gebroken, regel

_BERICHT = (sleutels, personen, adressen, datums, overlap, omvang, verwijzer, correcties, antwoord)
_HISTORIE = (aanlevering, toewijzingen, verzoeken)
THEMAS = (schema, *_BERICHT, *_HISTORIE, extern)
"""Every module that declares rules; a test proves that none is left out."""

__all__ = ["REGELS", "THEMAS", "Regel", "Staat", "Verklaring", "gebroken", "regel"]
