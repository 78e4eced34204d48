# SPDX-License-Identifier: EUPL-1.2
"""Its name, day of force, schemas and berichtsoorten."""

from datetime import date
from pathlib import Path

import msgspec

from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort
from berichtenverkeer.standaard.release import IJW_3_2, Release

OF = date(2026, 5, 1)
RELEASE: Release = msgspec.structs.replace(IJW_3_2, nummer="3.3", schemas=Path(__file__).parent / "schemas", van=OF)
SOORTEN: dict[str, Berichtsoort] = {
    name: msgspec.structs.replace(soort, release=RELEASE) for name, soort in BERICHTSOORTEN.items()
}
