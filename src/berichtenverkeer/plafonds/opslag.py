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

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from msgspec.structs import astuple

from berichtenverkeer.core.database import Grootboek, haal
from berichtenverkeer.core.ids import lock_key
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.plafonds.behoefte import Behoefte
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boeken import Boeking, Onderwerp, Saldo
from berichtenverkeer.plafonds.boekhouding import Boekhouding, Stopvraag
from berichtenverkeer.plafonds.claimstand import Claimstand
from berichtenverkeer.plafonds.geldstand import Geldstand
from berichtenverkeer.plafonds.sleutels import Bedragen, PlafondSleutel, Rekening, Rekeningsleutel
from berichtenverkeer.plafonds.zijden import CLAIM, CLAIM_SQL, GEHOUDEN, PLAFOND, PLAFOND_SQL, SALDI, VAN
from berichtenverkeer.register.laden import laatste_versie
from berichtenverkeer.register.stand import RegisterStand, lees_stand

RUIMTE_REGIO, RUIMTE_AANBIEDER = 2, 3
"""First keys of the two-integer advisory locks of level 2; 1 is that of level 1 (ledger/watermerk.py)."""

_VERGRENDEL = f"""
with eerst as materialized (select pg_advisory_xact_lock_shared({RUIMTE_REGIO}, $1))
select pg_advisory_xact_lock({RUIMTE_AANBIEDER}, k)
from (select k from eerst cross join unnest($2::int[]) as k order by k) as op_volgorde"""

_PEILMAAND = "select peilmaand from plafond_peil where regio = $1"
_SALDI = f"""
select {PLAFOND_SQL}, rekening, cents, versie, ({_PEILMAAND}) as peilmaand from plafond_saldo where regio = $1"""
_LAAD_SALDI = f"{_SALDI} and aanbieder = any($2::text[]) order by {PLAFOND_SQL}, rekening for update"
_ALLE_SALDI = f"{_SALDI} and ($2::text[] is null or aanbieder = any($2)) order by {PLAFOND_SQL}, rekening"

_SOORTEN = ("text", "text", "bigint", "text")
"""Of the columns of a claim."""

_OVER = Onderwerp.__struct_fields__
_BESLUIT = ("is_gereserveerd", "uitkomst", "overschrijding_cents", "vervalt_op", "sinds")
_KOP = ("aanbieder", *_OVER, *_BESLUIT)
_KOP_SOORTEN = ("text", "text", "bytea", "text", "text", "boolean", "text", "numeric", "date", "bigint")


def _unnest(soorten: Sequence[str], vanaf: int) -> str:
    """`unnest($2::text[], $3::bigint[])`, numbered from `vanaf`."""
    return f"unnest({', '.join(f'${nummer}::{soort}[]' for nummer, soort in enumerate(soorten, vanaf))})"


_VAN_CLAIM = " and ".join(f"e.{kolom} = k.{kolom}" for kolom in CLAIM)
_CLAIMS = f"""
select {", ".join(f"c.{kolom}" for kolom in (*CLAIM, *_KOP))}, {", ".join(f"d.{kolom}" for kolom in PLAFOND)},
  d.rekening, d.cents
from ({{sleutels}}) k ({CLAIM_SQL})
cross join lateral (select * from claim e where e.regio = $1 and {_VAN_CLAIM} offset 0) c
left join lateral (select * from claimdeel e where e.regio = $1 and {_VAN_CLAIM} offset 0) d on true"""
# Key by key ("offset 0" keeps the planner to it): whatever the tables look like, only these rows are read.
_GEVRAAGD = f"select * from {_unnest(_SOORTEN, 2)}"
_LAAD_CLAIMS = _CLAIMS.format(sleutels=_GEVRAAGD)
_LAAD_CLAIMS_EN_VERVALLEN = _CLAIMS.format(
    sleutels=f"""{_GEVRAAGD} union
  select v.* from unnest($6::text[]) w (aanbieder) cross join lateral (
    select {CLAIM_SQL} from claim c
    where c.regio = $1 and c.is_gereserveerd and c.aanbieder = w.aanbieder and c.vervalt_op <= $7 offset 0) v"""
)

_TE_VERVALLEN = """
select distinct aanbieder from claim where regio = $1 and is_gereserveerd and vervalt_op <= $2"""

