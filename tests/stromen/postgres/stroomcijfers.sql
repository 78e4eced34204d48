-- The figures of the flow report, as lines to be counted: stand, movements, and what qualifies them (definitions.md 4).
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 termijn D, $7 the day of K, $8 verondersteld, $9 historie_vanaf,
-- $10 first days of the periods, $11 their last days, $12 the days of a stand, $13 first days and the one after all
\ir parts.psql
\set kolommen 'gemeente, aanbieder, toewijzing_nummer'
with :register, :laag, :bekend, :geplaatst, :beweging,
verdacht as (
  select g.client, g.plek, g.begindatum, g.tot, g.tijdelijk_einde, g.hervat_op, t.einddatum,
    coalesce(t.is_verwijderd, false) as is_verwijderd
  from geplaatst g
  left join toewijzing_bekend t on t.client = g.client and t.aanbieder = g.aanbieder and t.gemeente = g.gemeente
    and t.nummer = g.toewijzing_nummer and (t.is_verwijderd or (g.tot is null and t.einddatum < $5::date))
  where (g.tot is null or g.tot >= $4::date) and g.begindatum <= $5::date
),
-- of who is in a stand: whether everything that keeps him there has the trait
twijfel as (
  select x.nummer - 1 as periode, v.client, v.plek,
    bool_and(v.tot is null and not v.is_verwijderd and v.einddatum is not null and v.einddatum < x.dag) as zonder_stop,
    bool_and(v.tijdelijk_einde is not null and v.tijdelijk_einde + interval '6 months' < x.dag
             and (v.hervat_op is null or v.hervat_op > x.dag)) as onderbroken,
    bool_and(v.is_verwijderd) as zonder_toewijzing
  from (select distinct client from verdacht
        where einddatum is not null or tijdelijk_einde + interval '6 months' < $5::date) k
  join verdacht v on v.client = k.client
  join unnest($11::date[]) with ordinality x (dag, nummer)
    on v.begindatum <= x.dag and (v.tot is null or v.tot > x.dag)
  group by 1, 2, 3
),
twijfel_regio as (
  select periode, client, bool_and(zonder_stop) as zonder_stop, bool_and(onderbroken) as onderbroken,
    bool_and(zonder_toewijzing) as zonder_toewijzing
  from twijfel group by 1, 2
),
kanttekening as (
  select is_regio, plek, periode::int as periode, naam as wat, count(*) as aantal
  from (select false as is_regio, plek, periode, zonder_stop, onderbroken, zonder_toewijzing from twijfel
        union all
        select true, 'regio', periode, zonder_stop, onderbroken, zonder_toewijzing from twijfel_regio) t
  cross join lateral (values
    ('zonder_stop_na_einddatum', zonder_stop),
    ('langer_dan_6_maanden_onderbroken', onderbroken),
    ('zonder_toewijzing', zonder_toewijzing)) n (naam, klopt)
  where klopt group by 1, 2, 3, 4
  union all
  select w.is_regio, w.plek, width_bucket(eind, $10::date[]) - 1, n.naam, count(*)
  from geplaatst g
  cross join lateral (values (false, g.plek), (true, 'regio')) w (is_regio, plek)
  cross join lateral (values ('stops', true), ('met_reden', reden is not null)) n (naam, klopt)
  where eind between $4::date and $5::date and not is_verondersteld and hervat_op is null and klopt
  group by 1, 2, 3, 4
)
select 'stand' as wat, is_regio, plek, j0 as periode, j1 as verschil, null as richting, null as soort,
  null as andere_plek, null as beroep, null as verwijzer, null as reden, null::int as schaling, false as voorlopig,
  count(*) as aantal
from (
  -- present on the days of a stand with numbers j0 until before j1
  select is_regio, plek, width_bucket(s - 1, $12::date[]) as j0,
    coalesce(width_bucket(l - 1, $12::date[]), cardinality($12::date[])) as j1
  from (select false as is_regio, plek, s, l from aanwezig union all select true, 'regio', s, l from regio) v
  where s <= $5::date and (l is null or l >= $4::date)
) x
where j0 < j1 group by is_regio, plek, j0, j1
union all
select 'beweging', is_regio, plek, periode, sign(width_bucket(andere_datum, $13::date[]) - periode - 1)::int, richting,
  soort, andere_plek, beroep, verwijzer, reden, schaling, voorlopig, count(*)
from (select *, width_bucket(datum, $10::date[]) - 1 as periode from beweging) x
group by 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
union all
select wat, is_regio, plek, periode, null, null, null, null, null, null, null, null, false, aantal
from kanttekening
