-- A row per contract (with one gemeente, of one product) that holds on the last day of the period, or held on the day
-- before it and holds no more, and a row per levering with a day in the last months. `soort` says which.
with op_dag as (
  select p.nummer as periode, c.plek, c.plek2, c.aanbieder, c.gemeente, c.hoofdaannemer, c.vorm, c.product, c.contract_van,
    c.dag <= p.eind and c.einde >= p.eind as holds, c.dag < p.begin and c.einde >= p.begin - 1 as held
  from perioden p join contract c on c.dag <= p.eind and c.einde >= p.begin - 1
),
zorg as (
  select p.nummer as periode, l.plek, l.plek2, l.client, l.aanbieder, l.gemeente, l.hoofdaannemer, l.contractvorm, l.product,
    l.toewijzing_nummer, l.begindatum, coalesce(l.eind, p.eind) >= p.begin as in_periode
  from perioden p join levering l on l.begindatum <= p.eind
    and coalesce(l.eind, p.eind) > p.eind - to_months(getvariable('p_maanden')::integer)
),
samen as (
  select periode, aanbieder, bool_or(holds) as holds, bool_or(held) as held, min(contract_van) as sinds
  from op_dag group by all
)
select o.periode, o.plek, o.plek2, o.aanbieder, o.gemeente, o.hoofdaannemer, o.vorm, o.product, null as client,
  null as toewijzing_nummer, null as begindatum, case when o.holds then 'contract' else 'oud contract' end as soort,
  s.holds and not s.held as is_nieuw, s.held and not s.holds as is_weg,
  o.holds and s.sinds <= p.eind - to_months(getvariable('p_maanden')::integer) and not exists (
    select 1 from zorg z where z.periode = o.periode and z.aanbieder = o.aanbieder) as zonder_zorg
from op_dag o join samen s using (periode, aanbieder) join perioden p on p.nummer = o.periode
where o.holds or o.held
union all by name
select periode, plek, plek2, aanbieder, gemeente, hoofdaannemer, contractvorm as vorm, product, client, toewijzing_nummer,
  begindatum, 'zorg' as soort, false as is_nieuw, false as is_weg, false as zonder_zorg
from zorg where in_periode
