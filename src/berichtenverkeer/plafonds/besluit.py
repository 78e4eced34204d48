# SPDX-License-Identifier: EUPL-1.2
"""The decision (definitions.md 6.3): an ordered list of named steps, of which the first that applies decides. Pure.

To add one, put it in `STEPS` where it belongs: the others stay as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claim import Claim
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek


class Uitkomst(StrEnum):
    """In the words of the definitions."""

    VRIJ = "vrij"
    CRISIS = "crisis"
    GEDWONGEN_KADER = "gedwongen kader"
    TENZIJ = "tenzij"
    PLAFOND_ONBEKEND = "ja (plafond onbekend)"
    NEE_CLIENTENSTOP = "nee (cliëntenstop)"
    NEE_PLAFOND = "nee (plafond)"
    JA = "ja"
    CLAIM_ONBEKEND = "ja (claim onbekend)"
    OVERSCHRIJDING = "overschrijding"

    @property
    def is_refused(self) -> bool:
        """Whether the verzoek is turned down, so that nothing is reserved."""
        return self in (Uitkomst.NEE_CLIENTENSTOP, Uitkomst.NEE_PLAFOND)

    @property
    def passes_stop(self) -> bool:
        """Whether a cliëntenstop is nothing to it."""
        return self in (Uitkomst.VRIJ, Uitkomst.CRISIS, Uitkomst.GEDWONGEN_KADER, Uitkomst.TENZIJ)

    @property
    def holds_room(self) -> bool:
        """Whether room is held for it: a `nee` has none, and what is vrij needs none."""
        return not self.is_refused and self is not Uitkomst.VRIJ


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided on: a `claim`, of which `extra` comes on top of the room that is held already.

    `extra` counts what a tenzij does not cover, also of other claims that it takes their cover from. `room` is what
    is free for it in every plafond that it touches and is known: VRIJ, and what its own reservation gives back.
    `is_refusable`: a verzoek; a toewijzing is always paid. `is_gedekt`: a tenzij covers it. `is_stopped`: a
    cliëntenstop is in force and the client has no running toewijzing or levering there.
    """

    claim: Claim
    extra: Mapping[PlafondKey, int]
    room: Mapping[PlafondKey, int]
    is_refusable: bool
    is_crisis: bool
    is_gedwongen_kader: bool = False
    is_gedekt: bool = False
    is_stopped: bool = False

    @property
    def fits(self) -> bool:
        """Whether it fits in every plafond that it touches and that is known."""
        return all(cents <= max(0, self.room.get(plafond, cents)) for plafond, cents in self.extra.items())

    @property
    def is_plafond_unknown(self) -> bool:
        """Whether a year of it has no plafond, or one that was not booked yet."""
        return self.claim.has_unknown_plafond or bool(self.claim.per_plafond.keys() - self.room.keys())


class Step(NamedTuple):
    """An outcome, and when it applies if none before it did."""

    uitkomst: Uitkomst
    applies: Callable[[Question], bool]


STEPS = (
    Step(Uitkomst.VRIJ, lambda question: question.claim.is_vrij),
    Step(Uitkomst.CRISIS, lambda question: question.is_crisis),
    Step(Uitkomst.GEDWONGEN_KADER, lambda question: question.is_gedwongen_kader),
    Step(Uitkomst.TENZIJ, lambda question: question.is_gedekt),
    Step(Uitkomst.NEE_CLIENTENSTOP, lambda question: question.is_refusable and question.is_stopped),
    Step(Uitkomst.NEE_PLAFOND, lambda question: question.is_refusable and not question.fits),
    Step(Uitkomst.OVERSCHRIJDING, lambda question: not question.fits),
    Step(Uitkomst.PLAFOND_ONBEKEND, lambda question: question.is_plafond_unknown),
    Step(Uitkomst.CLAIM_ONBEKEND, lambda question: question.claim.is_price_unknown),
    Step(Uitkomst.JA, lambda _: True),
)


def besluit(question: Question, steps: Sequence[Step] = STEPS) -> Uitkomst:
    """The outcome of the first step that applies."""
    return next(step.uitkomst for step in steps if step.applies(question))


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided on a claim, and by what: `saldi` are what stood on the plafonds that it touches, just before."""

    key: Claimsleutel
    care: Verzoek | Toewijzing
    question: Question
    uitkomst: Uitkomst
    saldi: tuple[Saldo, ...]

    @classmethod
    def of(
        cls, key: Claimsleutel, care: Verzoek | Toewijzing, question: Question, saldi: Mapping[PlafondKey, Saldo]
    ) -> "Weighed":
        """Decide on `question`, of all that the aanbieder has."""
        plafonds = sorted(question.extra.keys() | question.claim.per_plafond.keys())
        known = tuple(saldi[one] for one in plafonds if one in saldi)
        return cls(key=key, care=care, question=question, uitkomst=besluit(question), saldi=known)
