# SPDX-License-Identifier: EUPL-1.2
"""A made-up release beside iJw 3.2, as somebody would add a real one: this folder, and nothing outside it.

A start says whether it is vervolgzorg (one element more in JW305 and JW306), rule CS058 demands that of a first
delivery, and the release is in force from 1 May 2026. All else is taken over from iJw 3.2.
"""

import msgspec

from berichtenverkeer.standaarden import IJW_3_2, Standaard
from ijw_3_3.classes import CLASSES
from ijw_3_3.regels import REGELS
from ijw_3_3.release import RELEASE, SOORTEN

IJW_3_3: Standaard = msgspec.structs.replace(IJW_3_2, release=RELEASE, soorten=SOORTEN, klassen=CLASSES, regels=REGELS)

__all__ = ["IJW_3_3"]
