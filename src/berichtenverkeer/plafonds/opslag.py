# SPDX-License-Identifier: EUPL-1.2
"""The money in and out of the database: locked, loaded and written for a whole batch, in a fixed number of statements.

Locks are taken on three levels, and on each level in one statement and in one order, so that nobody waits in a circle:
1. what `watermerk.begin` takes at the start: clients, toewijzingen, verzoeken, the register;
2. `laad`, after the state was loaded: the region shared (a register load, a rebuild: exclusive), then the aanbieders
   whose money the batch can touch;
3. the rows of `plafond_saldo`, in the order of their key.
Who waits on one level holds nothing of a later one. The lock per aanbieder exists before his first plafond does, so a
plafond that is being loaded cannot miss a claim; a batch of first starts touches no money and takes none of this.
What `laad` reads after its locks stays true until the transaction ends: two requests never both get the last room.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Verbinding, haal
from berichtenverkeer.core.ids import lock_key
from berichtenverkeer.plafonds.behoefte import Behoefte
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boeken import Boeking, Saldo
from berichtenverkeer.plafonds.boekhouding import Boekhouding, Stopvraag
from berichtenverkeer.plafonds.claimstand import Claimstand
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, Soort
from berichtenverkeer.register.laden import laatste_versie
from berichtenverkeer.register.stand import RegisterStand, lees_stand

RUIMTE_REGIO, RUIMTE_AANBIEDER = 2, 3
"""First keys of the two-integer advisory locks of level 2; 1 is that of level 1 (ledger/watermerk.py)."""

_VERGRENDEL = f"""
with eerst as materialized (select pg_advisory_xact_lock_shared({RUIMTE_REGIO}, $1))
select pg_advisory_xact_lock({RUIMTE_AANBIEDER}, k)
from (select k from eerst cross join unnest($2::int[]) as k order by k) as op_volgorde"""

_SLEUTEL = "aanbieder, jaar, perceel, segment"
_CENTS = tuple(veld for veld in Saldo.__struct_fields__ if veld.endswith("_cents"))
_PEILMAAND = "select peilmaand from plafond_peil where regio = $1"
_SALDI = (
    f"select {_SLEUTEL}, versie, {', '.join(_CENTS)}, ({_PEILMAAND}) as peilmaand from plafond_saldo where regio = $1"
)
_LAAD_SALDI = f"{_SALDI} and aanbieder = any($2::text[]) order by {_SLEUTEL} for update"
_ALLE_SALDI = f"{_SALDI} and ($2::text[] is null or aanbieder = any($2)) order by {_SLEUTEL}"

_CLAIM = ("claim", "aanbieder", "gemeente", "soort", "uitkomst", "overschrijding_cents", "vervalt_op", "sinds")
_CLAIMS = f"""
select {", ".join("c." + veld for veld in _CLAIM)}, d.aanbieder, d.jaar, d.perceel, d.segment,
  d.bedrag_cents, d.realisatie_cents
from ({{sleutels}}) k
cross join lateral (select * from claim e where e.regio = $1 and e.claim = k.claim offset 0) c
left join lateral (select * from claimdeel e where e.regio = $1 and e.claim = k.claim offset 0) d on true"""
# Key by key ("offset 0" keeps the planner to it): whatever the tables look like, only these rows are read.
_GEVRAAGD = "select unnest($2::text[]) as claim"
_LAAD_CLAIMS = _CLAIMS.format(sleutels=_GEVRAAGD)
_LAAD_CLAIMS_EN_VERVALLEN = _CLAIMS.format(
    sleutels=f"""{_GEVRAAGD} union
  select v.claim from claim v
  where v.regio = $1 and v.soort = 'gereserveerd' and v.aanbieder = any($3::text[]) and v.vervalt_op <= $4"""
)

_TE_VERVALLEN = """
select distinct aanbieder from claim where regio = $1 and soort = 'gereserveerd' and vervalt_op <= $2"""

_SCHRIJF_BOEKINGEN = f"""
insert into boeking (regio, positie, volgnr, {_SLEUTEL}, debet, credit, bedrag_cents, claim, van_claim)
select $1, * from unnest($2::bigint[], $3::int[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::numeric[], $11::text[], $12::text[])"""

_SCHRIJF_SALDI = f"""
insert into plafond_saldo (regio, {_SLEUTEL}, versie, {", ".join(_CENTS)})
select $1, * from unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[],
  {", ".join(f"${nummer}::numeric[]" for nummer in range(7, 7 + len(_CENTS)))})
