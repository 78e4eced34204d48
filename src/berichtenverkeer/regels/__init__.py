# SPDX-License-Identifier: EUPL-1.2
"""The rules of iJw 3.2, one declaration each. Importing the room imports every theme by name, and so fills REGELS."""

from berichtenverkeer.regels.regel import REGELS, Regel, gebroken, regel

__all__ = ["REGELS", "Regel", "gebroken", "regel"]
