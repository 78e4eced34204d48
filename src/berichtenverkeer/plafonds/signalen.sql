-- From which boeking to which the use of a plafond was at the threshold or above it, as known at K: an amount of 0 is at
-- it with any use. What is booked at one position is one boeking here. $1 regio, $2 K; null for all: $3 jaar, $4 aanbieder;
-- thresholds: $5 first days, $6 percentages
\ir parts.psql
-- On which day it was is only asked where the highest and the lowest threshold say otherwise.
with :bekend, stand as (
  select aanbieder, jaar, perceel, segment, positie,
    sum(case when debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE') then bedrag_cents else 0 end
        - case when credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE') then bedrag_cents else 0 end) over w as gebruik,
    sum(case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents else 0 end) over w as bedrag
  from boeking
  where regio = $1 and positie <= $2 and ($3::int is null or jaar = $3) and ($4::text is null or aanbieder = $4)
  window w as (partition by aanbieder, jaar, perceel, segment order by positie)
), grens as (
  select min(procent) as laagste, max(procent) as hoogste from unnest($6::int[]) procent
), gemeten as (
  select s.*, gebruik > 0 and case
    when 100 * gebruik >= bedrag * hoogste then true
    when 100 * gebruik < bedrag * laagste then false
    else 100 * gebruik >= bedrag * (
      select d.procent from unnest($5::date[], $6::int[]) d (van, procent)
      where d.van <= (select geboekt_dag from gebeurtenis_bekend g where g.positie = s.positie)
      order by d.van desc limit 1) end as erboven
  from stand s cross join grens
), wisseling as (
  select * from (
    select *,
      coalesce(lag(erboven) over (partition by aanbieder, jaar, perceel, segment order by positie), false) as eerder
    from gemeten) g
  where erboven <> eerder
), gedateerd as (
  select *, (select geboekt_dag from gebeurtenis_bekend g where g.positie = w.positie) as dag from wisseling w
)
select aanbieder, jaar, perceel, segment, positie as sinds, dag, gebruik, bedrag, tot from (
  select *, lead(dag) over (partition by aanbieder, jaar, perceel, segment order by positie) as tot from gedateerd) w
where erboven order by aanbieder, jaar, perceel, segment, positie
