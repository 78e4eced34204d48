# SPDX-License-Identifier: EUPL-1.2
"""Who waits, whose toewijzing lapsed before any start, and what has no waiting (definitions.md 5)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.projections.hervattingen import hervat_op
from berichtenverkeer.register.rijen import Afmelding, Contract, Gemeente
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.stromen.basis import IS_VERWIJDERD, MET_REGISTER, in_regio, is_op, met, op_k, plaatsing, plek
from berichtenverkeer.stromen.opdracht import CLIENT_TEKENS, Opdracht
from berichtenverkeer.stromen.vraag import vraag, waarden

Tellingen = dict[tuple[int, str], int]
"""By number of the period and plek."""


class Wachtregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A toewijzing on which no care began in time: still waiting, or lapsed. `client`: the begin of the pseudonym.

    `dagen`: from `sinds` (the "from" of W3) until the last day of the period, or until the Einddatum of one that
    lapsed; below 0 when it was decided later than that. `over_norm`: None without a norm. `onbevestigd`: it would
    not be here, or be otherwise, without what waits for the answer of a receiver who answers himself.
    """

    plek: str
    gemeente: str
    aanbieder: str
    toewijzing_nummer: int
    client: str
    categorie: str | None
    code: str | None
    ingangsdatum: date
    einddatum: date | None
    sinds: date
    dagen: int
    norm_dagen: int | None
    over_norm: bool | None
    onbevestigd: bool = False


_GELEZEN = Wachtregel.__struct_fields__[:-1]
"""All but whether it is confirmed."""


class Toegewezen(msgspec.Struct, frozen=True):
    """A line, the number of its period, and whether its toewijzing was removed."""

    periode: int
    is_verwijderd: bool
    regel: Wachtregel


_GESTART = f"""{MET_REGISTER},
gestart as (
  select l.client, l.aanbieder, l.gemeente, l.toewijzing_nummer, min(l.begindatum) as op from levering l
  where {op_k("l")} and not l.is_verwijderd and l.toewijzing_nummer is not null group by 1, 2, 3, 4
)"""

_TOEWIJZING = """t.gemeente, t.aanbieder, t.client, t.nummer as toewijzing_nummer, t.categorie, t.code,
    t.ingangsdatum as begindatum, t.einddatum, greatest(t.eerste_datum, t.ingangsdatum) as sinds"""

_MET_START = f"left join gestart s on {is_op('s', 't')}"

_VERWIJDERD = f"coalesce({IS_VERWIJDERD}, false)"


def _regels(opdracht: Opdracht, van: str, tot: str, waar: str = "true") -> str:
    """The select that a Toegewezen is made of, out of the CTE `van`; its days run until `tot`."""
    return f"""
select l.periode::int as periode, l.is_verwijderd, {plek(opdracht.dimensie)} as plek, l.gemeente, l.aanbieder,
  l.toewijzing_nummer, left(encode(l.client, 'hex'), {CLIENT_TEKENS}) as client, l.categorie, l.code,
  l.begindatum as ingangsdatum, l.einddatum, l.sinds, {tot} - l.sinds as dagen, p.norm as norm_dagen,
  {tot} - l.sinds > p.norm as over_norm
from {van} l{plaatsing(opdracht.dimensie, met_product=True)}
where {in_regio("l")} and {waar}
order by dagen desc, l.gemeente collate "C", l.toewijzing_nummer"""


_LIEP_TOT = f"""coalesce(o.einde, (
      select greatest(o.tijdelijk_einde, h.op - 1) from (select {hervat_op("o", op_k)} as op offset 0) h
      where h.op is not null), 'infinity')"""

_ZET_VOORT = f"""exists (  -- care that was running under another number goes on under this one, unless it broke
  select from levering o cross join lateral (select {_LIEP_TOT} as tot offset 0) e
  where {op_k("o")} and not o.is_verwijderd and o.client = l.client and o.aanbieder = l.aanbieder
    and (l.categorie is null or o.categorie = l.categorie)
    and coalesce(o.code = l.code, true)  -- the categorie when either has no code
    and (o.gemeente, o.toewijzing_nummer) is distinct from (l.gemeente, l.toewijzing_nummer)
    and o.begindatum < l.begindatum and l.begindatum - 1 <= e.tot
    and (l.dag <= l.begindatum + :termijn or l.gestart_op <= e.tot + :termijn + 1))"""


