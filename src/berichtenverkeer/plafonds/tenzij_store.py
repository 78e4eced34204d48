# SPDX-License-Identifier: EUPL-1.2
"""Tenzij's as the ledger has them: a tenzij is the fold of its steps, which an index of their own finds."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.ledger.kenmerken import TENZIJ_OF_CLIENT
from berichtenverkeer.plafonds.keys import UNDER_TENZIJ, Rekening
from berichtenverkeer.plafonds.tenzij import Tenzij, TenzijStatus, folded
from berichtenverkeer.plafonds.zijden import ZIJDEN

_STEPS = query("plafonds", "tenzijs")
_PAGE = query("plafonds", "tenzijpagina")
_STEPS_OF_CLIENTEN = f"""
select r.positie, r.soort, r.versie, r.inhoud::text as inhoud
from unnest($3::bytea[]) k (client) cross join lateral {TENZIJ_OF_CLIENT.rows()} r
where r.positie <= $2 order by r.positie"""
_ANEW = query("plafonds", "opnieuw")
_ASKED = query("plafonds", "gevraagd")
_ABOVE = ", ".join(f"'{one}'" for one in Rekening if one in UNDER_TENZIJ)
_USED = f"""
select tenzij, jaar, perceel, segment, rekening, sum(cents) as cents from {ZIJDEN} z
where regio = $1 and positie <= $2 and tenzij <> '' and tenzij = any($3::text[]) and rekening in ({_ABOVE})
group by tenzij, jaar, perceel, segment, rekening"""

NOW = 2**63 - 1
"""For `k`: all that there is."""


class TenzijQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which tenzij's, None: whatever; behind the first `na` of them, and no more than `limiet`."""

    aanbieder: str | None = None
    gemeente: str | None = None
    status: TenzijStatus | None = None
    na: int = 0
    limiet: int = 50


class Used(msgspec.Struct, frozen=True):
    """What is held under a tenzij, in cents: still expected, and approved."""

    beslag: int = 0
    realisatie: int = 0


class Redecided(msgspec.Struct, frozen=True, rename="camel"):
    """A verzoek that had a `nee`, by its ReferentieAanbieder, what is decided on it now, and since which day."""

    referentie: str
    uitkomst: str
    op: date


async def read_steps(
    grootboek: Grootboek, k: int = NOW, tenzij_id: UUID | None = None, aanbieder: str | None = None
) -> list[tuple[int, OneTenzijGebeurtenis]]:
    """With the position of each, in ledger order: those known at `k`, of one tenzij, of an aanbieder, or of all."""
    return _steps(await grootboek.fetch(_STEPS, k, None if tenzij_id is None else str(tenzij_id), aanbieder))


async def read_tenzijs(
    grootboek: Grootboek, k: int = NOW, clienten: Iterable[bytes] | None = None, aanbieder: str | None = None
) -> list[Tenzij]:
    """Those known at `k` (of `clienten`, or at an aanbieder, or all), in the order in which they were asked."""
    if clienten is None:
        steps = await read_steps(grootboek, k, aanbieder=aanbieder)
    else:
        steps = _steps(await grootboek.fetch(_STEPS_OF_CLIENTEN, k, sorted(clienten)))
    return list(folded(one for _, one in steps).values())


async def read_page(grootboek: Grootboek, k: int, partij: str | None, question: TenzijQuestion) -> list[Tenzij]:
    """Of a partij or of all, as known at `k`. What cannot wait and is still open comes first, then as they were asked.

    Steps are read of the clients of this page alone.
    """
    wanted = question.aanbieder, question.gemeente, question.status
    rows = await grootboek.fetch(_PAGE, k, partij, *wanted, question.na, question.limiet)
    known = {one.id: one for one in await read_tenzijs(grootboek, k, {client for _, client in rows})}
    return [known[UUID(tenzij)] for tenzij, _ in rows]


