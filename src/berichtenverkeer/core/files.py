# SPDX-License-Identifier: EUPL-1.2
"""Where schemas/, migrations/ and deploy/ are: at the top of a checkout, or beside the code in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def bestand(name: str) -> Path:
    """The path of a shipped file or folder, for example `schemas/ijw-3.2`.

    Raises FileNotFoundError when neither the checkout nor the wheel has it.
    """
    for above in (_PACKAGE / "_bestanden", _PACKAGE.parent.parent):
        pad = above / name
        if pad.exists():
            return pad
    raise FileNotFoundError(name)
