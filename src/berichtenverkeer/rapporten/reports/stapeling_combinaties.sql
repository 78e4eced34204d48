-- A row per client with care in more than one plek on the last day of the period; the combinations that most have.
with zorg as (
  select p.nummer as periode, l.client, string_agg(distinct l.plek, ' + ' order by l.plek) as combinatie
  from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.eind
  group by all having count(distinct l.plek) > 1
),
plaats as (
  select combinatie, row_number() over (order by count(*) desc, combinatie) as plaats from zorg group by combinatie
)
select z.periode, z.client, z.combinatie from zorg z join plaats using (combinatie)
where plaats <= getvariable('p_combinaties')