on conflict (regio, {_SLEUTEL}) do update set versie = excluded.versie,
  {", ".join(f"{veld} = excluded.{veld}" for veld in _CENTS)}"""

_SCHRIJF_CLAIMS = f"""
insert into claim (regio, {", ".join(_CLAIM)})
select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[], $8::date[],
  $9::bigint[])
on conflict (regio, claim) do update set {", ".join(f"{veld} = excluded.{veld}" for veld in _CLAIM[1:])}"""

SOM_DELEN = f"""
select claim, {_SLEUTEL}, sum(bedrag) as bedrag_cents, sum(realisatie) as realisatie_cents from (
  select claim, {_SLEUTEL}, case debet when 'REALISATIE' then 0 else bedrag_cents end as bedrag,
    case debet when 'REALISATIE' then bedrag_cents else 0 end as realisatie from boeking
  where regio = $1 and debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE')
  union all select coalesce(van_claim, claim), {_SLEUTEL}, case credit when 'REALISATIE' then 0 else -bedrag_cents end,
    case credit when 'REALISATIE' then -bedrag_cents else 0 end from boeking
  where regio = $1 and credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE')
) b group by claim, {_SLEUTEL} having sum(bedrag) <> 0 or sum(realisatie) <> 0"""
"""What is held per claim and plafond, as the boekingen ($1: regio) say."""

_SOM_SALDI = f"""
select {_SLEUTEL}, rekening, sum(cents) as cents from (
  select {_SLEUTEL}, debet as rekening, bedrag_cents as cents from boeking where regio = $1
  union all select {_SLEUTEL}, credit, -bedrag_cents from boeking where regio = $1
) b group by {_SLEUTEL}, rekening"""

_SCHEEF = f"""
select distinct claim from ({SOM_DELEN}) s
full join (select claim, {_SLEUTEL}, bedrag_cents, realisatie_cents from claimdeel where regio = $1) d
  using (claim, {_SLEUTEL})
