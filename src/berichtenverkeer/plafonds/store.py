# SPDX-License-Identifier: EUPL-1.2
"""The money in and out of the database: locked, loaded and written for a whole batch, in a fixed number of statements.

Locks are taken on three levels, and on each level in one statement and in one order, so that nobody waits in a circle:
1. what `watermark.begin` takes at the start: clients, toewijzingen, verzoeken, the register;
2. `load`, after the state was loaded: the region shared (a register load, a rebuild: exclusive), then the aanbieders
   whose money the batch can touch;
3. the rows of `plafond_saldo`, in the order of their key.
Who waits on one level holds nothing of a later one. The lock per aanbieder exists before his first plafond does, so a
plafond that is being loaded cannot miss a claim; a batch of first starts touches no money and takes none of this.
What `load` reads after its locks stays true until the transaction ends: two requests never both get the last room.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from msgspec.structs import astuple

from berichtenverkeer.core.database import Grootboek, fetch
from berichtenverkeer.core.ids import lock_key
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.boekingen import CLAIM_TYPES, by_column, key_columns, key_of, unnest, write_boekingen
from berichtenverkeer.plafonds.booking import Saldo, Subject
from berichtenverkeer.plafonds.claimstand import Claimstand
from berichtenverkeer.plafonds.kenmerken import RESERVED
from berichtenverkeer.plafonds.keys import Bedragen, PlafondKey, Rekening, RekeningKey
from berichtenverkeer.plafonds.money_state import MoneyState
from berichtenverkeer.plafonds.needs import Needs
from berichtenverkeer.plafonds.stop_store import in_force
from berichtenverkeer.plafonds.stops import Stops
from berichtenverkeer.plafonds.tenzij_store import read_tenzijs
from berichtenverkeer.plafonds.zijden import CLAIM, CLAIM_SQL, HELD, PARTS, PLAFOND, PLAFOND_SQL, SALDI
from berichtenverkeer.register.stand import RegisterStand, read_stand

LOCK_REGIO, LOCK_AANBIEDER = 2, 3
"""First keys of the two-integer advisory locks of level 2; 1 is that of level 1 (ledger/watermark.py)."""

_LOCK_ALL = f"""
with eerst as materialized (select pg_advisory_xact_lock_shared({LOCK_REGIO}, $1))
select pg_advisory_xact_lock({LOCK_AANBIEDER}, k)
from (select k from eerst cross join unnest($2::int[]) as k order by k) as op_volgorde"""

_PEILMAAND = "select peilmaand from plafond_peil where regio = $1"
_SALDI = f"""
select {PLAFOND_SQL}, rekening, cents, versie, ({_PEILMAAND}) as peilmaand from plafond_saldo where regio = $1"""
_LOAD_SALDI = f"{_SALDI} and aanbieder = any($2::text[]) order by {PLAFOND_SQL}, rekening for update"
_ALL_SALDI = f"{_SALDI} and ($2::text[] is null or aanbieder = any($2)) order by {PLAFOND_SQL}, rekening"

_ABOUT = Subject.__struct_fields__
_BESLUIT = ("is_gereserveerd", "uitkomst", "overschrijding_cents", "vervalt_op", "sinds")
_DETAILS = ("aanbieder", *_ABOUT, *_BESLUIT)
_DETAIL_TYPES = ("text", "text", "bytea", "text", "text", "boolean", "text", "numeric", "date", "bigint")


_SAME_CLAIM = " and ".join(f"e.{column} = k.{column}" for column in CLAIM)
_CLAIMS = f"""
select {", ".join(f"c.{column}" for column in (*CLAIM, *_DETAILS))}, {", ".join(f"d.{column}" for column in PLAFOND)},
  d.rekening, d.tenzij, d.cents
