# SPDX-License-Identifier: EUPL-1.2
"""The clocks of money (definitions.md 6.4, 6.5): read where their state is, and listed with those of berichten."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis, TenzijGebeurtenis
from berichtenverkeer.plafonds import verrekening
from berichtenverkeer.plafonds.signals import Signaal, signalen_at
from berichtenverkeer.plafonds.tenzij import Tenzij, decide_before, fold
from berichtenverkeer.plafonds.verrekening import Verrekening
from berichtenverkeer.plafonds.verrekening_store import read_steps
from berichtenverkeer.register.stand import RegisterStand, read_stand
from berichtenverkeer.termijnen.kinds import OF_SIGNALEN, OF_TENZIJS, OPDRACHTGEVER, Kind, in_werkdagen


class Geldklok(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, with the names of its columns (begin.sql): `uiterlijk` is the last day in time."""

    soort: Kind
    partij: str
    wederpartij: str
    van: date
    uiterlijk: date
    termijn: str
    betrokkene: str | None = None
    tenzij_id: UUID | None = None
    uitvraag_id: UUID | None = None
    jaar: int | None = None
    perceel: str | None = None
    segment: str | None = None
    sinds: int | None = None
    client: bytes | None = None
    voldaan_op: date | None = None
    voorrang: bool = False


async def money_clocks(
    grootboek: Grootboek, k: int, kinds: Collection[Kind], aanbieder: str | None = None
) -> list[Geldklok]:
    """Those of these kinds as known at K; of signalen those of one aanbieder when it is given.

    The kinds of signalen take a window over all boekingen, so who asks often leaves them out.
    """
    found: list[Geldklok] = []
    steps = await read_steps(grootboek, k) if not OF_TENZIJS.isdisjoint(kinds) else []
    if not (steps or not OF_SIGNALEN.isdisjoint(kinds)):
        return found
    register = await read_stand(grootboek, k)
    found += of_steps(steps, register)
    if not OF_SIGNALEN.isdisjoint(kinds):
        for one in await signalen_at(grootboek, k, None, register, aanbieder):
            found += _of_signaal(one)
    return found


def of_steps(steps: Sequence[TenzijGebeurtenis], register: RegisterStand) -> Iterator[Geldklok]:
    """Of tenzij's and of their settlement, all of whose steps are here in ledger order."""
    tenzijs, decided = _decided(steps)
    for one in tenzijs.values():
        yield _of_tenzij(one, decided.get(one.id), register)
    yield from map(_of_opgave, verrekening.folded(steps))


def _decided(steps: Sequence[TenzijGebeurtenis]) -> tuple[Mapping[UUID, Tenzij], Mapping[UUID, date]]:
    """All tenzij's, and on which day each was first decided on for good, or taken back."""
    tenzijs: dict[UUID, Tenzij] = {}
    decided: dict[UUID, date] = {}
    for step in steps:
        if isinstance(step, OneTenzijGebeurtenis):
            fold(tenzijs, step)
            if step.tenzij_id in tenzijs and not tenzijs[step.tenzij_id].is_open:
                decided.setdefault(step.tenzij_id, step.op)
    return tenzijs, decided


def _of_tenzij(one: Tenzij, decided: date | None, register: RegisterStand) -> Geldklok:
    """Owed to who asked; aanbieder and gemeente both see it."""
    asked = one.verzoek
    uiterlijk, werkdagen = decide_before(asked, register)
    return Geldklok(
        soort=Kind.TENZIJBESLUIT,
        partij=OPDRACHTGEVER,
        wederpartij=asked.partij,
        betrokkene=asked.gemeente if asked.partij == asked.aanbieder else asked.aanbieder,
        tenzij_id=one.id,
        client=asked.client,
        van=asked.op,
        uiterlijk=uiterlijk,
        termijn=in_werkdagen(werkdagen),
        voldaan_op=decided,
        voorrang=one.is_open and asked.kan_niet_wachten,
    )


def _of_opgave(one: Verrekening) -> Geldklok:
    """What was fixed without an opgave was fixed after its term: nothing is left to do, and it was late."""
    asked = one.uitvraag
    settled = [one.opgave.op] if one.opgave else [step.op for step in one.verrekend.values()]
    return Geldklok(
        soort=Kind.TENZIJOPGAVE,
        partij=asked.aanbieder,
        wederpartij=OPDRACHTGEVER,
        uitvraag_id=one.id,
        van=asked.op,
        uiterlijk=asked.antwoord_voor,
        termijn=f"{(asked.antwoord_voor - asked.op).days} dagen",
        voldaan_op=min(settled, default=None),
    )


def _of_signaal(one: Signaal) -> Iterator[Geldklok]:
    """What was not done about a signaal that is over need not be done any more."""
    is_over = one.tot is not None
    if one.gesprek or not is_over:
        held = one.gesprek.dag if one.gesprek else None
        yield _about(one, Kind.SIGNAALGESPREK, one.dag, one.gesprek_werkdagen, held)
    if one.gesprek and one.besluit_werkdagen and (one.besluit or not is_over):
        decided = one.besluit.dag if one.besluit else None
        yield _about(one, Kind.SIGNAALBESLUIT, one.gesprek.dag, one.besluit_werkdagen, decided)


def _about(one: Signaal, soort: Kind, van: date, werkdagen: int, voldaan_op: date | None) -> Geldklok:
    return Geldklok(
        soort=soort,
        partij=OPDRACHTGEVER,
        wederpartij=one.plafond.aanbieder,
        jaar=one.plafond.jaar,
        perceel=one.plafond.perceel,
        segment=one.plafond.segment,
        sinds=one.sinds,
        van=van,
        uiterlijk=werkdag_after(van, werkdagen),
        termijn=in_werkdagen(werkdagen),
        voldaan_op=voldaan_op,
    )