_BEDRAG = ("debet", "credit", "bedrag_cents")
_BOEKING = ("positie", "volgnr", *PLAFOND, *_BEDRAG, *CLAIM, *VAN, *_OVER)
_BOEKING_SOORTEN = (
    *("bigint", "int", "text", "int", "text", "text", "text", "text", "numeric"),
    *(*_SOORTEN, *_SOORTEN, "text", "bytea", "text", "text"),
)
_SCHRIJF_BOEKINGEN = f"""
insert into boeking (regio, {", ".join(_BOEKING)}) select $1, * from {_unnest(_BOEKING_SOORTEN, 2)}"""
_BOEKINGEN = f"""
select {", ".join(_BOEKING)} from boeking
where regio = $1 and (positie, volgnr) > ($2, $3) and positie <= $4 order by positie, volgnr limit $5"""

_SCHRIJF_SALDI = f"""
insert into plafond_saldo (regio, {PLAFOND_SQL}, rekening, cents, versie)
select $1, * from {_unnest(("text", "int", "text", "text", "text", "numeric", "bigint"), 2)}
on conflict (regio, {PLAFOND_SQL}, rekening) do update set cents = excluded.cents, versie = excluded.versie"""

_SCHRIJF_CLAIMS = f"""
insert into claim (regio, {CLAIM_SQL}, {", ".join(_KOP)}) select $1, * from {_unnest((*_SOORTEN, *_KOP_SOORTEN), 2)}
on conflict (regio, {CLAIM_SQL}) do update set {", ".join(f"{veld} = excluded.{veld}" for veld in _KOP)}"""

_SCHEEF = f"""
select distinct {CLAIM_SQL} from {GEHOUDEN} s
full join (select * from claimdeel where regio = $1) d using ({CLAIM_SQL}, {PLAFOND_SQL}, rekening)
where s.cents is distinct from d.cents order by {CLAIM_SQL}"""

_DEEL = (*CLAIM, *PLAFOND, "rekening")
_DEEL_SOORTEN = (*_SOORTEN, "text", "int", "text", "text", "text")
_WIS_DELEN = f"""
delete from claimdeel where ctid = any(array(
  select d.rij from {_unnest(_DEEL_SOORTEN, 2)} k ({", ".join(_DEEL)}) cross join lateral (
    select e.ctid as rij from claimdeel e
    where e.regio = $1 and {" and ".join(f"e.{kolom} = k.{kolom}" for kolom in _DEEL)} offset 0) d))"""
_SCHRIJF_DELEN = f"""
insert into claimdeel (regio, {", ".join(_DEEL)}, cents) select $1, * from {_unnest((*_DEEL_SOORTEN, "numeric"), 2)}
on conflict (regio, {", ".join(_DEEL)}) do update set cents = excluded.cents"""

_LOOPT_ACHTER = f"""
select exists (select from plafond_saldo where regio = $1) and coalesce(({_PEILMAAND}) < $2, true)"""

_VERSCHUIF = """
insert into plafond_peil (regio, peilmaand) values ($1, $2)
on conflict (regio) do update set peilmaand = excluded.peilmaand"""


