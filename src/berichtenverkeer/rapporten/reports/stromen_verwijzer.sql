-- A row per instroom in the period, of the plekken and (plek null) of the region, with its verwijzer.
with stap as (
  from (
    from beweging
    union all by name select * replace (null::varchar as plek, null::varchar as plek2) from regio_beweging
  )
  where soort = 'instroom' and datum between getvariable('eerste_dag') and getvariable('laatste_dag')
)
select p.nummer as periode, s.plek, s.plek2, s.client, s.datum, s.verwijzer, s.beroep,
  l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum
from perioden p
join stap s on s.datum between p.begin and p.eind
join levering_plaats l on l.levering = s.levering
