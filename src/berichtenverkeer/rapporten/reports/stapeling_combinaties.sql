-- A row per client with care in more than one plek on the last day of the period; the combinations that most have.
with in_plek as (
  select distinct p.nummer as periode, l.client, l.plek
  from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.eind
),
in_meer as (select periode, client from in_plek group by all having count(*) > 1),
zorg as (
  select periode, client, string_agg(plek, ' + ' order by plek) as combinatie
  from in_plek semi join in_meer using (periode, client)
  group by all
),
plaats as (
  select combinatie, row_number() over (order by count(*) desc, combinatie) as plaats from zorg group by combinatie
)
select z.periode, z.client, z.combinatie from zorg z join plaats using (combinatie)
where plaats <= getvariable('p_combinaties')
