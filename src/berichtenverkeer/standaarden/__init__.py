# SPDX-License-Identifier: EUPL-1.2
"""A standard and its release as one value, and the standards that a gateway speaks beside each other."""

from berichtenverkeer.standaarden.ijw_3_2 import IJW_3_2
from berichtenverkeer.standaarden.standaard import Standaard, Standaarden

STANDAARDEN = Standaarden(IJW_3_2)
"""What a gateway speaks that is told nothing else: `open_gateway` takes others."""

__all__ = ["IJW_3_2", "STANDAARDEN", "Standaard", "Standaarden"]
