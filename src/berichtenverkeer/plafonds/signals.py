# SPDX-License-Identifier: EUPL-1.2
"""A plafond of which much is used (definitions.md 6.5): a question to the boekingen, and what was done about it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.signals import SignaalBesloten, SignaalBesproken, Signaalgebeurtenis
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.stand import RegisterStand

_SIGNALEN = query("plafonds", "signalen")
_STEPS = query("plafonds", "signaalstappen")


class Signaal(msgspec.Struct, frozen=True, kw_only=True):
    """From the boeking at position `sinds`, of day `dag`, until that of day `tot` (None: it goes on).

    `claims_cents` of `plafond_cents` were used when it began. The terms are those of the days that they count from:
    that of the besluit is known with the gesprek.
    """

    plafond: PlafondKey
    sinds: int
    dag: date
    tot: date | None
    claims_cents: int
    plafond_cents: int
    gesprek_werkdagen: int
    besluit_werkdagen: int | None = None
    gesprek: SignaalBesproken | None = None
    besluit: SignaalBesloten | None = None

    @property
    def about(self) -> tuple[PlafondKey, int]:
        """What its steps name it by."""
        return self.plafond, self.sinds

    @property
    def gesprek_before(self) -> date:
        """The last day in time for the gesprek."""
        return werkdag_after(self.dag, self.gesprek_werkdagen)

    @property
    def besluit_before(self) -> date | None:
        """The same for the besluit; None before there was a gesprek."""
        if self.gesprek is None or self.besluit_werkdagen is None:
            return None
        return werkdag_after(self.gesprek.dag, self.besluit_werkdagen)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.tot is None and self.besluit is None


def with_steps(
    signalen: Iterable[Signaal], steps: Iterable[Signaalgebeurtenis], register: RegisterStand
) -> list[Signaal]:
    """Each signaal with the first gesprek and the first besluit about it."""
    held: dict[tuple[PlafondKey, int], SignaalBesproken] = {}
    decided: dict[tuple[PlafondKey, int], SignaalBesloten] = {}
    for step in steps:
        about = PlafondKey(step.aanbieder, step.jaar, step.perceel, step.segment), step.sinds
        if isinstance(step, SignaalBesproken):
            held.setdefault(about, step)
        else:
            decided.setdefault(about, step)
    return [_with(one, held.get(one.about), decided.get(one.about), register) for one in signalen]


def _with(
    one: Signaal, gesprek: SignaalBesproken | None, besluit: SignaalBesloten | None, register: RegisterStand
) -> Signaal:
    werkdagen = register.parameters(gesprek.dag).besluittermijn_werkdagen if gesprek else None
    return msgspec.structs.replace(one, gesprek=gesprek, besluit=besluit, besluit_werkdagen=werkdagen)


async def signalen_at(
    grootboek: Grootboek, k: int, jaar: int | None, register: RegisterStand, aanbieder: str | None = None
) -> list[Signaal]:
    """All of a year (None: of every year), as known at `k`, by plafond and in order."""
    thresholds = {date.min: Parameters(geldig_van=date.min).signaaldrempel_procent}
    for row in register.rows(Parameters):
        thresholds[row.geldig_van] = row.signaaldrempel_procent
    rows = await grootboek.fetch(_SIGNALEN, k, jaar, aanbieder, list(thresholds), list(thresholds.values()))
    found = [
        Signaal(
            plafond=PlafondKey(row["aanbieder"], row["jaar"], row["perceel"], row["segment"]),
            sinds=row["sinds"],
            dag=row["dag"],
            tot=row["tot"],
            claims_cents=int(row["gebruik"]),
            plafond_cents=int(row["bedrag"]),
            gesprek_werkdagen=register.parameters(row["dag"]).gesprekstermijn_werkdagen,
        )
        for row in rows
    ]
    steps = [gebeurtenissen.read(*row) for row in await grootboek.fetch(_STEPS, k)]
    return with_steps(found, (step for step in steps if isinstance(step, Signaalgebeurtenis)), register)
