# SPDX-License-Identifier: EUPL-1.2
"""From one bericht to all that hang together with it: its keys, what they are tied to, the rows that have them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from berichtenverkeer.core.database import Grootboek, Verbinding
from berichtenverkeer.core.sql import query
from berichtenverkeer.draden.boom import Draad, Rij, boom
from berichtenverkeer.ledger import draden
from berichtenverkeer.ledger.draden import DECLARATIE
from berichtenverkeer.ledger.veroorzaker import veroorzaker_van
from berichtenverkeer.projections import verrekend

LIMIET, MAX_LIMIET = 100, 250
"""How many berichten a thread shows, their answers not counted: as a rule, and at most."""

MEESTE_SLEUTELS, MEESTE_RONDEN, MEESTE_ANTWOORDEN = 200, 20, 10
"""Where following ends: keys of a thread, steps from verzoek to toewijzing or back, answers on one bericht."""

_BEGIN, _VERBANDEN, _RIJEN, _ANTWOORDEN = (
    query("draden", naam) for naam in ("begin", "verbanden", "rijen", "antwoorden")
)


async def draad(
    grootboek: Grootboek, bericht_id: UUID, voor: str | None, wie: str, limiet: int = LIMIET
) -> Draad | None:
    """The thread of a bericht as party `voor` may see it, or as it is when that is None.

    `wie` reads it: the code of a party, empty for who keeps the gateway.

    None when there is no such bericht for the party. At most `limiet` berichten, the asked one always among them, in a
    bounded number of statements whatever the thread holds.
    """
    begin = await grootboek.fetchrow(_BEGIN, voor, bericht_id)
    if begin is None:
        return None
    eerste = list(begin["sleutels"])
    declaratie = next((sleutel for sleutel in eerste if sleutel.startswith(DECLARATIE)), None)
    if declaratie is not None:
        paren, is_af = await _rond(grootboek, declaratie), True
        eerste = [declaratie]
    else:
        paren, is_af = await _volg(grootboek, voor, eerste)
    sleutels = sorted({*eerste, *(sleutel for paar in paren for sleutel in paar)})
    rijen = await _rijen(grootboek.conn, wie, _RIJEN, grootboek.regio, voor, sleutels, begin["id"], limiet + 1)
    er_is_meer = len(rijen) > limiet
    if er_is_meer:
        rijen.remove(next(rij for rij in reversed(rijen) if rij.id != begin["id"]))
    antwoorden = await _rijen(
        grootboek.conn,
        wie,
        _ANTWOORDEN,
        grootboek.regio,
        voor,
        sleutels,
        [rij.id for rij in rijen],
        bericht_id,
        MEESTE_ANTWOORDEN,
    )
    return Draad(
        bericht=bericht_id,
        takken=boom(eerste, paren, rijen, antwoorden),
        toewijzingen=None if declaratie is None else begin["toewijzingen"],
        er_is_meer=er_is_meer or not is_af,
    )


async def _rijen(conn: Verbinding, wie: str, sql: str, *argumenten: Any) -> list[Rij]:
    rijen = await conn.fetch(sql, *argumenten)
    return [_rij(wie, **rij) for rij in rijen]


def _rij(
    wie: str,
    *,
    door_kanaal: str | None,
    door_partij: str | None,
    door_persoon: str | None,
    codes: Sequence[str],
    sleutels: Sequence[str],
    **rest: Any,
) -> Rij:
    veroorzaker = veroorzaker_van(door_kanaal, door_partij, door_persoon).voor(wie)
    return Rij(veroorzaker=veroorzaker, codes=tuple(codes), sleutels=tuple(sleutels), **rest)


async def _volg(grootboek: Grootboek, voor: str | None, begin: Sequence[str]) -> tuple[set[tuple[str, str]], bool]:
    """The verbanden that can be reached from these keys, and whether that is all of them."""
    bekend, nieuw, paren = set(begin), set(begin), set[tuple[str, str]]()
    for _ in range(MEESTE_RONDEN):
        if not nieuw:
            return paren, True
        gevonden = {draden.gescheiden(rij["s"]) for rij in await grootboek.fetch(_VERBANDEN, voor, sorted(nieuw))}
        raakt = {paar for paar in gevonden if not bekend.isdisjoint(paar)}
        erbij = {sleutel for paar in raakt for sleutel in paar} - bekend
        if len(bekend) + len(erbij) > max(MEESTE_SLEUTELS, len(begin)):
            return paren, False
        paren |= raakt
        bekend |= erbij
        nieuw = erbij
    return paren, not nieuw


async def _rond(grootboek: Grootboek, declaratie: str) -> set[tuple[str, str]]:
    """A declaratie tied to those that its credits are about, and to those with credits about it.

    One step, not further: corrections would tie all declaraties of an aanbieder.
    """
    aanbieder, identificatie = declaratie.removeprefix(DECLARATIE).split("/", 1)
    andere = await verrekend.verrekend_met(grootboek, aanbieder, identificatie)
    return {(declaratie, draden.van_declaratie(aanbieder, een)) for een in andere}
