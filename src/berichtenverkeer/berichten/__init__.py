# SPDX-License-Identifier: EUPL-1.2
"""The berichten of iJw 3.2 as frozen types, read from XML and written to it."""

from berichtenverkeer.berichten.class_ import Class
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
from berichtenverkeer.berichten.kinds import (
    CLASSES,
    Bericht,
    Retourbericht,
    dagtekening,
    identificatie,
    soort,
    taken_over,
)
from berichtenverkeer.berichten.plekken import each, every, volgorde, where
from berichtenverkeer.berichten.reading import ReadError, ReadingPlace, read
from berichtenverkeer.berichten.writing import write

__all__ = [
    "CLASSES",
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
    "Bericht",
    "Class",
    "ReadError",
    "ReadingPlace",
    "Retourbericht",
    "dagtekening",
    "each",
    "every",
    "identificatie",
    "read",
    "soort",
    "taken_over",
    "volgorde",
    "where",
    "write",
]
