-- A row per client with care in more than one plek on the last day of the period; the combinations that most have.
with zorg as (
  select periode, client, array_to_string(list_sort(list(plek)), ' + ') as combinatie
  from (
    select distinct periode, client, plek from levering_per_periode
    where (eind is null or eind >= periode_eind) and client in (
      select client from levering_in_perioden group by client having min(plek) <> max(plek)))
  group by all having count(*) > 1
),
plaats as (
  select combinatie, row_number() over (order by count(*) desc, combinatie) as plaats from zorg group by combinatie
)
select z.periode, z.client, z.combinatie from zorg z join plaats using (combinatie)
where plaats <= getvariable('p_combinaties')
