-- A row per gebeurtenis that was booked in the period and changed a figure of a month before that one: a start, stop or
-- prestatie of an earlier month, one that was withdrawn, a toewijzing that counts as never sent, a register that was
-- loaded. `dagen`: how long after the day that it is about.
with geboekt as (
  select p.nummer as periode, g.*, date_trunc('month', g.dag)::date as maand
  from perioden p join gebeurtenis_bekend g on g.dag between p.begin and p.eind
),
stop as (
  select client, gemeente, aanbieder, toewijzing_nummer, begindatum, min(coalesce(einde, tijdelijk_einde)) as einde
  from levering_bekend where client in (select client from geboekt where soort = 'LeveringGestopt') group by all
),
verwijderd as (select gemeente, nummer, ingangsdatum from toewijzing_bekend where is_verwijderd),
gevonden as (
  select *, 'start kwam later' as wat, dag - begindatum as dagen from geboekt
  where soort = 'LeveringGestart' and begindatum < maand
  union all by name
  select g.*, 'stop kwam later' as wat, g.dag - s.einde as dagen from geboekt g
  join stop s on s.client = g.client and s.gemeente = g.gemeente and s.aanbieder = g.aanbieder
    and s.toewijzing_nummer is not distinct from g.toewijzing_nummer and s.begindatum = g.begindatum
  where g.soort = 'LeveringGestopt' and s.einde < g.maand
  union all by name
  select *, 'start ingetrokken' as wat, dag - begindatum as dagen from geboekt where soort = 'StartVerwijderd'
  union all by name
  select *, 'stop ingetrokken' as wat, null as dagen from geboekt where soort = 'StopVerwijderd'
  union all by name
  select g.*, 'toewijzing verwijderd' as wat, g.dag - v.ingangsdatum as dagen from geboekt g
  join verwijderd v on v.gemeente = g.gemeente and v.nummer = g.nummer
  where g.soort = 'ToewijzingVastgesteld'
  qualify row_number() over (partition by g.gemeente, g.nummer order by g.positie desc) = 1
  union all by name
  select g.*, 'declaratie kwam later' as wat, g.dag - r.einddatum as dagen from geboekt g
  join prestatie_bekend r on r.aanbieder = g.aanbieder and r.referentie = g.referentie and r.dubbel_in = ''
  where g.soort = 'PrestatieIngediend' and r.einddatum < g.maand - interval 1 month
  union all by name
  select *, 'register geladen' as wat, null as dagen from geboekt where soort = 'RegisterGeladen'
)
select periode, case getvariable('dimensie') when 'aanbieder' then coalesce(aanbieder, 'onbekend')
    when 'gemeente' then coalesce(gemeente, 'onbekend') when 'regio' then 'regio' else 'onbekend' end as plek,
  '' as plek2, wat, positie, dag, client, gemeente, aanbieder, dagen
from gevonden