async def laad(
    grootboek: Grootboek,
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
    keys = sorted({lock_key(f"plafonds/{grootboek.regio}/{wie}") for wie in aanbieders})
    await grootboek.conn.execute(_VERGRENDEL, lock_key(f"plafonds/{grootboek.regio}"), keys)
    if await laatste_versie(grootboek) != register.versie:
        register = await lees_stand(grootboek)
    saldi = await grootboek.fetch(_LAAD_SALDI, aanbieders)
    claims = _sleutelkolommen(nodig.claims)
    gevonden = await haal(
        grootboek.conn, _LAAD_CLAIMS_EN_VERVALLEN, grootboek.regio, *claims, aanbieders, vandaag, hoogstens=hoogstens
    )
    return Boekhouding(
        register,
        _saldi(saldi),
        _claimstanden(gevonden),
        vandaag=vandaag,
        gekend=nodig.claims,
        is_gestopt=is_gestopt,
        peilmaand=saldi[0]["peilmaand"] if saldi else None,  # without plafonds there is nothing to book
    )


async def bewaar(grootboek: Grootboek, geld: Geldstand, vanaf: int = 1) -> None:
    """Write what was booked and changed: at most five statements. The Geldstand forgets that it changed.

    Boekingen are numbered from `vanaf` within their position.
    """
    if geld.boekingen:
        await grootboek.execute(_SCHRIJF_BOEKINGEN, *_kolommen(_genummerd(geld.boekingen, vanaf)))
        geld.boekingen.clear()
    if geld.gewijzigde_saldi:
        rijen = [
            (*astuple(plafond), rekening, geld.saldo(plafond).stand(rekening), positie)
            for (plafond, rekening), positie in sorted(geld.gewijzigde_saldi.items())
        ]
        await grootboek.execute(_SCHRIJF_SALDI, *_kolommen(rijen))
        geld.gewijzigde_saldi.clear()
    await bewaar_claims(grootboek, geld)


async def bewaar_claims(grootboek: Grootboek, geld: Geldstand) -> None:
    """Write the claims that changed: at most three statements."""
    standen = [stand for claim in sorted(geld.gewijzigde_claims) if (stand := geld.claimstand(claim))]
    geld.gewijzigde_claims.clear()
    if standen:
        rijen = [(*astuple(stand.claim), *_kop(stand)) for stand in standen]
        await grootboek.execute(_SCHRIJF_CLAIMS, *_kolommen(rijen))
    weg, delen = [], []
    for claim, (plafond, rekening) in sorted(geld.gewijzigde_delen):
        deel = (*astuple(claim), *astuple(plafond), rekening)
        if cents := geld.gehouden(claim).get((plafond, rekening)):
            delen.append((*deel, cents))
        else:
            weg.append(deel)
    geld.gewijzigde_delen.clear()
    if weg:
        await grootboek.execute(_WIS_DELEN, *_kolommen(weg))
    if delen:
        await grootboek.execute(_SCHRIJF_DELEN, *_kolommen(delen))


async def boekingen_tussen(
    grootboek: Grootboek, na: int, tot_en_met: int, per_keer: int
) -> AsyncIterator[list[tuple[int, Boeking]]]:
    """The boekingen at positions in (`na`, `tot_en_met`], in order, at most `per_keer` at a time."""
    volgnr = 2**31 - 1
    while rijen := await grootboek.fetch(_BOEKINGEN, na, volgnr, tot_en_met, per_keer):
        yield [(rij["positie"], _boeking(tuple(rij)[2:])) for rij in rijen]
        na, volgnr = rijen[-1]["positie"], rijen[-1]["volgnr"]


async def nodig_voor_verval(grootboek: Grootboek, op: date) -> Behoefte:
    """The aanbieders with a reservation whose term is over on `op`: what a timer hands to `laad`."""
    return Behoefte(frozenset(rij["aanbieder"] for rij in await grootboek.fetch(_TE_VERVALLEN, op)))


async def sluit_af(grootboek: Grootboek) -> None:
    """Let no money move in a region until the transaction ends: for a register load or a rebuild.

    Level 2: after `watermerk.begin`, before any table is locked or written.
    """
    await grootboek.conn.execute(
        f"select pg_advisory_xact_lock({RUIMTE_REGIO}, $1)", lock_key(f"plafonds/{grootboek.regio}")
    )


async def lees_saldi(grootboek: Grootboek, aanbieders: Iterable[str] | None = None) -> list[Saldo]:
    """Plafonds (of `aanbieders`) in the order of their key, without a lock: for pages, reports and checks."""
    wie = None if aanbieders is None else sorted(aanbieders)
    return _saldi(await grootboek.fetch(_ALLE_SALDI, wie))


async def lees_claims(grootboek: Grootboek, claims: Iterable[Claimsleutel]) -> list[Claimstand]:
    """What is held for these claims, without a lock."""
    return _claimstanden(await grootboek.fetch(_LAAD_CLAIMS, *_sleutelkolommen(claims)))


async def lees_peilmaand(grootboek: Grootboek) -> date | None:
    """The month from which the declaration term counts back; None when it was never set."""
    peilmaand: date | None = await grootboek.fetchval(_PEILMAAND)
    return peilmaand


async def loopt_achter(grootboek: Grootboek, maand: date) -> bool:
    """Whether the declaration term still counts back from before `maand`; never in a region without plafonds."""
    achter: bool = await grootboek.fetchval(_LOOPT_ACHTER, maand)
    return achter


async def zet_peilmaand(grootboek: Grootboek, peilmaand: date) -> None:
    """Set it, under the lock of `sluit_af`."""
    await grootboek.execute(_VERSCHUIF, peilmaand)


def _saldi(rijen: Iterable[Any]) -> list[Saldo]:
    """One row per rekening, plafond by plafond."""
    saldi = []
    for sleutel, eigen in groupby(rijen, key=lambda rij: PlafondSleutel(*rij[:4])):
        versie, cents = 0, {}
        for rij in eigen:
            rekening = Rekening(rij["rekening"])
            cents[rekening] = int(rij["cents"])
            versie = rij["versie"] if rekening is Rekening.PLAFOND else versie
        saldi.append(Saldo(sleutel, cents, versie))
    return saldi


def _kop(stand: Claimstand) -> tuple[Any, ...]:
    """The columns of `_KOP`."""
    eigen = (stand.is_gereserveerd, stand.uitkomst, stand.overschrijding_cents, stand.vervalt_op, stand.sinds)
    return stand.aanbieder, *astuple(stand.over), *eigen


def _claimstanden(rijen: Iterable[Any]) -> list[Claimstand]:
    """One row per rekening; a claim that holds nothing has one row with an empty plafond."""
    bedragen: dict[Claimsleutel, dict[Rekeningsleutel, int]] = {}
    koppen: dict[Claimsleutel, tuple[Any, ...]] = {}
    for rij in map(tuple, rijen):
        claim = sleutel_van(*rij[:4])
        koppen[claim] = rij[4:14]
        van_claim = bedragen.setdefault(claim, {})
        if rij[-1] is not None:
            van_claim[PlafondSleutel(*rij[14:18]), Rekening(rij[18])] = int(rij[19])
    return [_claimstand(claim, koppen[claim], bedragen[claim]) for claim in koppen]


def _claimstand(claim: Claimsleutel, kop: Sequence[Any], bedragen: Bedragen) -> Claimstand:
    aanbieder, gemeente, client, categorie, code, is_gereserveerd, uitkomst, over_cents, vervalt_op, sinds = kop
    return Claimstand(
        claim=claim,
        aanbieder=aanbieder,
        over=Onderwerp(gemeente, client, categorie, code),
        is_gereserveerd=is_gereserveerd,
        uitkomst=Uitkomst(uitkomst) if uitkomst is not None else None,
        overschrijding_cents=int(over_cents),
        vervalt_op=vervalt_op,
        sinds=sinds,
        bedragen=bedragen,
    )


def sleutel_van(soort: str, partij: str, nummer: int, referentie: str) -> Claimsleutel:
    """The key in the four columns of a claim."""
    return Claimsleutel(Claimsoort(soort), partij, nummer, referentie)


def sleutel_of_niet(soort: str | None, *rest: Any) -> Claimsleutel | None:
    """The same of a boeking, which need not have one."""
    return None if soort is None else sleutel_van(soort, *rest)


_LEEG = (None,) * 4


def _boeking(rij: Sequence[Any]) -> Boeking:
    """From the columns of `_BOEKING` behind position and number."""
    claim, van, over = rij[7:11], rij[11:15], rij[15:19]
    return Boeking(
        plafond=PlafondSleutel(*rij[:4]),
        debet=Rekening(rij[4]),
        credit=Rekening(rij[5]),
        bedrag_cents=int(rij[6]),
        claim=sleutel_of_niet(*claim),
        van_claim=sleutel_of_niet(*van),
        over=Onderwerp(*over) if claim != _LEEG else None,
    )


def _genummerd(boekingen: Sequence[tuple[int, Boeking]], vanaf: int) -> list[tuple[Any, ...]]:
    """The columns of `_BOEKING`."""
    aantal: dict[int, int] = {}
    rijen = []
    for positie, een in boekingen:
        aantal[positie] = aantal.get(positie, vanaf - 1) + 1
        plek = (positie, aantal[positie], *astuple(een.plafond))
        sleutels = (*_of_leeg(een.claim), *_of_leeg(een.van_claim), *_of_leeg(een.over))
        rijen.append((*plek, een.debet, een.credit, een.bedrag_cents, *sleutels))
    return rijen


def _of_leeg(een: Claimsleutel | Onderwerp | None) -> tuple[Any, ...]:
    return _LEEG if een is None else astuple(een)


def _kolommen(rijen: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(kolom) for kolom in zip(*rijen, strict=True)]


def _sleutelkolommen(claims: Iterable[Claimsleutel]) -> list[list[Any]]:
    return _kolommen([astuple(claim) for claim in sorted(claims)]) or [[], [], [], []]


async def sommen(grootboek: Grootboek) -> dict[PlafondSleutel, dict[Rekening, int]]:
    """What the boekingen add up to, per plafond and rekening."""
    saldi: dict[PlafondSleutel, dict[Rekening, int]] = {}
    for rij in await grootboek.fetch(f"select * from {SALDI} s"):
        saldi.setdefault(PlafondSleutel(*rij[:4]), {})[Rekening(rij["rekening"])] = int(rij["cents"])
    return saldi


async def scheve_claims(grootboek: Grootboek) -> list[Claimsleutel]:
    """The claims for which something else is held than their boekingen add up to."""
    return [sleutel_van(*rij) for rij in await grootboek.fetch(_SCHEEF)]
