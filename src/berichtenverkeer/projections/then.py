# SPDX-License-Identifier: EUPL-1.2
"""The state as known at a ledger position, of whom a bericht is about: for who asks why it was judged as it was.

What held then cannot be found by what it is looked up by now: the indexes for that have only what holds. So everything
is read by its key: the keys are those that the gebeurtenissen of a client name, and those that the bericht names.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.projections import kenmerken
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.kept import (
    AT_K,
    CONFIRMED,
    DECLARATIE,
    LEVERING,
    PART,
    PRESTATIE,
    TOEWIJZING,
    VERZOEK,
    StateTable,
)
from berichtenverkeer.projections.needs import Needs
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import Verzoek

_KEYS = {
    TOEWIJZING.name: ("gemeente", "nummer"),
    LEVERING.name: ("client",),
    VERZOEK.name: ("aanbieder", "referentie"),
    PART.name: ("aanbieder", "referentie"),
    DECLARATIE.name: ("aanbieder",),
    PRESTATIE.name: ("aanbieder", "referentie"),
}
"""By which columns each kind is read: the first of its primary key."""


class Version(NamedTuple):
    """What a verzoek was from one ledger position until before another (None: it still is)."""

    since: int
    until: int | None
    verzoek: Verzoek


async def load_then(grootboek: Grootboek, k: int, needs: Needs, stand: Stand) -> None:
    """Add what held at `k`: of `clienten` their leveringen, by their keys toewijzingen, verzoeken and prestaties.

    Of an aanbieder whose declaraties are named, all of them; of `op_toewijzing` and `inhouden` also what is there now.
    """
    aanbieders = {one[0] for one in (*needs.declaraties, *needs.reeksen, *needs.identificaties)}
    await _load(grootboek, k, TOEWIJZING, needs.toewijzingen, stand)
    await _load(grootboek, k, LEVERING, {(client,) for client in needs.clienten | needs.levend}, stand)
    verzoeken = await _load(grootboek, k, VERZOEK, _of_verzoeken(needs.verzoeken), stand)
    await _load(grootboek, k, PART, _of_verzoeken(row.sleutel for row in verzoeken), stand)
    await _load(grootboek, k, DECLARATIE, {(one,) for one in aanbieders}, stand)
    keys = {*needs.prestaties, *await _there_now(grootboek, needs)}
    prestaties: list[Prestatie] = await _load(grootboek, k, PRESTATIE, keys, stand)
    debets = {(one.aanbieder, one.vorig_referentie) for one in prestaties if one.vorig_referentie is not None}
    await _load(grootboek, k, PRESTATIE, debets - keys, stand)


async def load_confirmed_then(grootboek: Grootboek, k: int, needs: Needs, stand: Stand) -> None:
    """Add what was confirmed at `k` beneath what was voorlopig then."""
    keys: tuple[Iterable[tuple[Any, ...]], ...] = (
        needs.toewijzingen,
        [(client,) for client in needs.clienten],
        _of_verzoeken(needs.verzoeken),
    )
    for table, columns, own in zip(CONFIRMED, (TOEWIJZING, LEVERING, VERZOEK), keys, strict=True):
        stand.know_confirmed(await _rows(grootboek, k, table, _KEYS[columns.name], own))


async def versions_of(grootboek: Grootboek, k: int, verzoeken: Iterable[Verzoeksleutel]) -> list[Version]:
    """All that these verzoeken ever were up to `k`, in that order."""
    columns = VERZOEK.listing("t")
    rows = await _fetch(grootboek, k, VERZOEK, _KEYS[VERZOEK.name], _of_verzoeken(verzoeken), f"{columns}, {_SPAN}", "")
    found = [Version(row["pos_van"], row["pos_tot"], Verzoek(*tuple(row)[:-2])) for row in rows]
    return sorted(found, key=lambda one: one.since)


_SPAN = "t.pos_van, t.pos_tot"


async def _load(
    grootboek: Grootboek, k: int, table: StateTable, keys: Iterable[tuple[Any, ...]], stand: Stand
) -> list[Any]:
    rows = await _rows(grootboek, k, table, _KEYS[table.name], keys)
    stand.add(rows)
    return rows


async def _rows(
    grootboek: Grootboek, k: int, table: StateTable, columns: Sequence[str], keys: Iterable[tuple[Any, ...]]
) -> list[Any]:
    rows = await _fetch(grootboek, k, table, columns, keys, table.listing("t"), f" and {AT_K}")
    return [table.row_type(*row) for row in rows]


async def _fetch(
    grootboek: Grootboek,
    k: int,
    table: StateTable,
    columns: Sequence[str],
    keys: Iterable[tuple[Any, ...]],
    what: str,
    only: str,
) -> Sequence[Any]:
    """What there was up to `k` with these keys, key by key; no statement for none."""
    if not (own := sorted(keys)):
        return []
    same = " and ".join(f"t.{column} = k.{column}" for column in columns)
    rows: Sequence[Any] = await grootboek.fetch(
        f"select r.* from unnest({table.unnest(columns, 3)}) k ({', '.join(columns)}) cross join lateral ("
        f"select {what} from {table.name} t where t.regio = $1 and {same} and t.pos_van <= $2{only} offset 0) r",
        k,
        *zip(*own, strict=True),
    )
    return rows


async def _there_now(grootboek: Grootboek, needs: Needs) -> set[tuple[str, str]]:
    """The keys of the prestaties that are now on these toewijzingen and in these declaraties."""
    found: set[tuple[str, str]] = set()
    for kenmerk, keys in ((kenmerken.ON_TOEWIJZING, needs.op_toewijzing), (kenmerken.IN_DECLARATIE, needs.inhouden)):
        if keys:
            named = f"unnest({PRESTATIE.unnest(kenmerk.key, 2)}) k ({', '.join(kenmerk.key)})"
            rows = await grootboek.fetch(
                f"select r.aanbieder, r.referentie from {named} cross join lateral {kenmerk.rows()} r",
                *zip(*sorted(keys), strict=True),
            )
            found |= {(row["aanbieder"], row["referentie"]) for row in rows}
    return found


def _of_verzoeken(keys: Iterable[Verzoeksleutel]) -> set[tuple[str, str]]:
    return {(key.aanbieder, key.referentie) for key in keys}
