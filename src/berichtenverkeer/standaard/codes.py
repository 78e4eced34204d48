# SPDX-License-Identifier: EUPL-1.2
"""The codes of the standard that the product acts on, each once, under a name.

One class for each code list, whose number its docstring begins with; what each code means is in `codelijsten.py`, in
the words of a user. A code is text: it is compared with, and written as, what stands in a bericht.
"""

from enum import StrEnum


class RedenAfwijzing(StrEnum):
    """WJ759: why a verzoek is rejected."""

    BUITEN_BUDGET = "2"


class VerzoekAntwoord(StrEnum):
    """WJ760."""

    AFGEWEZEN = "1"
