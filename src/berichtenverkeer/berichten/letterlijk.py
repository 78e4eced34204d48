# SPDX-License-Identifier: EUPL-1.2
"""Values that are compared by what they mean and written as they came.

A key is the same key with spaces around it (TR101), and a time may have more decimals than Python counts; whoever gets
it back in a retourbericht must still find what he sent.
"""

from datetime import time


class Sleuteltekst(str):
    """A text that tells one thing from another, without the white space that stood around it."""

    __slots__ = ("geschreven",)
    geschreven: str


class Tijd(time):
    """A time to the microsecond, written as Python would not. `24:00:00` is the last moment of its day."""

    __slots__ = ("geschreven",)
    geschreven: str


def sleuteltekst(tekst: str) -> str:
    """The key in `tekst`; a plain str when nothing stands around it."""
    kern = tekst.strip(" \t\r\n")
    if kern == tekst:
        return tekst
    sleutel = Sleuteltekst(kern)
    sleutel.geschreven = tekst
    return sleutel


def tijd(tot_de_microseconde: time, tekst: str) -> time:
    """A time that was written as `tekst`."""
    anders = Tijd.fromisoformat(tot_de_microseconde.isoformat())
    anders.geschreven = tekst
    return anders


def gewoon(waarde: object) -> object:
    """The plain value, as an encoder wants it. Raises TypeError for any other kind of value."""
    if isinstance(waarde, Sleuteltekst):
        return str(waarde)
    if isinstance(waarde, Tijd):
        return time.fromisoformat(waarde.isoformat())
    raise TypeError(type(waarde).__name__)
