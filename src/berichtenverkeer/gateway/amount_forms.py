# SPDX-License-Identifier: EUPL-1.2
"""What is asked about the plafonds of a year: worked out anew, spread, or as if they were others; with its bounds."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import msgspec

from berichtenverkeer.core.errors import Reason
from berichtenverkeer.core.money import MAX_CENTS
from berichtenverkeer.gateway.json_form import Rules
from berichtenverkeer.gateway.stop_forms import Agb
from berichtenverkeer.register.checks import complaints
from berichtenverkeer.register.fields import plain_factor
from berichtenverkeer.register.rows import Plafond

Jaar = Annotated[int, msgspec.Meta(ge=2015, le=2100, description="van 2015 tot en met 2100")]
Norm = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?\Z", description="een getal met een punt, zoals 0.8")
]
Part = Annotated[
    str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{0,50}\Z", description="hooguit 50 leesbare tekens; leeg: het geheel")
]
Cents = Annotated[int, msgspec.Meta(ge=0, le=MAX_CENTS, description="centen, niet minder dan 0")]


class _Form(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What all of them share."""


class _WithNorm(_Form, frozen=True, kw_only=True):
    norm: Norm | None = None

    @property
    def factor(self) -> Decimal | None:
        """The norm as the register has it."""
        return None if self.norm is None else plain_factor(Decimal(self.norm))


def _later(jaar: int, basisjaar: int | None) -> Iterator[Reason]:
    if basisjaar is not None and basisjaar >= jaar:
        yield Reason("basisjaar", f"Het basisjaar ligt niet voor {jaar}.", "Kies een eerder basisjaar.")


class VoorstelVraag(_WithNorm, frozen=True, kw_only=True):
    """From which year, and by which norm: None for that of the register."""

    basisjaar: Jaar

    RULES: ClassVar[Rules] = {("jaar", "basisjaar"): _later}


class VerdelingVraag(_Form, frozen=True, kw_only=True):
    """How much, and how it is spread."""

    bedrag_cents: Annotated[int, msgspec.Meta(ge=-MAX_CENTS, le=MAX_CENTS, description="in centen")]
    wijze: Literal["gelijk", "naar rato"] = "gelijk"


class OtherPlafond(_WithNorm, frozen=True, kw_only=True):
    """One plafond as a row of plafonds.csv: an amount, or a norm (with its base), or none at all."""

    aanbieder: Agb
    perceel: Part | None = None
    segment: Part | None = None
    bedrag_cents: Cents | None = None
    basisjaar: Jaar | None = None
    basis_cents: Cents | None = None
    zonder_plafond: bool = False

    @classmethod
    def of(cls, row: Plafond) -> "OtherPlafond":
        """A row of a file as what is asked."""
        fields = {name: getattr(row, name) for name in cls.__struct_fields__}
        return cls(**fields | {"norm": None if row.norm is None else f"{row.norm:f}"})

    def row(self, jaar: int) -> Plafond:
        """As a register row of that year."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        fields |= {"perceel": self.perceel or "", "segment": self.segment or "", "norm": self.factor}
        return Plafond(**fields, jaar=jaar, geldig_van=date(jaar, 1, 1), geldig_tot=date(jaar, 12, 31))


def _one_way(
    norm: str | None, basisjaar: int | None, verdeling: VerdelingVraag | None, plafonds: Sequence[OtherPlafond] | None
) -> Iterator[Reason]:
    ways = [norm is not None or basisjaar is not None, verdeling is not None, plafonds is not None]
    if sum(ways) != 1:
        count = "op geen" if not any(ways) else "op meer dan een"
        action = "Noem een norm, een basisjaar of beide; of een verdeling; of plafonds."
        yield Reason("", f"Hier staat {count} manier hoe de plafonds anders worden.", action)


def _wrong_rows(jaar: int, plafonds: Sequence[OtherPlafond] | None) -> Iterator[Reason]:
    """What a load of them would complain of."""
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(one.row(jaar) for one in plafonds or ()):
        place = f"plafonds[{number}]"
        yield from (Reason(f"{place}.{field}", text, action) for field, text, action in complaints(row))
        if (key := (row.aanbieder, row.perceel, row.segment)) in seen:
            yield Reason(place, "Dit plafond staat er twee keer in.", "Noem het een keer.")
        seen.add(key)


class WatAlsVraag(_WithNorm, frozen=True, kw_only=True):
    """How the plafonds of a year would be others, in one of three ways; what is not named keeps its amount.

    By a norm: None for that of the register, and by a base year: None for the base that each plafond has. By a
    verdeling of an amount. Or row by row.
    """

    basisjaar: Jaar | None = None
    verdeling: VerdelingVraag | None = None
    plafonds: list[OtherPlafond] | None = None

    RULES: ClassVar[Rules] = {
        ("norm", "basisjaar", "verdeling", "plafonds"): _one_way,
        ("jaar", "basisjaar"): _later,
        ("jaar", "plafonds"): _wrong_rows,
    }
