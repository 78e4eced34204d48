# SPDX-License-Identifier: EUPL-1.2
"""The life of one tenzij (definitions.md 6.4): which step is allowed when, and what it makes of it. Pure.

A tenzij is the fold of its gebeurtenissen; there is no table of it. What it covers is in `dekking.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never
from uuid import UUID

import msgspec

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


def faults(old: Tenzij | None, gebeurtenis: OneTenzijGebeurtenis) -> list[str]:
    """Why this step cannot be taken now, in Dutch: all reasons at once. Empty when it can."""
    found = [] if gebeurtenis.door.strip() else ["Er staat niet bij wie dit doet: vul een functie of gebruiker in."]
    if isinstance(gebeurtenis, TenzijGevraagd):
        return found + ([] if old is None else ["Deze tenzij is al gevraagd."]) + _wrong_request(gebeurtenis)
    if old is None:
        return [*found, "Deze tenzij is er niet."]
    return [*found, *_wrong_step(old, gebeurtenis)]


def _wrong_step(old: Tenzij, gebeurtenis: OneTenzijGebeurtenis) -> list[str]:
    match gebeurtenis:
        case TenzijGevraagd():
            return []
        case TenzijToegekend():
            return [*_not_open(old), *_wrong_grant(gebeurtenis), *_over_settled(old, gebeurtenis)]
        case TenzijAfgewezen():
            return [] if old.wacht is not None else _not_open(old)
        case TenzijIngetrokken():
            is_other = gebeurtenis.partij != old.verzoek.partij
            other = ["Alleen wie de tenzij vroeg, kan het verzoek intrekken."] if is_other else []
            return [*_not_open(old), *other]
        case TenzijGewijzigd():
            return [*_not_granted(old), *_wrong_amount(gebeurtenis.maximum_cents), *_wrong_change(old, gebeurtenis)]
        case TenzijBeeindigd():
            return [*_not_granted(old), *_wrong_end(old, gebeurtenis)]
        case TenzijBevestigd():
            return _wrong_confirmation(old, gebeurtenis)
        case TenzijVerrekend():
            return [*_not_granted(old), *_wrong_settlement(old, gebeurtenis)]
        case _:
            assert_never(gebeurtenis)


def _wrong_request(gebeurtenis: TenzijGevraagd) -> list[str]:
    found = _wrong_grant(gebeurtenis)
    if gebeurtenis.aanbieder in gebeurtenis.alternatieven:
        found.append("De aanbieder zelf staat bij de alternatieven die zijn gevraagd.")
    if len(set(gebeurtenis.alternatieven)) < len(gebeurtenis.alternatieven):
        found.append("Een alternatief staat er twee keer bij.")
    return found


def _wrong_grant(gebeurtenis: TenzijGevraagd | TenzijToegekend) -> list[str]:
    found = _wrong_amount(gebeurtenis.maximum_cents)
    if gebeurtenis.product.categorie is None:
        found.append("Er staat geen product of categorie bij.")
    if gebeurtenis.tot < gebeurtenis.van:
        found.append(f"De laatste dag ({gebeurtenis.tot}) ligt voor de eerste ({gebeurtenis.van}).")
    return found


def _wrong_amount(maximum_cents: int) -> list[str]:
    return [] if maximum_cents > 0 else ["Het maximum moet meer dan 0 euro zijn."]


def _not_open(old: Tenzij) -> list[str]:
    if old.status in (TenzijStatus.GEVRAAGD, TenzijStatus.TE_BEVESTIGEN):
        return []
    return [f"Op deze tenzij is al besloten: zij is {old.status}."]


def _not_granted(old: Tenzij) -> list[str]:
    return [] if old.geldt is not None else [f"Deze tenzij is niet toegekend: zij is {old.status}."]


def _wrong_change(old: Tenzij, gebeurtenis: TenzijGewijzigd) -> list[str]:
    found = _over_settled(old, gebeurtenis)
    if old.geldt is not None and gebeurtenis.tot < old.geldt.van:
        found.append(f"De laatste dag ({gebeurtenis.tot}) ligt voor de eerste ({old.geldt.van}): beëindig haar.")
    return found


def _wrong_end(old: Tenzij, gebeurtenis: TenzijBeeindigd) -> list[str]:
    if old.geldt is not None and gebeurtenis.vanaf > old.geldt.tot:
        return [f"De tenzij loopt maar tot en met {old.geldt.tot}: er valt niets te beëindigen."]
    through = old.settled_through
    if through is not None and gebeurtenis.vanaf <= through:
        return [f"Tot en met {through} is er verrekend: een eerdere dag kan niet meer."]
    return []


def _wrong_confirmation(old: Tenzij, gebeurtenis: TenzijBevestigd) -> list[str]:
    if old.wacht is None:
        return ["Er is bij deze tenzij niets te bevestigen."]
    found = _less_than_settled(old, old.wacht.maximum_cents, old.wacht.tot)
    if _who(gebeurtenis.door) == _who(old.wacht.door):
        found.append("Wie het besluit nam, kan het niet zelf bevestigen: dat doet een tweede.")
    return found


def _wrong_settlement(old: Tenzij, gebeurtenis: TenzijVerrekend) -> list[str]:
    found = []
    if old.settled_of(gebeurtenis.jaar, gebeurtenis.helft) is not None:
        found.append("Dit halfjaar is al verrekend; dat bedrag wijzigt niet meer.")
    if any(old.settled_of(one.jaar, one.helft) is None for one in gebeurtenis.correcties):
        found.append("Een correctie gaat over een halfjaar dat nog niet is verrekend.")
    of_now = gebeurtenis.bedrag_cents + sum(one.bedrag_cents for one in gebeurtenis.correcties)
    if gebeurtenis.bedrag_cents < 0 or old.settled_cents + of_now < 0:
        found.append("Een bedrag is minder dan niets.")
    if old.geldt is not None and old.settled_cents + of_now > old.geldt.maximum_cents:
        left = old.geldt.maximum_cents - old.settled_cents
        found.append(f"Van het maximum is nog {left} cent over; dit is {of_now} cent.")
    return found


def _over_settled(old: Tenzij, gebeurtenis: TenzijToegekend | TenzijGewijzigd) -> list[str]:
    return _less_than_settled(old, gebeurtenis.maximum_cents, gebeurtenis.tot)


def _less_than_settled(old: Tenzij, maximum_cents: int, tot: date) -> list[str]:
    """A decision never goes backwards over what was settled."""
    found, through = [], old.settled_through
    if maximum_cents < old.settled_cents:
        found.append(f"Er is al {old.settled_cents} cent verrekend: een lager maximum kan niet meer.")
    if through is not None and old.geldt is not None and tot < min(through, old.geldt.tot):
        found.append(f"Tot en met {through} is er verrekend: een eerdere laatste dag kan niet meer.")
    return found


def _who(door: str) -> str:
    """However it was typed."""
    return " ".join(door.split()).casefold()
