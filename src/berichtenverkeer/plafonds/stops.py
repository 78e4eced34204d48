# SPDX-License-Identifier: EUPL-1.2
"""The cliëntenstop (definitions.md 6.5): what became of each, which hold on a day, and whom they keep out. Pure."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.stops import (
    ClientenstopBesloten,
    ClientenstopGevraagd,
    ClientenstopOpgeheven,
    Grond,
    Stopgebeurtenis,
)
from berichtenverkeer.projections.hervattingen import last_days
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand

Zorg = tuple[str | None, str | None, date]
"""Care that is asked for: categorie, code, and the day on which it is placed."""


class Status(StrEnum):
    """Where a stop is on a day."""

    ASKED = "gevraagd"
    REJECTED = "afgewezen"
    COMING = "aanstaand"
    IN_FORCE = "geldt"
    LIFTED = "opgeheven"


TO_COME_OR_IN_FORCE = frozenset({Status.ASKED, Status.COMING, Status.IN_FORCE})
"""Where a stop is that keeps clients out, or may come to do so."""


class Clientenstop(msgspec.Struct, frozen=True):
    """One stop, as it is after its last step. An empty `perceel`, `segment` or `gemeente`: all of them.

    `van` is the first day that is wished, and once it was granted that on which it holds; `opgeheven_vanaf` the first
    on which it holds no longer. A stop can be lifted before it began.
    """

    stop_id: UUID
    aanbieder: str
    perceel: str
    segment: str
    gemeente: str
    grond: Grond
    gevraagd_op: date
    van: date
    besloten_op: date | None = None
    is_toegekend: bool = False
    opgeheven_op: date | None = None
    opgeheven_vanaf: date | None = None

    def status(self, op: date) -> Status:
        """Where it is on that day, as known now."""
        if self.besloten_op is None:
            return Status.ASKED
        if not self.is_toegekend:
            return Status.REJECTED
        if self.opgeheven_vanaf is not None and self.opgeheven_vanaf <= max(op, self.van):
            return Status.LIFTED
        return Status.IN_FORCE if self.van <= op else Status.COMING

    def is_in_force(self, op: date) -> bool:
        """Whether it keeps new clients out on that day."""
        return self.status(op) is Status.IN_FORCE

    def is_about(self, register: RegisterStand, gemeente: str, zorg: Iterable[Zorg]) -> bool:
        """Whether any of this care, for this gemeente, is in its scope."""
        if self.gemeente not in ("", gemeente):
            return False
        if not self.perceel and not self.segment:
            return True
        return any(self._holds(register, *one) for one in zorg)

    def _holds(self, register: RegisterStand, categorie: str | None, code: str | None, op: date) -> bool:
        product = register.product(categorie, code, op) if categorie is not None else None
        if product is None:
            return False
        return self.segment in ("", product.segment) and self.perceel in ("", product.perceel)


def after_step(old: Clientenstop | None, gebeurtenis: Stopgebeurtenis) -> Clientenstop:
    """The stop after one step more: the one fold, of a decision that is taken and of a rebuild."""
    match gebeurtenis:
        case ClientenstopGevraagd():
            assert old is None, "asked once"
            return Clientenstop(
                stop_id=gebeurtenis.stop_id,
                aanbieder=gebeurtenis.aanbieder,
                perceel=gebeurtenis.perceel,
                segment=gebeurtenis.segment,
                gemeente=gebeurtenis.gemeente,
                grond=gebeurtenis.grond,
                gevraagd_op=gebeurtenis.dag,
                van=gebeurtenis.van,
            )
        case ClientenstopBesloten():
            assert old is not None, "asked first"
            return msgspec.structs.replace(
                old,
                perceel=gebeurtenis.perceel,
                segment=gebeurtenis.segment,
                gemeente=gebeurtenis.gemeente,
                grond=gebeurtenis.grond,
                van=gebeurtenis.van or old.van,
                besloten_op=gebeurtenis.dag,
                is_toegekend=gebeurtenis.van is not None,
            )
        case ClientenstopOpgeheven():
            assert old is not None, "granted first"
            return msgspec.structs.replace(old, opgeheven_op=gebeurtenis.dag, opgeheven_vanaf=gebeurtenis.vanaf)
        case _:
            assert_never(gebeurtenis)


class Stops:
    """The stops in force on the day of receipt, at the aanbieders that a batch is about."""

    def __init__(self, today: date, stops: Iterable[Clientenstop] = ()) -> None:
        self._today = today
        self._per_aanbieder: dict[str, list[Clientenstop]] = {}
        for one in stops:
            if one.is_in_force(today):
                self._per_aanbieder.setdefault(one.aanbieder, []).append(one)

    def asking(self, who: Iterable[tuple[str, bytes]]) -> frozenset[bytes]:
        """Of (aanbieder, client) the clients whose toewijzingen must be known: those who ask where a stop holds."""
        return frozenset(client for aanbieder, client in who if aanbieder in self._per_aanbieder)

    def keep_out(
        self,
        register: RegisterStand,
        stand: Stand,
        care: Verzoek | Toewijzing,
        zorg: Collection[Zorg],
        since: int | None = None,
    ) -> bool:
        """Whether a stop is about this care, which is for `zorg`, and its client is new at the aanbieder.

        `since` is the first position of the JW301 that brought it: what that changed itself is no running care.
        """
        stops = self._per_aanbieder.get(care.aanbieder, ())
        if not any(one.is_about(register, care.gemeente, zorg) for one in stops):
            return False
        return not is_running(stand, care.client, care.aanbieder, self._today, since)


def is_running(stand: Stand, client: bytes, aanbieder: str, op: date, since: int | None = None) -> bool:
    """Whether a client has a running toewijzing or levering at an aanbieder, of whatever gemeente.

    Toewijzingen as they were before position `since`: a bericht that assigns care makes nobody a running client.
    """
    if any(one.aanbieder == aanbieder and one.is_current(op) for one in _before(stand, client, since)):
        return True
    own = [one for one in stand.leveringen(client) if one.aanbieder == aanbieder]
    return any(end is None or end >= op for end in last_days(own).values())


def _before(stand: Stand, client: bytes, since: int | None) -> Iterator[Toewijzing]:
    was: dict[tuple[str, int], Toewijzing | None] = {}
    for one in reversed(stand.wijzigingen):
        if since is None or one.positie < since:
            break
        if isinstance(one.rij, Toewijzing) and not one.is_bevestigd:
            was[one.rij.gemeente, one.rij.nummer] = one.oud if isinstance(one.oud, Toewijzing) else None
    for now in stand.toewijzingen(client):
        then = was.get((now.gemeente, now.nummer), now)
        if then is not None:
            yield then
