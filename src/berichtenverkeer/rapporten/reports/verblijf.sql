-- A row per levering with verblijf (hulpvorm 11 to 14) that has a day in the period, and whether it began in it and
-- runs on its last day. Deeltijd is fewer than seven etmalen a week by its toewijzing.
select l.periode, l.plek, l.plek2, l.client, l.levering, l.gemeente, l.aanbieder, l.toewijzing_nummer,
  l.begindatum, l.eind, l.hulpvorm, l.gedwongen_kader,
  l.begindatum between l.periode_begin and l.periode_eind as is_begonnen,
  l.eind is null or l.eind > l.periode_eind as loopt,
  case when t.eenheid is distinct from '14' then null
    when t.frequentie = '1' then false
    when t.frequentie = '2' then t.volume < 7
    when t.frequentie = '4' then t.volume < 28 end as is_deeltijd
from levering_per_periode l
left join toewijzing_bekend t on t.client = l.client and t.gemeente = l.gemeente and t.aanbieder = l.aanbieder
  and t.nummer = l.toewijzing_nummer
where l.hulpvorm like '1_'
