# SPDX-License-Identifier: EUPL-1.2
"""Which clocks there are: who owes what, within which term, by which rule (decision 072)."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

DAYS_PER_WEEK = 7


class Kind(StrEnum):
    """The kinds of clock."""

    RETOURBERICHT = "retourbericht"
    DECLARATIEANTWOORD = "declaratieantwoord"
    ANTWOORD_VERZOEK = "antwoord-verzoek"
    ANTWOORD_WIJZIGING = "antwoord-wijziging"
    EINDANTWOORD = "eindantwoord"
    WOONPLAATSBEGINSEL = "woonplaatsbeginsel"
    START = "start"
    STOP = "stop"
    STOP_VERWACHT = "stop-verwacht"
    TENZIJBESLUIT = "tenzij-besluit"
    TENZIJOPGAVE = "tenzij-opgave"
    SIGNAALGESPREK = "signaal-gesprek"
    SIGNAALBESLUIT = "signaal-besluit"


OPDRACHTGEVER = "opdrachtgever"
"""Who decides on money: in the place of a code of a party, as it need not be in the register."""


class Termijn(msgspec.Struct, frozen=True, kw_only=True):
    """A term, in working days or in whole weeks. `regels` are codes of the standard; a signaal has none of its own.

    A clock of money has neither: its last day stands with it (geldklokken.py).

    `is_achteraf`: only the bericht that settles it tells that there was an obligation, so it is never seen open.
    """

    werkdagen: int | None = None
    weken: int | None = None
    regels: tuple[str, ...] = ()
    is_signaal: bool = False
    is_achteraf: bool = False

    @property
    def tekst(self) -> str:
        """`5 werkdagen`."""
        return in_werkdagen(self.werkdagen) if self.werkdagen is not None else f"{self.weken} weken"


def in_werkdagen(count: int) -> str:
    """A term in words."""
    return f"{count} werkdagen"


TERMIJNEN: Mapping[Kind, Termijn] = {
    Kind.RETOURBERICHT: Termijn(werkdagen=3, regels=("OP090",)),
    Kind.DECLARATIEANTWOORD: Termijn(werkdagen=10, regels=("OP090x4",)),
    Kind.ANTWOORD_VERZOEK: Termijn(werkdagen=5, regels=("OP274",)),
    Kind.ANTWOORD_WIJZIGING: Termijn(werkdagen=5, regels=("OP346",)),
    Kind.EINDANTWOORD: Termijn(weken=8, regels=("OP274", "OP346")),
    Kind.WOONPLAATSBEGINSEL: Termijn(weken=2, regels=("OP359",), is_achteraf=True),
    Kind.START: Termijn(werkdagen=5, regels=("OP271",), is_achteraf=True),
    Kind.STOP: Termijn(werkdagen=5, regels=("OP272",), is_achteraf=True),
    # No obligation of the standard: care may go on without a stop, but then a new toewijzing is due.
    Kind.STOP_VERWACHT: Termijn(werkdagen=5, is_signaal=True),
    Kind.TENZIJBESLUIT: Termijn(),
    Kind.TENZIJOPGAVE: Termijn(),
    Kind.SIGNAALGESPREK: Termijn(),
    Kind.SIGNAALBESLUIT: Termijn(),
}

OF_SIGNALEN = frozenset({Kind.SIGNAALGESPREK, Kind.SIGNAALBESLUIT})
"""To know these is a question to all boekingen (decision 138)."""

OF_TENZIJS = frozenset({Kind.TENZIJBESLUIT, Kind.TENZIJOPGAVE})


assert set(TERMIJNEN) == set(Kind), "every kind has a term"
