-- A row per uitstroom in the period, of the plekken and (plek null) of the region, with its reden.
with stap as (
  from (
    from beweging
    union all by name select * replace (null::varchar as plek, null::varchar as plek2) from regio_beweging
  )
  where soort = 'uitstroom' and datum between getvariable('eerste_dag') and getvariable('laatste_dag')
)
select p.nummer as periode, s.plek, s.plek2, s.client, s.datum, s.reden, coalesce(r.betekenis, 'onbekend') as betekenis,
  s.reden_cbs, l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum
from perioden p
join stap s on s.datum between p.begin and p.eind
join levering_plaats l on l.levering = s.levering
left join redenen_cbs r on r.reden = s.reden