from ({{sleutels}}) k ({CLAIM_SQL})
cross join lateral (select * from claim e where e.regio = $1 and {_SAME_CLAIM} offset 0) c
left join lateral (
  select {", ".join(PLAFOND)}, rekening, '' as tenzij, cents from claimdeel e where e.regio = $1 and {_SAME_CLAIM}
  union all select {", ".join(PLAFOND)}, rekening, tenzij, cents from tenzijdeel e where e.regio = $1 and {_SAME_CLAIM}
  offset 0) d on true"""
# Key by key ("offset 0" keeps the planner to it): whatever the tables look like, only these rows are read.
_REQUESTED = f"select * from {unnest(CLAIM_TYPES, 2)}"
_LOAD_CLAIMS = _CLAIMS.format(sleutels=_REQUESTED)
_LOAD_CLAIMS_AND_VERVALLEN = _CLAIMS.format(
    sleutels=f"""{_REQUESTED} union
  select {", ".join(f"r.{column}" for column in CLAIM)} from unnest($6::text[]) k (aanbieder)
  cross join lateral {RESERVED.rows(" and vervalt_op <= $7")} r"""
)

_TO_LAPSE = """
select distinct aanbieder from claim where regio = $1 and is_gereserveerd and vervalt_op <= $2"""

_WRITE_SALDI = f"""
insert into plafond_saldo (regio, {PLAFOND_SQL}, rekening, cents, versie)
select $1, * from {unnest(("text", "int", "text", "text", "text", "numeric", "bigint"), 2)}
on conflict (regio, {PLAFOND_SQL}, rekening) do update set cents = excluded.cents, versie = excluded.versie"""

_WRITE_CLAIMS = f"""
insert into claim (regio, {CLAIM_SQL}, {", ".join(_DETAILS)}) select $1, * from
{unnest((*CLAIM_TYPES, *_DETAIL_TYPES), 2)}
on conflict (regio, {CLAIM_SQL}) do update set {", ".join(f"{field} = excluded.{field}" for field in _DETAILS)}"""

_ASKEW = f"""
select distinct {CLAIM_SQL} from {HELD} s
full join {PARTS} d using ({CLAIM_SQL}, {PLAFOND_SQL}, rekening, tenzij)
where s.cents is distinct from d.cents order by {CLAIM_SQL}"""


class _Parts:
    """How what is held for claims is kept: a row for each key of `columns`."""

    def __init__(self, table: str, columns: Sequence[str], types: Sequence[str]) -> None:
        same = " and ".join(f"e.{column} = k.{column}" for column in columns)
        self.wipe = f"""
delete from {table} where ctid = any(array(
  select d.rij from {unnest(types, 2)} k ({", ".join(columns)}) cross join lateral (
    select e.ctid as rij from {table} e where e.regio = $1 and {same} offset 0) d))"""
        self.write = f"""
