# SPDX-License-Identifier: EUPL-1.2
"""Text of others (a name in the register, a reason in a bericht) as it may stand in any form: one line, and no more."""

import re

LONGEST = 200
"""More characters than this of one text nobody reads in a table; a file has all of them."""

_BREAK = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What breaks a line, or drives a terminal."""
_HIDDEN = re.compile("[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff]+")
"""What turns the text around it, or is no character that XML may hold."""


def plain(text: str) -> str:
    """One line of what can be seen."""
    if text.isascii() and text.isprintable():  # most texts are, and a set of reports has millions
        return text
    return _HIDDEN.sub("", _BREAK.sub(" ", text))


def cut(text: str) -> str:
    """The same, as long as somebody reads."""
    line = plain(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
