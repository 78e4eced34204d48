# SPDX-License-Identifier: EUPL-1.2
"""What stands in the way of a step of a cliëntenstop: each yields nothing when nothing does, and all are asked."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from msgspec import UNSET

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import Reason
from berichtenverkeer.gateway.stop_forms import (
    OF_A_GRANT,
    StopAsked,
    StopDecided,
    late_day,
    one_part,
    only_with_a_grant,
)
from berichtenverkeer.plafonds.stops import Clientenstop, Status
from berichtenverkeer.register.rows import Gemeente, Perceel, Segment
from berichtenverkeer.register.stand import RegisterStand


class Step(NamedTuple):
    """What is known when a step is taken, with everything of the aanbieder standing still."""

    grootboek: Grootboek
    register: RegisterStand
    today: date
    stops: Sequence[Clientenstop]


def unknown(step: Step, aanbieder: str) -> Iterator[Reason]:
    """No aanbieder of today."""
    if not step.register.is_aanbieder(aanbieder, step.today):
        yield Reason("aanbieder", "Deze aanbieder staat vandaag niet in het register.", "Controleer de AGB-code.")


def scope(step: Step, scope: StopAsked) -> Iterator[Reason]:
    """What it is about is not there, or its first day cannot be."""
    yield from one_part(scope.perceel, scope.segment)
    if scope.perceel is not None and not _has(step, Perceel, "perceel", scope.perceel):
        yield Reason("perceel", "Dit perceel staat vandaag niet in het register.", "Controleer de code.")
    if scope.segment is not None and not _has(step, Segment, "segment", scope.segment):
        yield Reason("segment", "Dit segment staat vandaag niet in het register.", "Controleer de code.")
    if scope.gemeente is not None and not _has(step, Gemeente, "gemeente", scope.gemeente):
        yield Reason("gemeente", "Deze gemeente doet vandaag niet mee in de regio.", "Controleer de CBS-code.")
    yield from day(step, "van", scope.van)


def _has(step: Step, soort: type[Perceel | Segment | Gemeente], field: str, code: str) -> bool:
    return any(getattr(row, field) == code and row.is_valid(step.today) for row in step.register.rows(soort))


def day(step: Step, field: str, op: date) -> Iterator[Reason]:
    """A day that cannot be chosen any more, or is beyond the calendar."""
    if op < step.today:
        yield Reason(
            field, f"{in_words(op)} ligt voor vandaag ({in_words(step.today)}).", "Kies vandaag of een latere dag."
        )
    yield from late_day(field, op)


def double(step: Step, scope: StopAsked, besides: UUID | None = None) -> Iterator[Reason]:
    """The same scope is granted already, or asked by another than the one that is decided on (`besides`).

    A stop that ends is no obstacle to one from that day on.
    """
    same = (scope.perceel or "", scope.segment or "", scope.gemeente or "")
    for one in step.stops:
        if one.stop_id == besides or (one.perceel, one.segment, one.gemeente) != same:
            continue
        is_held = one.status(step.today) in (Status.COMING, Status.IN_FORCE)
        if one.status(step.today) is Status.ASKED and besides is None:
            yield Reason(
                "aanbieder",
                f"Voor dit deel loopt al een aanvraag, van {in_words(one.gevraagd_op)}.",
                "Wacht op het besluit, of besluit daarop.",
            )
        elif is_held and (one.opgeheven_vanaf is None or scope.van < one.opgeheven_vanaf):
            yield Reason(
                "van",
                f"Voor dit deel is al een stop toegekend, vanaf {in_words(one.van)}.",
                "Hef die eerst op, of kies een dag erna.",
            )


def decided(stop: Clientenstop) -> Iterator[Reason]:
    """There was a decision already."""
    if stop.besloten_op is not None:
        yield Reason(
            "id",
            f"Op deze aanvraag is al besloten, op {in_words(stop.besloten_op)}.",
            "Vraag een nieuwe stop aan, of hef deze op.",
        )


def without(decided: StopDecided) -> Iterator[Reason]:
    """What only goes with a grant."""
    for field in OF_A_GRANT:
        if (given := getattr(decided, field)) is not UNSET:
            yield from only_with_a_grant(field, decided.besluit, given)


def not_lifted(stop: Clientenstop) -> Iterator[Reason]:
    """There is nothing to lift."""
    if not stop.is_toegekend:
        yield Reason("id", "Deze stop is niet toegekend; er is niets op te heffen.", "Besluit eerst op de aanvraag.")
    elif stop.opgeheven_op is not None:
        yield Reason(
            "id",
            f"Deze stop is al opgeheven, vanaf {in_words(stop.opgeheven_vanaf or stop.opgeheven_op)}.",
            "Vraag zo nodig een nieuwe stop aan.",
        )
