-- A row per client and plek with care on the last day of the period, with his age then: by year and month of birth, so
-- in the month of a birthday the client counts as having had it. Unknown while the month of birth is.
select l.periode, l.plek, l.plek2, l.client, l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum,
  coalesce((maanden // 12)::varchar, 'onbekend') as leeftijd, maanden // 12 as jaren,
  216 - maanden as maanden_tot_18
from levering_per_periode l
left join jeugdige_bekend j on j.client = l.client
cross join lateral (
  select (year(l.periode_eind) - j.geboortejaar) * 12 + month(l.periode_eind) - j.geboortemaand as maanden) m
where l.eind is null or l.eind >= l.periode_eind
