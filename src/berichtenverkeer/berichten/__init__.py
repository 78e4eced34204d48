# SPDX-License-Identifier: EUPL-1.2
"""The berichten of iJw 3.2 as frozen types, read from XML and written to it."""

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
from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.lezen import Leesfout, Leesplek, read
from berichtenverkeer.berichten.plekken import alle, elk, volgorde, waar
from berichtenverkeer.berichten.schrijven import write
from berichtenverkeer.berichten.soorten import (
    KLASSEN,
    Bericht,
    Retourbericht,
    dagtekening,
    identificatie,
    overgenomen,
    soort,
)

__all__ = [
    "JW301",
    "JW302",
    "JW305",
    "JW306",
    "JW307",
    "JW308",
    "JW315",
    "JW316",
    "JW317",
    "JW318",
    "JW319",
    "JW320",
    "JW323",
    "JW325",
    "KLASSEN",
    "Bericht",
    "Klasse",
    "Leesfout",
    "Leesplek",
    "Retourbericht",
    "alle",
    "dagtekening",
    "elk",
    "identificatie",
    "overgenomen",
    "read",
    "soort",
    "volgorde",
    "waar",
    "write",
]
