-- By plek and period: toewijzingen past their Ingangsdatum and those that ended, and what came of them.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 first days of the periods, $7 their last days
\ir parts.psql
with :register, :laag, :bekend, :gestart
select :plek as plek, (x.nummer - 1)::int as periode, count(*) as toewijzingen,
  count(*) filter (where l.is_gestopt is not null) as met_levering,
  count(*) filter (where l.einddatum between x.van and x.tot) as beeindigd,
  count(*) filter (where l.einddatum between x.van and x.tot and l.is_gestopt) as met_stop
from (
  select t.gemeente, t.aanbieder, t.categorie, t.code, t.ingangsdatum as begindatum, t.einddatum, s.is_gestopt
  from toewijzing_bekend t left join gestart s on s.client = t.client and s.aanbieder = t.aanbieder
    and s.gemeente = t.gemeente and s.toewijzing_nummer = t.nummer
  where not t.is_verwijderd and t.ingangsdatum <= $5::date
    and (t.einddatum is null or t.einddatum >= $4::date)) l
join unnest($6::date[], $7::date[]) with ordinality x (van, tot, nummer)
  on l.begindatum <= x.tot and (l.einddatum is null or l.einddatum >= x.van)
:plaatsing
where :in_regio
group by 1, 2
