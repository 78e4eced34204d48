# SPDX-License-Identifier: EUPL-1.2
"""The half-yearly settlement of tenzij's with an aanbieder (definitions.md 6.4): asked, answered, settled. Pure.

What is settled is production: what was approved under a tenzij, of ProductPerioden that begin in the half year. It is
fixed then; what moves afterwards is a line of the next settlement.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.core.errors import Reason
from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    Correctie,
    HalfjaarGebeurtenis,
    Helft,
    Hoeveelheid,
    Opgaveregel,
    TenzijGebeurtenis,
    TenzijOpgegeven,
    TenzijUitgevraagd,
    TenzijVerrekend,
    Uitvraagregel,
)
from berichtenverkeer.plafonds.dekking import Use
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.tenzij import Tenzij, last_day
from berichtenverkeer.plafonds.written import wrong_who
from berichtenverkeer.projections.declaraties import Prestatie


class Halfjaar(msgspec.Struct, frozen=True, order=True):
    """January to June, or July to December."""

    jaar: int
    helft: Helft

    @property
    def first_day(self) -> date:
        return date(self.jaar, 1 if self.helft == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        return last_day(self.jaar, self.helft)

    def __str__(self) -> str:
        return f"{'januari tot en met juni' if self.helft == 1 else 'juli tot en met december'} {self.jaar}"


def halfjaar_of(day: date) -> Halfjaar:
    """The one that a day is in."""
    return Halfjaar(day.year, 1 if day.month <= 6 else 2)


class Used(msgspec.Struct, frozen=True):
    """A use of a tenzij by an approved prestatie."""

    tenzij: UUID
    cents: int
    prestatie: Prestatie


class Productie(msgspec.Struct, frozen=True):
    """What was approved under a tenzij in a half year: in cents, and the volume of the prestaties, whole."""

    bedrag_cents: int = 0
    volumes: tuple[Hoeveelheid, ...] = ()


_NOTHING = Productie()

Producties = Mapping[tuple[UUID, Halfjaar], Productie]


def approved_uses(uses: Iterable[Use], prestaties: Iterable[Prestatie]) -> Iterator[Used]:
    """Of all uses those by approved prestaties, which are here (of one aanbieder)."""
    by_reference = {one.referentie: one for one in prestaties}
    for use in uses:
        if use.slice.rekening is Rekening.REALISATIE and use.slice.referentie is not None:
            yield Used(UUID(use.tenzij), use.cents, by_reference[use.slice.referentie])


def producties(used: Iterable[Used]) -> Producties:
    """By tenzij and half year: that in which the ProductPeriode begins."""
    cents: dict[tuple[UUID, Halfjaar], int] = {}
    of: dict[tuple[UUID, Halfjaar], dict[str, Prestatie]] = {}
    for one in used:
        key = one.tenzij, halfjaar_of(one.prestatie.begindatum)
        cents[key] = cents.get(key, 0) + one.cents
        of.setdefault(key, {})[one.prestatie.referentie] = one.prestatie
    return {key: Productie(cents[key], _volumes(of[key].values())) for key in cents}


def _volumes(prestaties: Iterable[Prestatie]) -> tuple[Hoeveelheid, ...]:
    summed: dict[str, int] = {}
    for one in prestaties:
        summed[one.eenheid] = summed.get(one.eenheid, 0) + one.volume
    return tuple(Hoeveelheid(eenheid, summed[eenheid]) for eenheid in sorted(summed))


# -- what is asked, and what is settled


def uitvraagregels(
    half: Halfjaar, tenzijs: Iterable[Tenzij], known: Producties, asked: Collection[UUID] = ()
) -> tuple[Uitvraagregel, ...]:
    """A line for each tenzij that holds on a day of the half year, was used in it, or moved after it was settled.

    Not for those in `asked`: they have a line already.
    """
    lines = (_regel(half, one, known) for one in tenzijs if one.id not in asked and one.geldt is not None)
    return tuple(line for line in lines if line is not None)


def _regel(half: Halfjaar, tenzij: Tenzij, known: Producties) -> Uitvraagregel | None:
    assert tenzij.geldt is not None, "granted"
    now, moved = known.get((tenzij.id, half), _NOTHING), correcties(half, tenzij, known)
    holds = tenzij.geldt.van <= min(half.last_day, tenzij.geldt.tot) and tenzij.geldt.tot >= half.first_day
    if not (holds or now.bedrag_cents or moved):
        return None
    return Uitvraagregel(tenzij_id=tenzij.id, volumes=now.volumes, bedrag_cents=now.bedrag_cents, correcties=moved)


def correcties(half: Halfjaar, tenzij: Tenzij, known: Producties) -> tuple[Correctie, ...]:
    """By how much other half years moved after they were settled."""
    settled = sorted({Halfjaar(one.jaar, one.helft) for one in tenzij.verrekend} - {half})
    moved = ((one, gewijzigd(one, tenzij, known)) for one in settled)
    return tuple(Correctie(one.jaar, one.helft, cents) for one, cents in moved if cents)


def gewijzigd(half: Halfjaar, tenzij: Tenzij, known: Producties) -> int | None:
    """By how much a half year moved after it was settled; None when it was not."""
    settled = tenzij.settled_of(half.jaar, half.helft)
    return None if settled is None else known.get((tenzij.id, half), _NOTHING).bedrag_cents - settled


def bedrag(half: Halfjaar, tenzij: Tenzij, known: Producties) -> int:
    """What is settled of a half year unless the opdrachtgever fixes another amount: at most what is left."""
    assert tenzij.geldt is not None, "granted"
    moved = sum(one.bedrag_cents for one in correcties(half, tenzij, known))
    left = tenzij.geldt.maximum_cents - tenzij.settled_cents - moved
    return max(0, min(known.get((tenzij.id, half), _NOTHING).bedrag_cents, left))


# -- where it stands


class Verrekeningstatus(StrEnum):
    """How far a settlement is."""

    UITGEVRAAGD = "uitgevraagd"
    OPGEGEVEN = "opgegeven"
    VERREKEND = "verrekend"


class Verrekening(msgspec.Struct, frozen=True, kw_only=True):
    """One uitvraag with what became of it: the answer of the aanbieder, and what was settled, by tenzij."""

    uitvraag: TenzijUitgevraagd
    opgave: TenzijOpgegeven | None = None
    verrekend: Mapping[UUID, TenzijVerrekend] = {}

    @property
    def id(self) -> UUID:
        return self.uitvraag.uitvraag_id

    @property
    def half(self) -> Halfjaar:
        return Halfjaar(self.uitvraag.jaar, self.uitvraag.helft)

    @property
    def tenzijs(self) -> list[UUID]:
        """In the order of its lines."""
        return [one.tenzij_id for one in self.uitvraag.regels]

    @property
    def status(self) -> Verrekeningstatus:
        """How far it is."""
        if self.verrekend:
            return Verrekeningstatus.VERREKEND
        return Verrekeningstatus.UITGEVRAAGD if self.opgave is None else Verrekeningstatus.OPGEGEVEN


def folded(steps: Iterable[TenzijGebeurtenis]) -> list[Verrekening]:
    """What these add up to, in ledger order; steps of one tenzij that settle nothing count for nothing here."""
    found: dict[UUID, Verrekening] = {}
    for step in steps:
        match step:
            case TenzijUitgevraagd():
                found[step.uitvraag_id] = Verrekening(uitvraag=step)
            case TenzijOpgegeven():
                old = found[step.uitvraag_id]
                found[old.id] = msgspec.structs.replace(old, opgave=step)
            case TenzijVerrekend():
                for old in [one for one in found.values() if _is_line(one, step)]:
                    found[old.id] = msgspec.structs.replace(old, verrekend={**old.verrekend, step.tenzij_id: step})
            case _:
                pass
    return list(found.values())


def _is_line(one: Verrekening, step: TenzijVerrekend) -> bool:
    return one.half == Halfjaar(step.jaar, step.helft) and step.tenzij_id in one.tenzijs


UNEXPLAINED_VOLUME = Reason("regels", "Bij een ander volume staat geen reden.", "Schrijf erbij waarom het anders is.")


def faults(
    old: Verrekening | None, step: HalfjaarGebeurtenis, asked: Iterable[Verrekening] = (), why: Collection[UUID] = ()
) -> Iterator[Reason]:
    """Why this cannot be asked or answered now, all at once. `why`: of which lines the answer says why."""
    yield from wrong_who(step.door)
    half = Halfjaar(step.jaar, step.helft)
    match step:
        case TenzijUitgevraagd():
            if step.op <= half.last_day:
                yield Reason(
                    "helft", f"Dit halfjaar loopt tot en met {in_words(half.last_day)}.", "Vraag het daarna uit."
                )
            if not step.regels:
                done = any(one.half == half for one in asked)
                what = "is al uitgevraagd; er kwam niets bij" if done else "heeft deze aanbieder geen tenzij"
                yield Reason("helft", f"Over {half} {what}.", "Bekijk de lijst van verrekeningen.")
        case TenzijOpgegeven():
            assert old is not None, "asked"
            yield from _wrong_answer(old, step.regels, why)


def _wrong_answer(old: Verrekening, regels: Iterable[Opgaveregel], why: Collection[UUID]) -> Iterator[Reason]:
    if old.verrekend:
        yield Reason("id", "Dit halfjaar is al verrekend.", "Wat daarna wijzigt, komt in de volgende verrekening.")
    elif old.opgave is not None:
        yield Reason("id", f"De opgave is al gedaan, op {in_words(old.opgave.op)}.", "Overleg met de opdrachtgever.")
    lines = [one.tenzij_id for one in regels]
    if set(lines) - set(old.tenzijs):
        yield Reason("regels", "Een regel gaat over een tenzij die niet is uitgevraagd.", "Laat die regel weg.")
    yield from named_twice(lines)
    if {one.tenzij_id for one in regels if one.volumes is not None} - set(why):
        yield UNEXPLAINED_VOLUME
    if any(one.volume < 0 for regel in regels for one in regel.volumes or ()):
        yield Reason("regels", "Een volume is minder dan niets.", "Noem volumes van 0 of meer.")


def named_twice(tenzijs: Sequence[UUID]) -> Iterator[Reason]:
    """More than one line about a tenzij."""
    if len(set(tenzijs)) < len(tenzijs):
        yield Reason("regels", "Een tenzij staat er twee keer bij.", "Noem elke tenzij een keer.")


def not_to_settle(old: Verrekening, today: date) -> Iterator[Reason]:
    """Why this cannot be settled now."""
    if old.verrekend:
        yield Reason("id", "Dit halfjaar is al verrekend; dat wijzigt niet meer.", "Wijzigingen komen in het volgende.")
    elif old.opgave is None and today <= old.uitvraag.antwoord_voor:
        until = old.uitvraag.antwoord_voor
        yield Reason("id", f"De aanbieder kan nog opgave doen, tot en met {in_words(until)}.", "Wacht daarop.")