where (s.bedrag_cents, s.realisatie_cents) is distinct from (d.bedrag_cents, d.realisatie_cents) order by claim"""

_WIS_DELEN = "delete from claimdeel where regio = $1 and claim = any($2::text[])"
_SCHRIJF_DELEN = f"""
insert into claimdeel (regio, claim, {_SLEUTEL}, bedrag_cents, realisatie_cents)
select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::numeric[], $8::numeric[])"""

_LOOPT_ACHTER = f"""
select exists (select from plafond_saldo where regio = $1) and coalesce(({_PEILMAAND}) < $2, true)"""

_VERSCHUIF = """
insert into plafond_peil (regio, peilmaand) values ($1, $2)
on conflict (regio) do update set peilmaand = excluded.peilmaand"""


async def laad(
    conn: Verbinding,
    regio: str,
    nodig: Behoefte,
    register: RegisterStand,
    vandaag: date,
    is_gestopt: Stopvraag = lambda _: False,
    *,
    hoogstens: int | None = None,
) -> Boekhouding:
    """Lock and load the money that a batch can touch: no statement when it touches none, otherwise four.

    Call it once, after the state was loaded and before anything is written. When a register was loaded after `register`
    was read, the Boekhouding has the newer one (two statements more). Reservations whose term is over come along:
    `Boekhouding.verval` is the first thing to do. Raises TeVeelRijen.
    """
    if not nodig.aanbieders:
        return Boekhouding(register, vandaag=vandaag, is_gestopt=is_gestopt)
    aanbieders = sorted(nodig.aanbieders)
    keys = sorted({lock_key(f"plafonds/{regio}/{wie}") for wie in aanbieders})
    await conn.execute(_VERGRENDEL, lock_key(f"plafonds/{regio}"), keys)
    if await laatste_versie(conn, regio) != register.versie:
        register = await lees_stand(conn, regio)
    saldi = await conn.fetch(_LAAD_SALDI, regio, aanbieders)
    claims = sorted(nodig.claims)
    gevonden = await haal(conn, _LAAD_CLAIMS_EN_VERVALLEN, regio, claims, aanbieders, vandaag, hoogstens=hoogstens)
    return Boekhouding(
        register,
        map(_saldo, saldi),
        _claimstanden(gevonden),
        vandaag=vandaag,
        gekend=nodig.claims,
        is_gestopt=is_gestopt,
        peilmaand=saldi[0]["peilmaand"] if saldi else None,  # without plafonds there is nothing to book
    )


async def bewaar(conn: Verbinding, regio: str, boekhouding: Boekhouding, vanaf: int = 1) -> None:
    """Write what the batch booked and changed: at most five statements. The Boekhouding forgets that it changed.

    Boekingen are numbered from `vanaf` within their position.
    """
    if boekhouding.boekingen:
        await conn.execute(_SCHRIJF_BOEKINGEN, regio, *_kolommen(_genummerd(boekhouding.boekingen, vanaf)))
    if boekhouding.gewijzigde_saldi:
        saldi = [boekhouding.saldo(sleutel) for sleutel in sorted(boekhouding.gewijzigde_saldi)]
        rijen = [
            (*msgspec.structs.astuple(een.sleutel), een.versie, *(getattr(een, veld) for veld in _CENTS))
            for een in saldi
        ]
        await conn.execute(_SCHRIJF_SALDI, regio, *_kolommen(rijen))
    if boekhouding.gewijzigde_claims:
        await _bewaar_claims(conn, regio, boekhouding)
    boekhouding.boekingen.clear()
    boekhouding.gewijzigde_saldi.clear()
    boekhouding.gewijzigde_claims.clear()


async def _bewaar_claims(conn: Verbinding, regio: str, boekhouding: Boekhouding) -> None:
    standen = [stand for claim in sorted(boekhouding.gewijzigde_claims) if (stand := boekhouding.claimstand(claim))]
    rijen = [tuple(getattr(stand, veld) for veld in _CLAIM) for stand in standen]
    await conn.execute(_SCHRIJF_CLAIMS, regio, *_kolommen(rijen))
    await conn.execute(_WIS_DELEN, regio, [stand.claim for stand in standen])
    delen = [
        (stand.claim, *msgspec.structs.astuple(plafond), stand.delen.get(plafond, 0), stand.realisatie.get(plafond, 0))
        for stand in standen
        for plafond in sorted(stand.delen.keys() | stand.realisatie.keys())
    ]
    if delen:
        await conn.execute(_SCHRIJF_DELEN, regio, *_kolommen(delen))


async def nodig_voor_verval(conn: Verbinding, regio: str, op: date) -> Behoefte:
    """The aanbieders with a reservation whose term is over on `op`: what a timer hands to `laad`."""
    return Behoefte(frozenset(rij["aanbieder"] for rij in await conn.fetch(_TE_VERVALLEN, regio, op)))


async def sluit_af(conn: Verbinding, regio: str) -> None:
    """Let no money move in a region until the transaction ends: for a register load or a rebuild.

    Level 2: after `watermerk.begin`, before any table is locked or written.
    """
    await conn.execute(f"select pg_advisory_xact_lock({RUIMTE_REGIO}, $1)", lock_key(f"plafonds/{regio}"))


async def lees_saldi(conn: Verbinding, regio: str, aanbieders: Iterable[str] | None = None) -> list[Saldo]:
    """Plafonds (of `aanbieders`) in the order of their key, without a lock: for pages, reports and checks."""
    wie = None if aanbieders is None else sorted(aanbieders)
    return [_saldo(rij) for rij in await conn.fetch(_ALLE_SALDI, regio, wie)]


async def lees_claims(conn: Verbinding, regio: str, claims: Iterable[str]) -> list[Claimstand]:
    """What is held for these claims, without a lock."""
    return _claimstanden(await conn.fetch(_LAAD_CLAIMS, regio, sorted(claims)))


async def lees_peilmaand(conn: Verbinding, regio: str) -> date | None:
    """The month from which the declaration term counts back; None when it was never set."""
    peilmaand: date | None = await conn.fetchval(_PEILMAAND, regio)
    return peilmaand


async def loopt_achter(conn: Verbinding, regio: str, maand: date) -> bool:
    """Whether the declaration term still counts back from before `maand`; never in a region without plafonds."""
    achter: bool = await conn.fetchval(_LOOPT_ACHTER, regio, maand)
    return achter


async def zet_peilmaand(conn: Verbinding, regio: str, peilmaand: date) -> None:
    """Set it, under the lock of `sluit_af`."""
    await conn.execute(_VERSCHUIF, regio, peilmaand)


def _saldo(rij: Any) -> Saldo:
    return Saldo(sleutel=PlafondSleutel(*rij[:4]), versie=rij["versie"], **{veld: rij[veld] for veld in _CENTS})


def _claimstanden(rijen: Iterable[Any]) -> list[Claimstand]:
    """One row per deel; a claim without delen has one row with an empty plafond."""
    breedte = len(_CLAIM)
    delen: dict[str, dict[PlafondSleutel, int]] = {}
    realisatie: dict[str, dict[PlafondSleutel, int]] = {}
    koppen: dict[str, dict[str, Any]] = {}
    for rij in map(tuple, rijen):
        kop = dict(zip(_CLAIM, rij[:breedte], strict=True))
        koppen[kop["claim"]] = kop
        for per_claim, cents in ((delen, rij[-2]), (realisatie, rij[-1])):
            eigen = per_claim.setdefault(kop["claim"], {})
            if cents:
                eigen[PlafondSleutel(*rij[breedte : breedte + 4])] = cents
    return [
        Claimstand(
            **{
                **kop,
                "soort": Soort(kop["soort"]),
                "uitkomst": Uitkomst(kop["uitkomst"]) if kop["uitkomst"] is not None else None,
                "delen": delen[claim],
                "realisatie": realisatie[claim],
            }
        )
        for claim, kop in koppen.items()
    ]


def _genummerd(boekingen: Sequence[tuple[int, Boeking]], vanaf: int) -> list[tuple[Any, ...]]:
    aantal: dict[int, int] = {}
    rijen = []
    for positie, een in boekingen:
        aantal[positie] = aantal.get(positie, vanaf - 1) + 1
        rijen.append(
            (
                positie,
                aantal[positie],
                *msgspec.structs.astuple(een.plafond),
                *(een.debet, een.credit, een.bedrag_cents, een.claim, een.van_claim),
            )
        )
    return rijen


def _kolommen(rijen: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(kolom) for kolom in zip(*rijen, strict=True)]


async def sommen(conn: Verbinding, regio: str) -> dict[PlafondSleutel, dict[Rekening, int]]:
    """What the boekingen add up to, per plafond and rekening."""
    saldi: dict[PlafondSleutel, dict[Rekening, int]] = {}
    for rij in await conn.fetch(_SOM_SALDI, regio):
        saldi.setdefault(PlafondSleutel(*rij[:4]), {})[Rekening(rij["rekening"])] = int(rij["cents"])
    return saldi


async def scheve_claims(conn: Verbinding, regio: str) -> list[str]:
    """The claims for which something else is held than their boekingen add up to."""
    return [rij["claim"] for rij in await conn.fetch(_SCHEEF, regio)]
