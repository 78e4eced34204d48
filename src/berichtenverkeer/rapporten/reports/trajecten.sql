-- A row per traject (definitions 2) with a day in the period. `eerder_periode` is the second reading of herhaald beroep:
-- an earlier traject of the youth that ended in the five years before the period. `half_jaar`: six months after the end.
select p.nummer as periode, t.plek, t.plek2, t.client, t.gemeente, t.aanbieder, t.toewijzing_nummer, t.begindatum,
  t.begin, t.eind, t.beroep, t.begin between p.begin and p.eind as is_begonnen,
  t.begin <= p.eind and coalesce(t.eind > p.eind, true) as loopt,
  coalesce(t.eind between p.begin and p.eind, false) as is_beeindigd,
  exists (select 1 from traject_overal e where e.client = t.client and e.eind <= t.begin - 2
    and e.eind >= p.begin - interval 5 years and e.eind < p.begin) as eerder_periode,
  t.eind - t.begin + 1 as dagen, case when t.eind is not null then coalesce(t.reden_cbs, 'onbekend') end as reden_cbs,
  t.volgende_begin, t.eind + interval 6 months as half_jaar, t.eind + interval 1 year as heel_jaar
from perioden p join traject t on t.begin <= p.eind and coalesce(t.eind >= p.begin, true)
