# SPDX-License-Identifier: EUPL-1.2
"""Values that are compared by what they mean and written as they came.

A key is the same key with spaces around it (TR101), and a time may have more decimals than Python counts; whoever gets
it back in a retourbericht must still find what he sent.
"""

from datetime import date, time


class KeyText(str):
    """A text that tells one thing from another, without the white space that stood around it."""

    __slots__ = ("geschreven",)
    geschreven: str


class Tijd(time):
    """A time to the microsecond, written as Python would not. `24:00:00` is the last moment of its day."""

    __slots__ = ("geschreven",)
    geschreven: str


def key_text(text: str) -> str:
    """The key in `text`; a plain str when nothing stands around it."""
    core = text.strip(" \t\r\n")
    if core == text:
        return text
    key = KeyText(core)
    key.geschreven = text
    return key


def tijd(until_the_microsecond: time, text: str) -> time:
    """A time that was written as `text`."""
    otherwise = Tijd.fromisoformat(until_the_microsecond.isoformat())
    otherwise.geschreven = text
    return otherwise


def plain(value: object) -> object:
    """The plain value, as an encoder wants it. Raises TypeError for any other kind of value."""
    if isinstance(value, KeyText):
        return str(value)
    if isinstance(value, Tijd):
        return time.fromisoformat(value.isoformat())
    raise TypeError(type(value).__name__)


# A bare CR in text would be read back as a line feed.
_ESCAPE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def written(value: object) -> str:
    """How a single value stands in XML: as it came, with what XML has another meaning for escaped."""
    if type(value) is str:  # nearly always
        return value.translate(_ESCAPE)
    if isinstance(value, KeyText | Tijd):
        value = value.geschreven
    if isinstance(value, str):
        return value.translate(_ESCAPE)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