def _steps(rows: Iterable[Any]) -> list[tuple[int, OneTenzijGebeurtenis]]:
    read = [(row[0], gebeurtenissen.read(*row[1:])) for row in rows]
    return [(position, one) for position, one in read if isinstance(one, OneTenzijGebeurtenis)]


async def asked_as(grootboek: Grootboek, partij: str, referentie: str) -> Tenzij | None:
    """What a partij asked under this reference of its own, of whatever client, as it is now."""
    known: str | None = await grootboek.fetchval(_ASKED, NOW, partij, referentie)
    if known is None:
        return None
    steps = await read_steps(grootboek, tenzij_id=UUID(known))
    return folded(one for _, one in steps)[UUID(known)]


async def anew_at(
    grootboek: Grootboek, k: int, tenzijs: Iterable[Tenzij], partij: str | None = None
) -> dict[UUID, tuple[Redecided, ...]]:
    """By tenzij, on which verzoeken its steps had decided anew up to `k`; a gemeente (`partij`) sees those to it."""
    found: dict[UUID, dict[str, Redecided]] = {}
    for tenzij, besluit, op in await _decided_anew(grootboek, k, {one.verzoek.client for one in tenzijs}):
        if partij in (None, besluit.aanbieder, besluit.gemeente):
            own, referentie = found.setdefault(UUID(tenzij), {}), besluit.claim.referentie
            own[referentie] = Redecided(referentie, besluit.uitkomst, op)
    return {tenzij: tuple(own.values()) for tenzij, own in found.items()}


async def verzoeken_anew(
    grootboek: Grootboek, clienten: Collection[bytes], gemeente: str
) -> dict[tuple[str, str], Redecided]:
    """On which verzoeken of these clients to a gemeente was decided anew, by aanbieder and ReferentieAanbieder."""
    return {
        (besluit.aanbieder, besluit.claim.referentie): Redecided(besluit.claim.referentie, besluit.uitkomst, op)
        for _, besluit, op in await _decided_anew(grootboek, NOW, clienten)
        if besluit.gemeente == gemeente
    }


async def _decided_anew(
    grootboek: Grootboek, k: int, clienten: Collection[bytes]
) -> list[tuple[str, PlafondBesloten, date]]:
    """With the tenzij of which a step brought it, and the day; in ledger order."""
    found = []
    for soort, versie, content, op, tenzij in await grootboek.fetch(_ANEW, k, sorted(clienten)) if clienten else ():
        besluit = gebeurtenissen.read(soort, versie, content)
        assert isinstance(besluit, PlafondBesloten), "selected"
        found.append((tenzij, besluit, op))
    return found


async def used_at(grootboek: Grootboek, k: int, tenzijs: Iterable[UUID]) -> dict[UUID, Used]:
    """What was held under each at `k`, counted once.

    A claim stands under every plafond of its product: of each year all that the aanbieder does, or else his segmenten
    or his percelen, whichever has more.
    """
    ids = {str(one): one for one in tenzijs}
    sums: dict[tuple[str, int], dict[str, dict[str, int]]] = {}
    for tenzij, jaar, perceel, segment, rekening, cents in await grootboek.fetch(_USED, k, list(ids)):
        kind = "perceel" if perceel else "segment" if segment else "alles"
        own = sums.setdefault((tenzij, jaar), {}).setdefault(kind, {})
        own[rekening] = own.get(rekening, 0) + int(cents)
    used: dict[UUID, Used] = {}
    for (tenzij, _), kinds in sums.items():
        of_year = kinds.get("alles") or max(kinds.values(), key=lambda own: sum(own.values()))
        old = used.get(ids[tenzij], Used())
        used[ids[tenzij]] = Used(
            old.beslag + of_year.get(Rekening.TENZIJ_BESLAG, 0),
            old.realisatie + of_year.get(Rekening.TENZIJ_REALISATIE, 0),
        )
    return used
