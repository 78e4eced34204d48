# SPDX-License-Identifier: EUPL-1.2
"""From frozen objects to XML: UTF-8 without BOM, lines ended by CR/LF (OP192)."""

from datetime import date, time
from functools import cache
from typing import Any

from berichtenverkeer.berichten.klasse import Datatype, Klasse
from berichtenverkeer.berichten.letterlijk import Sleuteltekst, Tijd
from berichtenverkeer.berichten.plan import BASISSCHEMA, Veld, velden
from berichtenverkeer.berichten.soorten import Bericht

_EINDE = "\r\n"
# A bare CR in text would be read back as a line feed.
_ONTSNAP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def write(bericht: Bericht, *, compact: bool = False) -> bytes:
    """The bytes of `bericht`; `read(write(x)) == x`, and valid by the schema when the values of `x` are.

    `compact`: no indentation, no prefix for what is most, one line for each thing of which there can be more. For an
    answer: it repeats what it answers, with codes, and may not be larger than the channel takes (OP179).
    """
    soort = bericht.berichtsoort
    eigen = soort.naam.lower()
    voor, ruimte = ("", "xmlns") if compact else (f"{eigen}:", f"xmlns:{eigen}")
    delen = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'{_EINDE}<{voor}Bericht xmlns:ijw="{soort.release.namespace(BASISSCHEMA)}" {ruimte}="{soort.namespace}">',
    ]
    if compact:
        _schrijf_compact(bericht, delen)
    else:
        _schrijf(bericht, eigen, f"{_EINDE}\t", delen)
    delen.append(f"{_EINDE}</{voor}Bericht>{_EINDE}")
    return "".join(delen).encode()


@cache
def _namen(klasse: type[Klasse], eigen: str) -> tuple[tuple[Veld, str], ...]:
    """The fields of a class with the name that each is written under; `eigen` is the prefix of the bericht itself."""
    voor = "ijw:" if issubclass(klasse, Datatype) else f"{eigen}:" if eigen else ""
    return tuple((veld, f"{voor}{veld.element}") for veld in velden(klasse))


def _schrijf(deel: Klasse, eigen: str, regel: str, delen: list[str]) -> None:
    """`regel`: the end of a line and the indentation of the next."""
    for veld, naam in _namen(type(deel), eigen):
        waarde = getattr(deel, veld.attribuut)
        if waarde is None:
            continue
        for een in waarde if veld.herhaalt else (waarde,):
            if veld.klasse is None:
                delen.append(f"{regel}<{naam}>{_tekst(een)}</{naam}>")
            else:
                delen.append(f"{regel}<{naam}>")
                _schrijf(een, eigen, f"{regel}\t", delen)
                delen.append(f"{regel}</{naam}>")


def _schrijf_compact(deel: Klasse, delen: list[str]) -> None:
    for veld, naam in _namen(type(deel), ""):
        waarde = getattr(deel, veld.attribuut)
        if waarde is None:
            continue
        for een in waarde if veld.herhaalt else (waarde,):
            if veld.klasse is None:
                delen.append(f"<{naam}>{_tekst(een)}</{naam}>")
            else:
                delen.append(f"{_EINDE}<{naam}>" if veld.herhaalt else f"<{naam}>")
                _schrijf_compact(een, delen)
                delen.append(f"</{naam}>")


def _tekst(waarde: Any) -> str:
    if isinstance(waarde, Sleuteltekst | Tijd):
        waarde = waarde.geschreven
    if isinstance(waarde, str):
        return waarde.translate(_ONTSNAP)
    if isinstance(waarde, date | time):
        return waarde.isoformat()
    return str(waarde)
