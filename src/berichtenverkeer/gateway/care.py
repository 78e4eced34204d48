# SPDX-License-Identifier: EUPL-1.2
"""A toewijzing as its aanbieder knows it, and what of it was delivered in a month."""

from collections.abc import Sequence
from datetime import date

import msgspec

from berichtenverkeer.berichten import JW301
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.codes import Eenheid, Frequentie


class Care(msgspec.Struct, frozen=True):
    """A toewijzing with what was started on it and what was declared; `bericht` is the last JW301 that has it.

    None when its content was destroyed.
    """

    toewijzing: Toewijzing
    started: Sequence[Levering]
    declared: Sequence[Prestatie]
    bericht: JW301 | None

    @property
    def levering(self) -> Levering | None:
        """What runs on it: started, and not ended for good."""
        return next((one for one in self.started if one.einde is None), None)


class Billable(msgspec.Struct, frozen=True, kw_only=True):
    """What was delivered on a toewijzing in a month: `begin` to `end`, as far as the toewijzing has them (TR388).

    `offered` is the volume to begin with: that of the month before, else what was assigned; None when there is nothing
    to say, or the month was declared already (`before`).
    """

    care: Care
    begin: date
    end: date
    code: str
    eenheid: str
    tarief_cents: int | None
    offered: int | None
    before: Sequence[Prestatie]

    @property
    def nummer(self) -> int:
        """Of its toewijzing: by what it is told apart in one declaratie."""
        return self.care.toewijzing.nummer

    @property
    def name(self) -> str:
        """Of its field in a form."""
        return f"volume-{self.nummer}"

    def cents(self, volume: int) -> int | None:
        """What so much of it costs; None without a tarief."""
        if self.eenheid == Eenheid.EURO:
            return volume
        return None if self.tarief_cents is None else volume * self.tarief_cents


def billable(every: Sequence[Care], begin: date, end: date, register: RegisterStand) -> list[Billable]:
    """What of this care was delivered in the month from `begin` to `end`: started, and not ended before it."""
    found = (_billable(care, begin, end, register) for care in every)
    return [one for one in found if one is not None]


def _billable(care: Care, begin: date, end: date, register: RegisterStand) -> Billable | None:
    row = care.toewijzing
    first, last = max(begin, row.ingangsdatum), min(end, row.einddatum or end)
    spans = [(max(first, one.begindatum), min(last, _stopped(one) or last)) for one in care.started]
    days = sum((until - since).days + 1 for since, until in spans if since <= until)
    if not days or row.categorie is None:
        return None
    earlier = [one for one in care.declared if one.einddatum < begin]
    code = row.code or (earlier[-1].code if earlier else "")
    kept = register.has_price_of_ingangsdatum(row.categorie, code, row.ingangsdatum)
    prices = register.tarieven(row.aanbieder, row.categorie, code, row.ingangsdatum if kept else first)
    per_eenheid = {one.eenheid: one.tarief_cents for one in prices}
    eenheid = row.eenheid or (earlier[-1].eenheid if earlier else next(iter(per_eenheid), ""))
    before = [one for one in care.declared if one.begindatum <= end and one.einddatum >= begin]
    offered = None if before else earlier[-1].volume if earlier else _assigned(row, days)
    return Billable(
        care=care,
        begin=first,
        end=last,
        code=code,
        eenheid=eenheid,
        tarief_cents=per_eenheid.get(eenheid),
        offered=offered,
        before=before,
    )


def _stopped(levering: Levering) -> date | None:
    return levering.einde or levering.tijdelijk_einde


def _assigned(row: Toewijzing, days: int) -> int | None:
    """How much was assigned for so many days; of a total nobody can say how much of it is in one month."""
    match row.frequentie:
        case Frequentie.PER_DAG:
            return (row.volume or 0) * days
        case Frequentie.PER_WEEK:
            return (row.volume or 0) * days // 7
        case Frequentie.PER_MAAND:
            return row.volume
        case _:
            return None
