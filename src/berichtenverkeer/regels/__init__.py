# SPDX-License-Identifier: EUPL-1.2
"""The rules of iJw 3.2, one declaration each. Importing the room imports every theme by name, and so fills REGELS."""

from berichtenverkeer.regels import (
    adressen,
    antwoord,
    correcties,
    datums,
    omvang,
    overlap,
    personen,
    sleutels,
    verwijzer,
)
from berichtenverkeer.regels.regel import REGELS, Regel, gebroken, regel

THEMAS = (sleutels, personen, adressen, datums, overlap, omvang, verwijzer, correcties, antwoord)
"""Every module that declares rules; a test proves that none is left out."""

__all__ = ["REGELS", "THEMAS", "Regel", "gebroken", "regel"]