async def wachtenden(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Toegewezen]:
    """Who waits on the last day of each period, the longest first. What is taakgericht waits for nothing."""
    tekst = f"""{_GESTART},
wachtend as (
  select x.nummer - 1 as periode, x.dag, {_TOEWIJZING}, false as is_verwijderd, s.op as gestart_op
  from toewijzing t {_MET_START}
  join unnest(:einddagen) with ordinality x (dag, nummer)
    on t.ingangsdatum <= x.dag and (t.einddatum is null or t.einddatum >= x.dag) and (s.op is null or s.op > x.dag)
  where {op_k("t")} and not {_VERWIJDERD}
){_regels(opdracht, "wachtend", "l.dag", f"not {_ZET_VOORT}")}"""
    return await _lees(conn, opdracht, register, tekst)


async def vervallen(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Toegewezen]:
    """Whose Einddatum, in the periods, came before any start; and, marked, those removed on which care never began."""
    tekst = f"""{_GESTART},
vervallen as (
  select width_bucket(t.einddatum, :begindagen) - 1 as periode, {_TOEWIJZING}, {_VERWIJDERD} as is_verwijderd
  from toewijzing t {_MET_START}
  where {op_k("t")} and t.einddatum between :begin and :eind
    and (s.op is null or (s.op > t.einddatum and not {_VERWIJDERD}))
){_regels(opdracht, "vervallen", "l.einddatum")}"""
    return await _lees(conn, opdracht, register, tekst)


async def _lees(conn: Verbinding, opdracht: Opdracht, register: RegisterStand, tekst: str) -> list[Toegewezen]:
    gevonden = []
    for rij in await vraag(conn, tekst, waarden(opdracht)):
        periode, is_verwijderd, *velden = rij.values()
        een = Wachtregel(**dict(zip(_GELEZEN, velden, strict=True)))
        if not register.is_taakgericht(een.aanbieder, een.gemeente, een.categorie, een.code, een.ingangsdatum):
            gevonden.append(Toegewezen(periode, is_verwijderd, een))
    return gevonden


KOLOMMEN = "l.gemeente, l.aanbieder, l.toewijzing_nummer, l.categorie, l.code"

_LEVERINGEN = """
select plek, gemeente, aanbieder, categorie, code, toewijzing_nummer is null as zonder_nummer,
  min(begindatum) as begindatum, count(*)::int as aantal, width_bucket(begindatum - 1, :einddagen) as eerste,
  coalesce(width_bucket(tot, :begindagen), cardinality(:begindagen)) as na_laatste
from geplaatst where begindatum <= :eind and (tot is null or tot >= :begin)
group by plek, gemeente, aanbieder, categorie, code, zonder_nummer, width_bucket(begindatum, :contractdagen), eerste,
  na_laatste"""


async def tel_leveringen(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> tuple[Tellingen, Tellingen]:
    """How many leveringen there are in each period and plek: with a toewijzing to wait on, and without.

    Those without are taakgericht, by contract or because they name no toewijzing. Plek "" is the region.
    """
    gegeven = waarden(opdracht) | {"contractdagen": contractdagen(register)}
    te_meten: Tellingen = {}
    niet_te_meten: Tellingen = {}
    for rij in await vraag(conn, f"{met(opdracht, meer=KOLOMMEN)}{_LEVERINGEN}", gegeven):
        waarover = rij["aanbieder"], rij["gemeente"], rij["categorie"], rij["code"], rij["begindatum"]
        is_zonder = rij["zonder_nummer"] or register.is_taakgericht(*waarover)
        doel = niet_te_meten if is_zonder else te_meten
        for periode in range(rij["eerste"], rij["na_laatste"]):
            for waar in (rij["plek"], ""):
                doel[periode, waar] = doel.get((periode, waar), 0) + rij["aantal"]
    return te_meten, niet_te_meten


def contractdagen(register: RegisterStand) -> Sequence[date]:
    """The days on which what is taakgericht can change; between two of them it does not."""
    rijen: Iterable[Contract | Gemeente | Afmelding] = (
        *register.rijen(Contract),
        *register.rijen(Gemeente),
        *register.rijen(Afmelding),
    )
    dagen = {dag for rij in rijen for dag in (rij.geldig_van, rij.geldig_tot and rij.geldig_tot + timedelta(days=1))}
    return sorted(dag for dag in dagen if dag is not None)
