# SPDX-License-Identifier: EUPL-1.2
"""What is said of cliëntenstops, to the use cases and by them."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from berichtenverkeer.core.clock import LAST_DAY, in_words
from berichtenverkeer.core.errors import Reason
from berichtenverkeer.gateway.json_form import Rules
from berichtenverkeer.ledger.gebeurtenissen.stops import Grond
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds.stops import Clientenstop, Status

Agb = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{8}\Z", description="een AGB-code van acht cijfers")]
Cbs = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z", description="een CBS-code van vier cijfers")]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=50, description="een code uit het register")]
Text = Annotated[str, msgspec.Meta(max_length=4000, description="hooguit 4000 tekens")]


def one_part(perceel: str | None, segment: str | None) -> Iterator[Reason]:
    """A scope is a perceel, a segment or the whole."""
    if perceel is not None and segment is not None:
        yield Reason("segment", "Een stop geldt voor een perceel of voor een segment.", "Noem er een van beide.")


def late_day(field: str, op: date) -> Iterator[Reason]:
    """Beyond the calendar."""
    if op > LAST_DAY:
        yield Reason(
            field,
            f"{in_words(op)} ligt na de laatste dag waarmee wordt gerekend.",
            f"Kies een dag tot en met {in_words(LAST_DAY)}.",
        )


def only_with_a_grant(field: str, besluit: str, _given: object) -> Iterator[Reason]:
    """What is not said with a rejection."""
    if besluit == "afgewezen":
        yield Reason(field, "Dit hoort niet bij een afwijzing.", "Laat het weg, of ken toe.")


OF_A_GRANT = ("perceel", "segment", "gemeente", "van", "grond")
"""What a StopDecided has beside the decision and why."""


class StopAsked(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A stop that is asked for, wished from the day `van`. None: of all percelen and segmenten, of all gemeenten."""

    aanbieder: Agb
    perceel: Code | None = None
    segment: Code | None = None
    gemeente: Cbs | None = None
    van: date
    grond: Grond
    toelichting: Text = ""

    RULES: ClassVar[Rules] = {("perceel", "segment"): one_part, ("van",): partial(late_day, "van")}


class StopDecided(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is decided on it: granted, for so far as nothing else is said as it was asked, or turned down."""

    besluit: Literal["toegekend", "afgewezen"]
    perceel: Code | UnsetType | None = UNSET
    segment: Code | UnsetType | None = UNSET
    gemeente: Cbs | UnsetType | None = UNSET
    van: date | UnsetType = UNSET
    grond: Grond | UnsetType = UNSET
    toelichting: Text = ""

    RULES: ClassVar[Rules] = {
        **{("besluit", field): partial(only_with_a_grant, field) for field in OF_A_GRANT},
        ("perceel", "segment"): one_part,
        ("van",): partial(late_day, "van"),
    }

    def on(self, stop: Clientenstop) -> "StopAsked":
        """What it comes to for this stop."""
        return StopAsked(
            aanbieder=stop.aanbieder,
            perceel=(stop.perceel or None) if self.perceel is UNSET else self.perceel,
            segment=(stop.segment or None) if self.segment is UNSET else self.segment,
            gemeente=(stop.gemeente or None) if self.gemeente is UNSET else self.gemeente,
            van=stop.van if self.van is UNSET else self.van,
            grond=stop.grond if self.grond is UNSET else self.grond,
        )


class StopLifted(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """That it holds no longer from the day `vanaf` on."""

    vanaf: date
    toelichting: Text = ""

    RULES: ClassVar[Rules] = {("vanaf",): partial(late_day, "vanaf")}


class StopQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which stops; None: whatever. `op`: where each stands on that day, by default the day of K."""

    aanbieder: str | None = None
    gemeente: str | None = None
    status: Status | None = None
    op: date | None = None
    na: int = 0
    limiet: int = 50


class Stopregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One stop with where it stands; without money, so that everybody in the region may see it.

    A stop holds from `van` until before `opgeheven_vanaf`; None for perceel, segment or gemeente: all of them.
    """

    id: UUID
    aanbieder: str
    naam: str | None
    perceel: str | None
    segment: str | None
    gemeente: str | None
    status: Status
    grond: Grond
    gevraagd_op: date
    van: date
    besloten_op: date | None
    opgeheven_op: date | None
    opgeheven_vanaf: date | None


class StopView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One stop as known at `k`, on the day `op`, with what was written at each step.

    `aanvraag`, `besluit` and `opheffing` are None for who is neither the region nor the aanbieder himself, where
    nothing was written, and when the data key of the month was destroyed.
    """

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    op: date
    register_versie: int
    stop: Stopregel
    aanvraag: str | None
    besluit: str | None
    opheffing: str | None


class StopListing(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of stops as known at `k`, on the day `op`; `volgende` is the `na` of the next one."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    op: date
    register_versie: int
    stops: list[Stopregel]
    volgende: int | None
