# SPDX-License-Identifier: EUPL-1.2
"""From frozen objects to XML: UTF-8 without BOM, lines ended by CR/LF (OP192)."""

from datetime import date, time
from functools import cache
from typing import Any

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.letterlijk import Sleuteltekst, Tijd
from berichtenverkeer.berichten.plan import Veld, namespace, prefix, velden
from berichtenverkeer.berichten.soorten import Bericht

_EINDE = "\r\n"
# A bare CR in text would be read back as a line feed.
_ONTSNAP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def write(bericht: Bericht) -> bytes:
    """The bytes of `bericht`; `read(write(x)) == x`, and valid by the schema when the values of `x` are."""
    eigen = prefix(type(bericht))
    regels = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{eigen}:Bericht xmlns:ijw="{namespace("ijw")}" xmlns:{eigen}="{namespace(eigen)}">',
    ]
    _schrijf(bericht, 1, regels)
    regels.append(f"</{eigen}:Bericht>{_EINDE}")
    return _EINDE.join(regels).encode()


@cache
def _namen(klasse: type[Klasse]) -> tuple[tuple[Veld, str], ...]:
    """The fields of a class with the qualified name that each is written under."""
    voor = prefix(klasse)
    return tuple((veld, f"{voor}:{veld.element}") for veld in velden(klasse))


def _schrijf(deel: Klasse, diepte: int, regels: list[str]) -> None:
    inspringing = "\t" * diepte
    for veld, naam in _namen(type(deel)):
        waarde = getattr(deel, veld.attribuut)
        if waarde is None:
            continue
        for een in waarde if veld.herhaalt else (waarde,):
            if veld.klasse is None:
                regels.append(f"{inspringing}<{naam}>{_tekst(een)}</{naam}>")
            else:
                regels.append(f"{inspringing}<{naam}>")
                _schrijf(een, diepte + 1, regels)
                regels.append(f"{inspringing}</{naam}>")


def _tekst(waarde: Any) -> str:
    if isinstance(waarde, Sleuteltekst | Tijd):
        waarde = waarde.geschreven
    if isinstance(waarde, str):
        return waarde.translate(_ONTSNAP)
    if isinstance(waarde, date | time):
        return waarde.isoformat()
    return str(waarde)
