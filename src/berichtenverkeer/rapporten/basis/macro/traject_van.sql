-- Trajecten (definitions 2) out of the leveringen that count: those of one client, aanbieder and hulpvorm that overlap,
-- adjoin or are joined by an onderbreking, which joins two of one hulpvorm only: otherwise the first ended on its eind.
-- `eerste_levering`, of several that with the lowest product, says where it belongs; `reden` is that of the levering that ended
-- last, of several the lowest; `herhaald_na` the end of an earlier traject of the client that ended on or before
-- begin - 2, in the five years before it; `volgende_begin` when any traject began after this one ended.
with telt as (from query_table(tellend)),
deel as (
  -- of several that resumed it each gives a row, which changes no union of days
  select t.levering, t.client, t.aanbieder, t.hulpvorm, t.begindatum, t.eind, t.reden, t.categorie, t.code, t.gemeente,
    t.toewijzing_nummer,
    coalesce(case when t.hervat_op is not null and n.client is null then t.eind else t.tot end,
      date '99999-12-31') as laatste
  from telt t left join telt n on n.begindatum = t.hervat_op and n.hulpvorm = t.hulpvorm
    and n.client = t.client and n.gemeente = t.gemeente and n.aanbieder = t.aanbieder
    and n.toewijzing_nummer is not distinct from t.toewijzing_nummer
    and (t.toewijzing_nummer is not null or (n.categorie is not distinct from t.categorie
                                             and n.code is not distinct from t.code))
),
meer as (
  select client, aanbieder, hulpvorm from deel group by all having count(*) > 1
),
opeen as (
  select *, max(laatste) over (partition by client, aanbieder, hulpvorm order by begindatum, levering
    rows between unbounded preceding and 1 preceding) as eerder
  from deel semi join meer using (client, aanbieder, hulpvorm)
),
geteld as (
  select *, count(*) filter (where eerder is null or begindatum > eerder + 1) over (
    partition by client, aanbieder, hulpvorm order by begindatum, levering rows unbounded preceding) as nr
  from opeen
),
reeks as (
  select client, aanbieder, hulpvorm, min(begindatum) as begin, nullif(max(laatste), date '99999-12-31') as eind,
    first(levering order by begindatum, categorie, code, gemeente, toewijzing_nummer) as eerste_levering,
    first(reden order by eind desc, reden nulls last) as reden, count(distinct levering) as leveringen
  from geteld group by client, aanbieder, hulpvorm, nr
  union all
  select client, aanbieder, hulpvorm, begindatum, nullif(laatste, date '99999-12-31'), levering, reden, 1
  from deel anti join meer using (client, aanbieder, hulpvorm)
),
ervoor as (
  select t.eerste_levering, max(e.eind) as herhaald_na
  from reeks t join reeks e
    on e.client = t.client and e.eind <= t.begin - 2 and e.eind >= t.begin - interval 5 years
  group by t.eerste_levering
),
erna as (
  select t.eerste_levering, min(e.begin) as volgende_begin
  from reeks t join reeks e on e.client = t.client and e.begin > t.eind
  group by t.eerste_levering
)
select t.*, c.reden_cbs, v.herhaald_na, n.volgende_begin,
  case when v.herhaald_na is not null then 'herhaald'
       when getvariable('historie_vanaf') <= t.begin - interval 5 years then 'nieuw' else 'onbekend' end as beroep
from reeks t
left join ervoor v using (eerste_levering)
left join erna n using (eerste_levering)
left join redenen_cbs c using (reden)
