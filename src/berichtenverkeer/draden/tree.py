# SPDX-License-Identifier: EUPL-1.2
"""A thread as a tree: keys that hang on keys, berichten that hang on the keys of their lines, answers on berichten."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from berichtenverkeer.ledger import draden
from berichtenverkeer.ledger.causer import Veroorzaker
from berichtenverkeer.ledger.draden import DECLARATIE, TOEWIJZING, VERZOEK

_Order = Callable[[str], tuple[float, str]]
_PerKey = Mapping[str | None, Sequence["Row"]]
_PerHeen = Mapping[UUID, Sequence["Row"]]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A bericht of the ledger that has one of the keys of a thread, or answers such a bericht.

    `richting` as its mailbox says, None when it is in none of the asking party's. `is_zichtbaar` is false for a
    bericht of others of which the asking party has the answer. `sleutels` are those of the thread.
    """

    id: UUID
    positie: int
    ontvangen_op: datetime
    berichtsoort: str
    identificatie: str
    verzender: str
    bestemming: str
    dagtekening: date
    oordeel: str
    bron: str
    veroorzaker: Veroorzaker
    heen_id: UUID | None
    richting: str | None
    is_zichtbaar: bool
    codes: tuple[str, ...]
    sleutels: tuple[str, ...]


class Draadbericht(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One bericht in a thread. `richting` and `wederpartij` are those of the asking party, None when the regio asks.

    `sleutels`: what ties it to this thread. `codes`: of its findings. `antwoorden`: the retourbericht, or the JW325.
    `veroorzaker`: who brought it.
    """

    id: UUID
    berichtsoort: str
    identificatie: str
    richting: str | None
    wederpartij: str | None
    verzender: str
    bestemming: str
    ontvangen_op: datetime
    dagtekening: date
    oordeel: str
    bron: str
    veroorzaker: Veroorzaker
    codes: tuple[str, ...]
    sleutels: tuple[str, ...]
    antwoorden: tuple["Draadbericht", ...]


class Tak(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One key with the berichten that name it, in order of receipt, and the keys that it is tied to.

    `sleutel` is None for a bericht without one: an answer on what was never received.
    """

    sleutel: str | None
    berichten: tuple[Draadbericht, ...]
    takken: tuple["Tak", ...] = ()


class Draad(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """All that hangs together with `bericht`: a tak for each story that it is part of.

    `toewijzingen`: how many toewijzingen a declaratie names; their threads are not followed. None for another bericht.
    """

    bericht: UUID
    takken: tuple[Tak, ...]
    toewijzingen: int | None
    er_is_meer: bool


class Neighbours:
    """Which keys are tied to which, in both ways."""

    def __init__(self, pairs: Collection[tuple[str, str]] = ()) -> None:
        self._neighbours: dict[str, set[str]] = {}
        for one, other in pairs:
            self._neighbours.setdefault(one, set()).add(other)
            self._neighbours.setdefault(other, set()).add(one)

    def van(self, key: str) -> frozenset[str]:
        """The keys tied to this one."""
        return frozenset(self._neighbours.get(key, ()))


def tree(
    begin: Sequence[str], pairs: Collection[tuple[str, str]], rows: Sequence[Row], antwoorden: Sequence[Row]
) -> tuple[Tak, ...]:
    """The takken of a thread, from its first keys, the verbanden between keys, and the rows in order of receipt.

    Keys without berichten of their own or behind them are left out.
    """
    per_heen: dict[UUID, list[Row]] = {}
    for row in antwoorden:
        assert row.heen_id is not None, "it was asked as an answer"
        per_heen.setdefault(row.heen_id, []).append(row)
    neighbours = Neighbours(pairs)
    per_key: dict[str | None, list[Row]] = {}
    for row in rows:
        for key in _plekken(row, neighbours):
            per_key.setdefault(key, []).append(row)
    branches = [_loose_branch(per_key[None], per_heen)] if None in per_key else []
    seen: set[str] = set()
    first = _order(per_key)
    for key in begin:
        if key not in seen:
            together = _coherence(key, neighbours)
            root = min(together, key=lambda one: (not one.startswith((VERZOEK, DECLARATIE)), *first(one)))
            branches += _branch(root, neighbours, per_key, per_heen, seen)
            seen |= together
    return tuple(branches)


def _order(per_key: _PerKey) -> _Order:
    def first(key: str) -> tuple[float, str]:
        rows = per_key.get(key, ())
        return min((row.positie for row in rows), default=float("inf")), key

    return first


def _plekken(row: Row, neighbours: Neighbours) -> list[str | None]:
    """The keys that a bericht is shown under: those of its lines, and of two that are tied only one.

    A JW301 is shown under the toewijzing that grants a request, a JW317 under the request.
    """
    own = list(row.sleutels)
    gone = {"JW301": VERZOEK, "JW317": TOEWIJZING}.get(row.berichtsoort)
    if gone is not None:
        own = [one for one in own if not (one.startswith(gone) and neighbours.van(one).intersection(own))]
    return [*own] or [None]


def _coherence(key: str, neighbours: Neighbours) -> set[str]:
    """All keys that can be reached from this one."""
    together, new = {key}, {key}
    while new:
        new = {neighbour for one in new for neighbour in neighbours.van(one)} - together
        together |= new
    return together


def _branch(
    key: str,
    neighbours: Neighbours,
    per_key: _PerKey,
    per_heen: _PerHeen,
    seen: set[str],
) -> Iterator[Tak]:
    """The tak of a key, if anything hangs on it; every key is visited once, so a circle of verbanden ends."""
    seen.add(key)
    further: list[Tak] = []
    for neighbour in sorted(neighbours.van(key), key=_order(per_key)):
        if neighbour not in seen:
            further += _branch(neighbour, neighbours, per_key, per_heen, seen)
    berichten = [one for row in per_key.get(key, ()) for one in _bericht(row, per_heen)]
    if berichten or further:
        yield Tak(sleutel=draden.without_client(key), berichten=tuple(berichten), takken=tuple(further))


def _loose_branch(rows: Sequence[Row], per_heen: _PerHeen) -> Tak:
    return Tak(sleutel=None, berichten=tuple(one for row in rows for one in _bericht(row, per_heen)))


def _bericht(row: Row, per_heen: _PerHeen) -> Iterator[Draadbericht]:
    """A bericht with its answers; in the place of one that is not for the asking party only the answers."""
    antwoorden = tuple(_form(one, row.sleutels) for one in per_heen.get(row.id, ()))
    if row.is_zichtbaar:
        yield _form(row, row.sleutels, antwoorden)
    else:
        yield from antwoorden


def _form(row: Row, keys: Sequence[str], antwoorden: tuple[Draadbericht, ...] = ()) -> Draadbericht:
    is_in = row.richting == "in"
    return Draadbericht(
        id=row.id,
        berichtsoort=row.berichtsoort,
        identificatie=row.identificatie,
        richting=row.richting,
        wederpartij=None if row.richting is None else row.verzender if is_in else row.bestemming,
        verzender=row.verzender,
        bestemming=row.bestemming,
        ontvangen_op=row.ontvangen_op,
        dagtekening=row.dagtekening,
        oordeel=row.oordeel,
        bron=row.bron,
        veroorzaker=row.veroorzaker,
        codes=row.codes,
        sleutels=tuple(sorted(draden.without_client(one) for one in keys)),
        antwoorden=antwoorden,
    )