insert into {table} (regio, {", ".join(columns)}, cents) select $1, * from {unnest((*types, "numeric"), 2)}
on conflict (regio, {", ".join(columns)}) do update set cents = excluded.cents"""


_PART = (*CLAIM, *PLAFOND, "rekening")
_PART_TYPES = (*CLAIM_TYPES, "text", "int", "text", "text", "text")
_IN_ROOM = _Parts("claimdeel", _PART, _PART_TYPES)
_UNDER_TENZIJ = _Parts("tenzijdeel", (*_PART, "tenzij"), (*_PART_TYPES, "text"))

_LAGS = f"""
select exists (select from plafond_saldo where regio = $1) and coalesce(({_PEILMAAND}) < $2, true)"""

_SHIFT = """
insert into plafond_peil (regio, peilmaand) values ($1, $2)
on conflict (regio) do update set peilmaand = excluded.peilmaand"""


async def load(
    grootboek: Grootboek,
    needed: Needs,
    register: RegisterStand,
    today: date,
    *,
    at_most: int | None = None,
) -> Boekhouding:
    """Lock and load the money that a batch can touch: no statement when it touches none, otherwise five.

    Call it once, after the state was loaded and before anything is written. When a register was loaded after `register`
    was read, the Boekhouding has the newer one (two statements more). Reservations whose term is over come along:
    `Boekhouding.lapse` is the first thing to do, after `sharing_store.load_shared`. Raises TooManyRows.
    """
    if not needed.aanbieders:
        return Boekhouding(register, today=today)
    aanbieders = sorted(needed.aanbieders)
    await lock(grootboek, aanbieders)
    versie, stops = await in_force(grootboek, aanbieders, today)
    if versie != register.versie:
        register = await read_stand(grootboek)
    saldi = await grootboek.fetch(_LOAD_SALDI, aanbieders)
    claims = key_columns(needed.claims)
    found = await fetch(
        grootboek.conn, _LOAD_CLAIMS_AND_VERVALLEN, grootboek.regio, *claims, aanbieders, today, at_most=at_most
    )
    standen = _claimstanden(found)
    boekhouding = Boekhouding(
        register,
        _saldi(saldi),
        standen,
        today=today,
        loaded=needed.claims,
        stops=Stops(today, stops),
        peilmaand=saldi[0]["peilmaand"] if saldi else None,  # without plafonds there is nothing to book
    )
    clienten = needed.betrokken.union(stand.about.client for stand in standen if stand.about.client is not None)
    tenzijs = await read_tenzijs(grootboek, clienten=clienten)
    boekhouding.add_tenzijs(one for one in tenzijs if one.verzoek.aanbieder in needed.aanbieders)
    return boekhouding


async def lock(grootboek: Grootboek, aanbieders: Iterable[str]) -> None:
    """Let nobody else decide on these aanbieders until the transaction ends: level 2."""
    keys = sorted({lock_key(f"plafonds/{grootboek.regio}/{who}") for who in aanbieders})
    await grootboek.conn.execute(_LOCK_ALL, lock_key(f"plafonds/{grootboek.regio}"), keys)


async def save(grootboek: Grootboek, money: MoneyState, first: int = 1) -> None:
    """Write what was booked and changed: at most five statements, and two more for what is under a tenzij.

    The MoneyState forgets that it changed.

    Boekingen are numbered from `first` within their position.
    """
    if money.boekingen:
        await write_boekingen(grootboek, money.boekingen, first)
        money.boekingen.clear()
    if money.changed_saldi:
        rows = [
            (*astuple(plafond), rekening, money.saldo(plafond).stand(rekening), position)
            for (plafond, rekening), position in sorted(money.changed_saldi.items())
        ]
        await grootboek.execute(_WRITE_SALDI, *by_column(rows))
        money.changed_saldi.clear()
    await save_claims(grootboek, money)


async def save_claims(grootboek: Grootboek, money: MoneyState) -> None:
    """Write the claims that changed: at most three statements, and two more for what is under a tenzij."""
    standen = [stand for claim in sorted(money.changed_claims) if (stand := money.claimstand(claim))]
    money.changed_claims.clear()
    if standen:
        rows = [(*astuple(stand.claim), *_details(stand)) for stand in standen]
        await grootboek.execute(_WRITE_CLAIMS, *by_column(rows))
    for table, is_under in ((_IN_ROOM, False), (_UNDER_TENZIJ, True)):
        gone, parts = [], []
        for claim, key in sorted(one for one in money.changed_parts if bool(one[1].tenzij) is is_under):
            part = (*astuple(claim), *astuple(key.plafond), key.rekening, *([key.tenzij] if is_under else ()))
            if cents := money.held(claim).get(key):
                parts.append((*part, cents))
            else:
                gone.append(part)
        if gone:
            await grootboek.execute(table.wipe, *by_column(gone))
        if parts:
            await grootboek.execute(table.write, *by_column(parts))
    money.changed_parts.clear()


async def lapse_needs(grootboek: Grootboek, op: date) -> Needs:
    """The aanbieders with a reservation whose term is over on `op`: what a timer hands to `load`."""
    return Needs(frozenset(row["aanbieder"] for row in await grootboek.fetch(_TO_LAPSE, op)))


async def lock_regio(grootboek: Grootboek) -> None:
    """Let no money move in a region until the transaction ends: for a register load or a rebuild.

    Level 2: after `watermark.begin`, before any table is locked or written.
    """
    await grootboek.conn.execute(
        f"select pg_advisory_xact_lock({LOCK_REGIO}, $1)", lock_key(f"plafonds/{grootboek.regio}")
    )


async def read_saldi(grootboek: Grootboek, aanbieders: Iterable[str] | None = None) -> list[Saldo]:
    """Plafonds (of `aanbieders`) in the order of their key, without a lock: for pages, reports and checks."""
    who = None if aanbieders is None else sorted(aanbieders)
    return _saldi(await grootboek.fetch(_ALL_SALDI, who))


async def read_claims(grootboek: Grootboek, claims: Iterable[Claimsleutel]) -> list[Claimstand]:
    """What is held for these claims, without a lock."""
    return _claimstanden(await grootboek.fetch(_LOAD_CLAIMS, *key_columns(claims)))


async def read_peilmaand(grootboek: Grootboek) -> date | None:
    """The month from which the declaration term counts back; None when it was never set."""
    peilmaand: date | None = await grootboek.fetchval(_PEILMAAND)
    return peilmaand


async def is_peilmaand_behind(grootboek: Grootboek, month: date) -> bool:
    """Whether the declaration term still counts back from before `month`; never in a region without plafonds."""
    behind: bool = await grootboek.fetchval(_LAGS, month)
    return behind


async def save_peilmaand(grootboek: Grootboek, peilmaand: date) -> None:
    """Set it, under the lock of `lock_regio`."""
    await grootboek.execute(_SHIFT, peilmaand)


def _saldi(rows: Iterable[Any]) -> list[Saldo]:
    """One row per rekening, plafond by plafond."""
    saldi = []
    for key, own in groupby(rows, key=lambda row: PlafondKey(*row[:4])):
        versie, cents = 0, {}
        for row in own:
            rekening = Rekening(row["rekening"])
            cents[rekening] = int(row["cents"])
            versie = row["versie"] if rekening is Rekening.PLAFOND else versie
        saldi.append(Saldo(key, cents, versie))
    return saldi


def _details(stand: Claimstand) -> tuple[Any, ...]:
    """The columns of `_DETAILS`."""
    own = (stand.is_gereserveerd, stand.uitkomst, stand.overschrijding_cents, stand.vervalt_op, stand.sinds)
    return stand.aanbieder, *astuple(stand.about), *own


def _claimstanden(rows: Iterable[Any]) -> list[Claimstand]:
    """One row per rekening; a claim that holds nothing has one row with an empty plafond."""
    bedragen: dict[Claimsleutel, dict[RekeningKey, int]] = {}
    details: dict[Claimsleutel, tuple[Any, ...]] = {}
    for row in map(tuple, rows):
        claim = key_of(*row[:4])
        details[claim] = row[4:14]
        from_claim = bedragen.setdefault(claim, {})
        if row[-1] is not None:
            from_claim[RekeningKey(PlafondKey(*row[14:18]), Rekening(row[18]), row[19])] = int(row[20])
    return [_claimstand(claim, details[claim], bedragen[claim]) for claim in details]


def _claimstand(claim: Claimsleutel, detail: Sequence[Any], bedragen: Bedragen) -> Claimstand:
    aanbieder, gemeente, client, categorie, code, is_gereserveerd, uitkomst, overschrijding_cents, vervalt_op, sinds = (
        detail
    )
    return Claimstand(
        claim=claim,
        aanbieder=aanbieder,
        about=Subject(gemeente, client, categorie, code),
        is_gereserveerd=is_gereserveerd,
        uitkomst=Uitkomst(uitkomst) if uitkomst is not None else None,
        overschrijding_cents=int(overschrijding_cents),
        vervalt_op=vervalt_op,
        sinds=sinds,
        bedragen=bedragen,
    )


async def sums(grootboek: Grootboek) -> dict[PlafondKey, dict[Rekening, int]]:
    """What the boekingen add up to, per plafond and rekening."""
    saldi: dict[PlafondKey, dict[Rekening, int]] = {}
    for row in await grootboek.fetch(f"select * from {SALDI} s"):
        saldi.setdefault(PlafondKey(*row[:4]), {})[Rekening(row["rekening"])] = int(row["cents"])
    return saldi


async def askew_claims(grootboek: Grootboek) -> list[Claimsleutel]:
    """The claims for which something else is held than their boekingen add up to."""
    return [key_of(*row) for row in await grootboek.fetch(_ASKEW)]
