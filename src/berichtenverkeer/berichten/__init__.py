# SPDX-License-Identifier: EUPL-1.2
"""The berichten of iJw 3.2 as frozen types, read from XML and written to it."""

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.lezen import Leesfout, Leesplek, read
from berichtenverkeer.berichten.plekken import alle, elk, volgorde
from berichtenverkeer.berichten.schrijven import write
from berichtenverkeer.berichten.soorten import KLASSEN, Bericht, Retourbericht, soort

__all__ = [
    "KLASSEN",
    "Bericht",
    "Klasse",
    "Leesfout",
    "Leesplek",
    "Retourbericht",
    "alle",
    "elk",
    "read",
    "soort",
    "volgorde",
    "write",
]
