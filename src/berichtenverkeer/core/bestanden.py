# SPDX-License-Identifier: EUPL-1.2
"""Where schemas/, migrations/ and deploy/ are: at the top of a checkout, or beside the code in an installed wheel."""

from pathlib import Path

_PAKKET = Path(__file__).resolve().parent.parent


def bestand(naam: str) -> Path:
    """The path of a shipped file or folder, for example `schemas/ijw-3.2`.

    Raises FileNotFoundError when neither the checkout nor the wheel has it.
    """
    for boven in (_PAKKET / "_bestanden", _PAKKET.parent.parent):
        pad = boven / naam
        if pad.exists():
            return pad
    raise FileNotFoundError(naam)
