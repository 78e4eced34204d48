-- Who waits on the last day of each period, the longest first.
-- $1 regio, $2 K, $3 dimensie, $4 the last days of the periods, $5 termijn D
\ir parts.psql
with :register, :laag, :bekend, :gestart,
wachtend as (
  select x.nummer - 1 as periode, x.dag as tot, t.gemeente, t.aanbieder, t.client, t.nummer as toewijzing_nummer,
    t.categorie, t.code, t.ingangsdatum as begindatum, t.einddatum, greatest(t.eerste_datum, t.ingangsdatum) as sinds,
    false as is_verwijderd, s.op as gestart_op
  from toewijzing_bekend t left join gestart s on s.client = t.client and s.aanbieder = t.aanbieder
    and s.gemeente = t.gemeente and s.toewijzing_nummer = t.nummer
  join unnest($4::date[]) with ordinality x (dag, nummer)
    on t.ingangsdatum <= x.dag and (t.einddatum is null or t.einddatum >= x.dag) and (s.op is null or s.op > x.dag)
  where not t.is_verwijderd
)
select :wachtregel
from wachtend l
:plaatsing
where :in_regio and not exists (  -- care that was running under another number goes on under this one, unless it broke
  select from levering_hervat o cross join lateral (
    select coalesce(o.einde, (
      select greatest(o.tijdelijk_einde, h.op - 1) from (select o.hervat_op as op offset 0) h
      where h.op is not null), 'infinity') as tot offset 0) e
  where o.client = l.client and o.aanbieder = l.aanbieder
    and (l.categorie is null or o.categorie = l.categorie)
    and coalesce(o.code = l.code, true)  -- the categorie when either has no code
    and (o.gemeente, o.toewijzing_nummer) is distinct from (l.gemeente, l.toewijzing_nummer)
    and o.begindatum < l.begindatum and l.begindatum - 1 <= e.tot
    and (l.tot <= l.begindatum + $5::int or l.gestart_op <= e.tot + $5::int + 1))
order by dagen desc, l.gemeente collate "C", l.toewijzing_nummer
