# SPDX-License-Identifier: EUPL-1.2
"""The life of one tenzij (definitions.md 6.4): which step is allowed when, and what it makes of it. Pure.

A tenzij is the fold of its gebeurtenissen; there is no table of it. What it covers is in `dekking.py`.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import FIRST_DAY, LAST_DAY, in_words
from berichtenverkeer.core.errors import Reason
from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    Helft,
    OneTenzijGebeurtenis,
    TenzijAfgewezen,
    TenzijBeeindigd,
    TenzijBevestigd,
    TenzijGevraagd,
    TenzijGewijzigd,
    TenzijIngetrokken,
    TenzijToegekend,
    TenzijVerrekend,
)
from berichtenverkeer.plafonds.written import known_as, wrong_who
from berichtenverkeer.register.stand import RegisterStand

_DAY = timedelta(days=1)


class TenzijStatus(StrEnum):
    """Where it is in its life."""

    GEVRAAGD = "gevraagd"
    TE_BEVESTIGEN = "te bevestigen"
    TOEGEKEND = "toegekend"
    AFGEWEZEN = "afgewezen"
    INGETROKKEN = "ingetrokken"


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What is allowed: care of `product` on the days `van` to `tot`, up to `maximum_cents`. `door` decided it.

    For every product of the categorie when `product` has no code. `tot` before `van`: it covers no day.
    """

    product: Product
    van: date
    tot: date
    maximum_cents: int
    door: str

    def is_about(self, categorie: str | None, code: str | None) -> bool:
        """Whether it is about this product."""
        return categorie == self.product.categorie and self.product.code in (None, code)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A half year of which the amount is fixed, with the corrections of earlier ones that it brought."""

    jaar: int
    helft: Helft
    bedrag_cents: int

    @property
    def last_day(self) -> date:
        """The last day of the half year."""
        return last_day(self.jaar, self.helft)


class Tenzij(msgspec.Struct, frozen=True, kw_only=True):
    """As it is after its last step.

    `verzoek` is what was asked. `geldt` is what is allowed, `wacht` what a second user has to confirm; `besloten_op` is
    the day of the last decision, `verrekend` what was settled of it in all, half year by half year.
    """

    verzoek: TenzijGevraagd
    status: TenzijStatus = TenzijStatus.GEVRAAGD
    geldt: Grant | None = None
    wacht: Grant | None = None
    besloten_op: date | None = None
    verrekend: tuple[Settled, ...] = ()

    @property
    def id(self) -> UUID:
        """What it is known by."""
        return self.verzoek.tenzij_id

    @property
    def is_open(self) -> bool:
        """Whether nobody decided on it yet for good, and who asked still does."""
        return self.status in (TenzijStatus.GEVRAAGD, TenzijStatus.TE_BEVESTIGEN)

    @property
    def is_weak(self) -> bool:
        """Whether a ground was not given, or no alternatief was asked: to grant it is possible, and marked."""
        asked = self.verzoek
        return not (asked.kan_niet_wachten and asked.alleen_hier and asked.alternatieven)

    @property
    def settled_cents(self) -> int:
        """What was settled of it in all."""
        return sum(one.bedrag_cents for one in self.verrekend)

    @property
    def settled_through(self) -> date | None:
        """The last day of what was settled; None when nothing was."""
        return max((one.last_day for one in self.verrekend), default=None)

    def settled_of(self, jaar: int, helft: Helft) -> int | None:
        """What was settled of a half year, later corrections included; None when it was not yet."""
        own = [one.bedrag_cents for one in self.verrekend if (one.jaar, one.helft) == (jaar, helft)]
        return sum(own) if own else None


def decide_before(asked: TenzijGevraagd, register: RegisterStand) -> tuple[date, int]:
    """The last day to decide on a request, after so many working days: the term of the day of asking."""
    werkdagen = register.parameters(asked.op).tenzij_beslistermijn_werkdagen
    return werkdag_after(asked.op, werkdagen), werkdagen


def last_day(jaar: int, helft: Helft) -> date:
    """Of a half year."""
    return date(jaar, 6, 30) if helft == 1 else date(jaar, 12, 31)


def fold(tenzijs: dict[UUID, Tenzij], gebeurtenis: OneTenzijGebeurtenis) -> None:
    """Add one step to what is known; one on a tenzij that is not here leaves no trace."""
    if isinstance(gebeurtenis, TenzijGevraagd):
        tenzijs.setdefault(gebeurtenis.tenzij_id, Tenzij(verzoek=gebeurtenis))
    elif (old := tenzijs.get(gebeurtenis.tenzij_id)) is not None:
        tenzijs[old.id] = after(old, gebeurtenis)


def folded(gebeurtenissen: Iterable[OneTenzijGebeurtenis]) -> dict[UUID, Tenzij]:
    """What these add up to, in ledger order."""
    tenzijs: dict[UUID, Tenzij] = {}
    for gebeurtenis in gebeurtenissen:
        fold(tenzijs, gebeurtenis)
    return tenzijs


def after(old: Tenzij, gebeurtenis: OneTenzijGebeurtenis) -> Tenzij:
    """After a step that `faults` allowed."""
    match gebeurtenis:
        case TenzijGevraagd():
            return old
        case TenzijToegekend() | TenzijGewijzigd():
            return _decided(old, gebeurtenis)
        case TenzijBevestigd():
            confirmed = msgspec.structs.replace(old, status=TenzijStatus.TOEGEKEND, geldt=old.wacht, wacht=None)
            return msgspec.structs.replace(confirmed, besloten_op=gebeurtenis.op)
        case TenzijAfgewezen():
            status = TenzijStatus.AFGEWEZEN if old.geldt is None else old.status
            return msgspec.structs.replace(old, status=status, wacht=None, besloten_op=gebeurtenis.op)
        case TenzijBeeindigd():
            assert old.geldt is not None, "granted"
            geldt = msgspec.structs.replace(old.geldt, tot=gebeurtenis.vanaf - _DAY, door=gebeurtenis.door)
            return msgspec.structs.replace(old, geldt=geldt, wacht=None, besloten_op=gebeurtenis.op)
        case TenzijIngetrokken():
            return msgspec.structs.replace(old, status=TenzijStatus.INGETROKKEN, wacht=None)
        case TenzijVerrekend():
            return msgspec.structs.replace(old, verrekend=(*old.verrekend, *_settled(gebeurtenis)))
        case _:
            assert_never(gebeurtenis)


def _decided(old: Tenzij, gebeurtenis: TenzijToegekend | TenzijGewijzigd) -> Tenzij:
    grant = _grant(old, gebeurtenis)
    if gebeurtenis.te_bevestigen:
        status = TenzijStatus.TE_BEVESTIGEN if old.geldt is None else old.status
        return msgspec.structs.replace(old, status=status, wacht=grant)
    return msgspec.structs.replace(
        old, status=TenzijStatus.TOEGEKEND, geldt=grant, wacht=None, besloten_op=gebeurtenis.op
    )


def _grant(old: Tenzij, gebeurtenis: TenzijToegekend | TenzijGewijzigd) -> Grant:
    if isinstance(gebeurtenis, TenzijToegekend):
        product, van = gebeurtenis.product, gebeurtenis.van
    else:
        assert old.geldt is not None, "granted"
        product, van = old.geldt.product, old.geldt.van
    return Grant(
        product=product,
        van=van,
        tot=gebeurtenis.tot,
        maximum_cents=gebeurtenis.maximum_cents,
        door=gebeurtenis.door,
    )


def _settled(gebeurtenis: TenzijVerrekend) -> Iterator[Settled]:
    yield Settled(jaar=gebeurtenis.jaar, helft=gebeurtenis.helft, bedrag_cents=gebeurtenis.bedrag_cents)
    for one in gebeurtenis.correcties:
        yield Settled(jaar=one.jaar, helft=one.helft, bedrag_cents=one.bedrag_cents)


# -- what is allowed


def is_more(old: Tenzij, maximum_cents: int, tot: date) -> bool:
    """Whether a decision gives more than is allowed now: only that may need a second user."""
    return old.geldt is None or maximum_cents > old.geldt.maximum_cents or tot > old.geldt.tot


def faults(old: Tenzij | None, gebeurtenis: OneTenzijGebeurtenis) -> list[Reason]:
    """Why this step cannot be taken now: all reasons at once. Empty when it can."""
    found = list(wrong_who(gebeurtenis.door))
    if isinstance(gebeurtenis, TenzijGevraagd):
        return [*found, *_asked_before(old), *_wrong_request(gebeurtenis)]
    if old is None:
        return [*found, Reason("id", "Deze tenzij is er niet.", "Controleer het nummer.")]
    return [*found, *_wrong_step(old, gebeurtenis)]


def _wrong_step(old: Tenzij, gebeurtenis: OneTenzijGebeurtenis) -> Iterator[Reason]:
    match gebeurtenis:
        case TenzijGevraagd():
            pass
        case TenzijToegekend():
            yield from _not_open(old)
            yield from _wrong_grant(gebeurtenis)
            yield from _less_than_settled(old, gebeurtenis.maximum_cents, gebeurtenis.tot)
        case TenzijAfgewezen():
            if old.wacht is None:
                yield from _not_open(old)
        case TenzijIngetrokken():
            yield from _not_open(old)
            if gebeurtenis.partij != old.verzoek.partij:
                yield Reason("id", "Een ander vroeg deze tenzij.", "Alleen wie haar vroeg, kan het verzoek intrekken.")
        case TenzijGewijzigd():
            yield from _not_granted(old)
            yield from _wrong_amount(gebeurtenis.maximum_cents)
            yield from _wrong_change(old, gebeurtenis)
        case TenzijBeeindigd():
            yield from _not_granted(old)
            yield from _wrong_end(old, gebeurtenis)
        case TenzijBevestigd():
            yield from _wrong_confirmation(old, gebeurtenis)
        case TenzijVerrekend():
            yield from _not_granted(old)
            yield from _wrong_settlement(old, gebeurtenis)
        case _:
            assert_never(gebeurtenis)


def _asked_before(old: Tenzij | None) -> Iterator[Reason]:
    if old is not None:
        yield Reason("id", "Deze tenzij is al gevraagd.", "Zoek haar op in de lijst.")


def _wrong_request(gebeurtenis: TenzijGevraagd) -> Iterator[Reason]:
    yield from _wrong_grant(gebeurtenis)
    yield from asks_itself(gebeurtenis.aanbieder, gebeurtenis.alternatieven)
    if len(set(gebeurtenis.alternatieven)) < len(gebeurtenis.alternatieven):
        yield Reason("alternatieven", "Een alternatief staat er twee keer bij.", "Noem elke aanbieder een keer.")


def asks_itself(aanbieder: str, alternatieven: Collection[str]) -> Iterator[Reason]:
    """Whoever asks a tenzij is no alternatief for it."""
    if aanbieder in alternatieven:
        yield Reason("alternatieven", "De aanbieder zelf staat bij de alternatieven.", "Noem alleen anderen.")


def _wrong_grant(gebeurtenis: TenzijGevraagd | TenzijToegekend) -> Iterator[Reason]:
    yield from _wrong_amount(gebeurtenis.maximum_cents)
    if gebeurtenis.product.categorie is None:
        yield Reason("categorie", "Er staat geen product of categorie bij.", "Noem ten minste een categorie.")
    yield from wrong_period(gebeurtenis.van, gebeurtenis.tot)
    yield from far_day("van", gebeurtenis.van)
    yield from far_day("tot", gebeurtenis.tot)


def wrong_period(van: date, tot: date) -> Iterator[Reason]:
    """One that ends before it begins."""
    if tot < van:
        yield Reason("tot", f"De laatste dag ({in_words(tot)}) ligt voor de eerste ({in_words(van)}).", "Keer om.")


def far_day(field: str, op: date) -> Iterator[Reason]:
    """Beyond the calendar."""
    if not FIRST_DAY <= op <= LAST_DAY:
        yield Reason(
            field,
            f"Met {in_words(op)} wordt niet gerekend.",
            f"Kies een dag van {in_words(FIRST_DAY)} tot en met {in_words(LAST_DAY)}.",
        )


def _wrong_amount(maximum_cents: int) -> Iterator[Reason]:
    if maximum_cents <= 0:
        yield Reason("maximum_cents", "Het maximum moet meer dan 0 euro zijn.", "Wijs af, of noem een bedrag.")


def _not_open(old: Tenzij) -> Iterator[Reason]:
    if not old.is_open:
        yield Reason("id", f"Op deze tenzij is al besloten: zij is {old.status}.", "Wijzig haar, of vraag een nieuwe.")


def _not_granted(old: Tenzij) -> Iterator[Reason]:
    if old.geldt is None:
        yield Reason("id", f"Deze tenzij is niet toegekend: zij is {old.status}.", "Besluit eerst op het verzoek.")


def _wrong_change(old: Tenzij, gebeurtenis: TenzijGewijzigd) -> Iterator[Reason]:
    yield from _less_than_settled(old, gebeurtenis.maximum_cents, gebeurtenis.tot)
    yield from far_day("tot", gebeurtenis.tot)
    if old.geldt is not None and gebeurtenis.tot < old.geldt.van:
        yield Reason("tot", f"De laatste dag ligt voor de eerste ({in_words(old.geldt.van)}).", "Beëindig haar liever.")


def _wrong_end(old: Tenzij, gebeurtenis: TenzijBeeindigd) -> Iterator[Reason]:
    yield from far_day("vanaf", gebeurtenis.vanaf)
    through = old.settled_through
    if old.geldt is not None and gebeurtenis.vanaf > old.geldt.tot:
        yield Reason(
            "vanaf", f"De tenzij loopt maar tot en met {in_words(old.geldt.tot)}.", "Er valt niets te beëindigen."
        )
    elif through is not None and gebeurtenis.vanaf <= through:
        yield Reason("vanaf", f"Tot en met {in_words(through)} is er verrekend.", "Kies een latere dag.")


def _wrong_confirmation(old: Tenzij, gebeurtenis: TenzijBevestigd) -> Iterator[Reason]:
    if old.wacht is None:
        yield Reason("id", "Er is bij deze tenzij niets te bevestigen.", "Zoek haar op in de lijst.")
        return
    yield from _less_than_settled(old, old.wacht.maximum_cents, old.wacht.tot)
    if known_as(gebeurtenis.door) == known_as(old.wacht.door):
        yield Reason("door", "Wie het besluit nam, kan het niet zelf bevestigen.", "Laat een tweede het bevestigen.")


def _wrong_settlement(old: Tenzij, gebeurtenis: TenzijVerrekend) -> Iterator[Reason]:
    if old.settled_of(gebeurtenis.jaar, gebeurtenis.helft) is not None:
        yield Reason("helft", "Dit halfjaar is al verrekend.", "Corrigeer het in het volgende halfjaar.")
    if any(old.settled_of(one.jaar, one.helft) is None for one in gebeurtenis.correcties):
        yield Reason("correcties", "Een correctie gaat over een halfjaar dat niet is verrekend.", "Verreken dat eerst.")
    of_now = gebeurtenis.bedrag_cents + sum(one.bedrag_cents for one in gebeurtenis.correcties)
    if gebeurtenis.bedrag_cents < 0 or old.settled_cents + of_now < 0:
        yield Reason("bedrag_cents", "Een bedrag is minder dan niets.", "Noem bedragen van 0 of meer.")
    if old.geldt is not None and old.settled_cents + of_now > old.geldt.maximum_cents:
        left = old.geldt.maximum_cents - old.settled_cents
        yield Reason("bedrag_cents", f"Dit is {of_now} cent; van het maximum is nog {left} cent over.", "Verlaag het.")


def _less_than_settled(old: Tenzij, maximum_cents: int, tot: date) -> Iterator[Reason]:
    """A decision never goes backwards over what was settled."""
    through = old.settled_through
    if maximum_cents < old.settled_cents:
        yield Reason("maximum_cents", f"Er is al {old.settled_cents} cent verrekend.", "Kies geen lager maximum.")
    if through is not None and old.geldt is not None and tot < min(through, old.geldt.tot):
        yield Reason("tot", f"Tot en met {in_words(through)} is er verrekend.", "Kies geen eerdere laatste dag.")
