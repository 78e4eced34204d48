# SPDX-License-Identifier: EUPL-1.2
"""The base relation: every levering as known at K, with its days (definitions.md 2) and its plek (3), in SQL.

All statements of this room begin with `met(...)` (or MET_REGISTER), a list of CTEs, and end in a select of their own.
"""

from berichtenverkeer.projections.hervattingen import hervat_op
from berichtenverkeer.stromen.opdracht import REGIO, Dimensie, Opdracht


def op_k(tabel: str) -> str:
    """That a row of the region was known at K."""
    return f"{tabel}.regio = :regio and {tabel}.pos_van <= :k and ({tabel}.pos_tot is null or {tabel}.pos_tot > :k)"


def in_regio(rij: str) -> str:
    """That a row counts: a gemeente of the region, and neither party outside its figures on that day."""
    return f"""
    {rij}.gemeente in (select gemeente from gemeente_rij)
    and not exists (select from buiten b where b.code = {rij}.gemeente and {rij}.begindatum between b.van and b.tot)
    and not exists (select from buiten b where b.code = {rij}.aanbieder and {rij}.begindatum between b.van and b.tot)"""


_GELDIG = "geldig_van as van, coalesce(geldig_tot, 'infinity') as tot"

MET_REGISTER = f"""
with register as materialized (
  select tabel, waarde, {_GELDIG} from register_rij r
  where {op_k("r")} and tabel in ('producten', 'segmenten', 'gemeenten', 'partijen')
),
product as materialized (
  select waarde->>'categorie' as categorie, waarde->>'code' as code, waarde->>'segment' as segment,
    waarde->>'perceel' as perceel, waarde->>'hulpvorm' as hulpvorm, waarde->>'zorgprofiel' as zorgprofiel,
    (waarde->>'wachtnorm_dagen')::int as norm, coalesce((waarde->>'crisis')::boolean, false) as crisis, van, tot
  from register where tabel = 'producten'
),
segment_rij as materialized (
  select waarde->>'segment' as segment, waarde->>'financieringsvorm' as financieringsvorm,
    (waarde->>'gewicht')::int as gewicht, van, tot
  from register where tabel = 'segmenten'
),
gemeente_rij as materialized (
  select waarde->>'gemeente' as gemeente, waarde->>'gebied' as gebied, van, tot
  from register where tabel = 'gemeenten'
),
buiten as materialized (
  select waarde->>'code' as code, van, tot
  from register where tabel = 'partijen' and (waarde->>'buiten_regio')::boolean
)"""

_PRODUCT = """
    left join product p on p.categorie = l.categorie and p.code = coalesce(l.code, '')
      and l.begindatum between p.van and p.tot"""
_SEGMENT = f"""{_PRODUCT}
    left join segment_rij s on s.segment = p.segment and l.begindatum between s.van and s.tot"""
_GEMEENTE = """
    left join gemeente_rij g on g.gemeente = l.gemeente and l.begindatum between g.van and g.tot"""

_PLEKKEN: dict[Dimensie, tuple[str, str]] = {
    Dimensie.SEGMENT: ("p.segment", _PRODUCT),
    Dimensie.PERCEEL: ("p.perceel", _PRODUCT),
    Dimensie.HULPVORM: ("p.hulpvorm", _PRODUCT),
    Dimensie.ZORGPROFIEL: ("p.zorgprofiel", _PRODUCT),
    Dimensie.FINANCIERINGSVORM: ("s.financieringsvorm", _SEGMENT),
    Dimensie.PRODUCTCATEGORIE: ("l.categorie", ""),
    Dimensie.AANBIEDER: ("l.aanbieder", ""),
    Dimensie.GEMEENTE: ("l.gemeente", ""),
    Dimensie.GEBIED: ("g.gebied", _GEMEENTE),
    Dimensie.REGIO: (f"'{REGIO}'", ""),
}


