-- Every day between the first and the last on which the register says something else, with the last such day until
-- then: `sinds`. On two days with one `sinds` everything is placed alike.
with wissel as (
  select van, tot from register_producten union all select van, tot from register_segmenten
  union all select van, tot from register_gemeenten union all select van, tot from register_partijen
  union all select van, tot from register_contracten union all select van, tot from register_afmeldingen
  union all select van, tot from register_wachtmaxima union all select van, tot from register_verwijzergroepen
),
dagen as (
  select van as dag from wissel union select tot + 1 from wissel where tot < date '9999-12-31'
  union select min(van) - 1 from wissel having count(*) > 0
  union select date '2000-01-01' where not exists (from wissel)
)
select unnest(generate_series(dag, coalesce(lead(dag) over (order by dag) - 1, dag), interval 1 day))::date as dag,
  dag as sinds
from dagen
