# SPDX-License-Identifier: EUPL-1.2
"""A thread as a tree: keys that hang on keys, berichten that hang on the keys of their lines, answers on berichten."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from berichtenverkeer.ledger import draden
from berichtenverkeer.ledger.draden import DECLARATIE, TOEWIJZING, VERZOEK
from berichtenverkeer.ledger.veroorzaker import Veroorzaker

_Volgorde = Callable[[str], tuple[float, str]]
_PerSleutel = Mapping[str | None, Sequence["Rij"]]
_PerHeen = Mapping[UUID, Sequence["Rij"]]


class Rij(msgspec.Struct, frozen=True, kw_only=True):
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


class Buren:
    """Which keys are tied to which, in both ways."""

    def __init__(self, paren: Collection[tuple[str, str]] = ()) -> None:
        self._buren: dict[str, set[str]] = {}
        for een, ander in paren:
            self._buren.setdefault(een, set()).add(ander)
            self._buren.setdefault(ander, set()).add(een)

    def van(self, sleutel: str) -> frozenset[str]:
        """The keys tied to this one."""
        return frozenset(self._buren.get(sleutel, ()))


def boom(
    begin: Sequence[str], paren: Collection[tuple[str, str]], rijen: Sequence[Rij], antwoorden: Sequence[Rij]
) -> tuple[Tak, ...]:
    """The takken of a thread, from its first keys, the verbanden between keys, and the rows in order of receipt.

    Keys without berichten of their own or behind them are left out.
    """
    per_heen: dict[UUID, list[Rij]] = {}
    for rij in antwoorden:
        assert rij.heen_id is not None, "it was asked as an answer"
        per_heen.setdefault(rij.heen_id, []).append(rij)
    buren = Buren(paren)
    per_sleutel: dict[str | None, list[Rij]] = {}
    for rij in rijen:
        for sleutel in _plekken(rij, buren):
            per_sleutel.setdefault(sleutel, []).append(rij)
    takken = [_losse_tak(per_sleutel[None], per_heen)] if None in per_sleutel else []
    gezien: set[str] = set()
    eerste = _volgorde(per_sleutel)
    for sleutel in begin:
        if sleutel not in gezien:
            samen = _samenhang(sleutel, buren)
            wortel = min(samen, key=lambda een: (not een.startswith((VERZOEK, DECLARATIE)), *eerste(een)))
            takken += _tak(wortel, buren, per_sleutel, per_heen, gezien)
            gezien |= samen
    return tuple(takken)


def _volgorde(per_sleutel: _PerSleutel) -> _Volgorde:
    def eerste(sleutel: str) -> tuple[float, str]:
        rijen = per_sleutel.get(sleutel, ())
        return min((rij.positie for rij in rijen), default=float("inf")), sleutel

    return eerste


def _plekken(rij: Rij, buren: Buren) -> list[str | None]:
    """The keys that a bericht is shown under: those of its lines, and of two that are tied only one.

    A JW301 is shown under the toewijzing that grants a request, a JW317 under the request.
    """
    eigen = list(rij.sleutels)
    weg = {"JW301": VERZOEK, "JW317": TOEWIJZING}.get(rij.berichtsoort)
    if weg is not None:
        eigen = [een for een in eigen if not (een.startswith(weg) and buren.van(een).intersection(eigen))]
    return [*eigen] or [None]


def _samenhang(sleutel: str, buren: Buren) -> set[str]:
    """All keys that can be reached from this one."""
    samen, nieuw = {sleutel}, {sleutel}
    while nieuw:
        nieuw = {buur for een in nieuw for buur in buren.van(een)} - samen
        samen |= nieuw
    return samen


def _tak(
    sleutel: str,
    buren: Buren,
    per_sleutel: _PerSleutel,
    per_heen: _PerHeen,
    gezien: set[str],
) -> Iterator[Tak]:
    """The tak of a key, if anything hangs on it; every key is visited once, so a circle of verbanden ends."""
    gezien.add(sleutel)
    verder: list[Tak] = []
    for buur in sorted(buren.van(sleutel), key=_volgorde(per_sleutel)):
        if buur not in gezien:
            verder += _tak(buur, buren, per_sleutel, per_heen, gezien)
    berichten = [een for rij in per_sleutel.get(sleutel, ()) for een in _bericht(rij, per_heen)]
    if berichten or verder:
        yield Tak(sleutel=draden.zonder_client(sleutel), berichten=tuple(berichten), takken=tuple(verder))


def _losse_tak(rijen: Sequence[Rij], per_heen: _PerHeen) -> Tak:
    return Tak(sleutel=None, berichten=tuple(een for rij in rijen for een in _bericht(rij, per_heen)))


def _bericht(rij: Rij, per_heen: _PerHeen) -> Iterator[Draadbericht]:
    """A bericht with its answers; in the place of one that is not for the asking party only the answers."""
    antwoorden = tuple(_vorm(een, rij.sleutels) for een in per_heen.get(rij.id, ()))
    if rij.is_zichtbaar:
        yield _vorm(rij, rij.sleutels, antwoorden)
    else:
        yield from antwoorden


def _vorm(rij: Rij, sleutels: Sequence[str], antwoorden: tuple[Draadbericht, ...] = ()) -> Draadbericht:
    is_in = rij.richting == "in"
    return Draadbericht(
        id=rij.id,
        berichtsoort=rij.berichtsoort,
        identificatie=rij.identificatie,
        richting=rij.richting,
        wederpartij=None if rij.richting is None else rij.verzender if is_in else rij.bestemming,
        verzender=rij.verzender,
        bestemming=rij.bestemming,
        ontvangen_op=rij.ontvangen_op,
        dagtekening=rij.dagtekening,
        oordeel=rij.oordeel,
        bron=rij.bron,
        veroorzaker=rij.veroorzaker,
        codes=rij.codes,
        sleutels=tuple(sorted(draden.zonder_client(een) for een in sleutels)),
        antwoorden=antwoorden,
    )