def plek(dimensie: Dimensie) -> str:
    """The plek of a row `l`, which has a gemeente, aanbieder, categorie, code and begindatum."""
    return f"coalesce(nullif({_PLEKKEN[dimensie][0]}, ''), 'onbekend')"


def plaatsing(dimensie: Dimensie, *, met_product: bool = False) -> str:
    """The joins that `plek` needs; with `met_product` at least that of the product list (p)."""
    joins = _PLEKKEN[dimensie][1]
    return joins if "product p" in joins or not met_product else joins + _PRODUCT


def is_op(levering: str, toewijzing: str) -> str:
    """That a row of leveringen is on a row of toewijzingen: of this client, at this aanbieder.

    The number alone does not say so: who answers himself gets, and may approve, what another starts on it.
    """
    zelfde = [f"{toewijzing}.{een} = {levering}.{een}" for een in ("client", "aanbieder", "gemeente")]
    return " and ".join([*zelfde, f"{toewijzing}.nummer = {levering}.toewijzing_nummer"])


IS_VERWIJDERD = "(t.einddatum = t.ingangsdatum and coalesce(t.reden_wijziging in ('13', '01'), false))"
"""That a toewijzing `t` counts as never sent (projections/toewijzingen.py); null while it has no Einddatum."""

_EINDE_TOEWIJZING = "case when t.einddatum is not null then greatest(t.einddatum, l.begindatum) end"
_EINDE_VERONDERSTELD = f"""
    left join toewijzing t on l.einde is null and l.toewijzing_nummer is not null and {op_k("t")}
      and {is_op("l", "t")} and t.einddatum < :dag_k
      and not {IS_VERWIJDERD}"""


def met(opdracht: Opdracht, *, meer: str = "", met_product: bool = False) -> str:
    """`with` and the CTE `geplaatst`: a row per levering of every client with care around the period.

    Columns: client, plek, begindatum, eind (its last day by definitions 2), tot (last day on which it makes the client
    present: the onderbreking that follows included), both null while it runs; reden, is_verondersteld, hervat_op; and
    `meer`, expressions on the levering `l` and, `met_product`, its product `p`. Clients are chosen, rows never cut.
    """
    verondersteld = opdracht.verondersteld
    return f"""{MET_REGISTER},
geplaatst as materialized (
  select client, plek, begindatum, reden, hervat_op, tijdelijk_einde, is_verondersteld,
    coalesce(einde, case when hervat_op is not null then tijdelijk_einde else einde_toewijzing end) as eind,
    coalesce(einde, case when hervat_op is not null then greatest(tijdelijk_einde, hervat_op - 1)
                         else einde_toewijzing end) as tot{_kolommen(meer, "x")}
  from (
    select l.client, {plek(opdracht.dimensie)} as plek, l.begindatum, l.einde, l.tijdelijk_einde, l.reden,
      {hervat_op("l", op_k)} as hervat_op,
      {_EINDE_TOEWIJZING if verondersteld else "null::date"} as einde_toewijzing{_kolommen(meer)}
    from levering l{plaatsing(opdracht.dimensie, met_product=met_product)}
    {_EINDE_VERONDERSTELD if verondersteld else ""}
    where {op_k("l")} and not l.is_verwijderd and {in_regio("l")}
      and l.client in (
        select a.client from levering a
        where {op_k("a")} and not a.is_verwijderd and a.begindatum <= :eind + 2 * :termijn + 2
          and coalesce(a.einde, 'infinity') >= :begin - 2 * :termijn - 2)
    offset 0  -- keeps the subquery for hervat_op from being run for every time it is named
  ) x
  cross join lateral (
    select einde is null and hervat_op is null and einde_toewijzing is not null as is_verondersteld) v
)"""


def _kolommen(meer: str, rij: str = "") -> str:
    """`meer` is "p.norm, l.gemeente": as columns of the inner select, or by their names of the outer one."""
    if not meer:
        return ""
    namen = [kolom.strip().rpartition(".")[2] for kolom in meer.split(",")]
    return "".join(f", {rij}.{naam}" for naam in namen) if rij else f", {meer}"
