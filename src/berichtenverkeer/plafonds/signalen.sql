-- From which boeking to which the use of a plafond was at the threshold or above it, as known at K: an amount of 0 is at
-- it with any use. What is booked at one position is one boeking here. $1 regio, $2 K; null for all: $3 jaar, $4 aanbieder;
-- thresholds: $5 first days, $6 percentages
\ir parts.psql
with :bekend, beweging as (
  select aanbieder, jaar, perceel, segment, positie,
    sum(cents) filter (where rekening in ('GERESERVEERD', 'BESLAG', 'REALISATIE')) as gebruik,
    -sum(cents) filter (where rekening = 'PLAFOND') as bedrag
  from boeking b cross join lateral (values (b.debet, b.bedrag_cents), (b.credit, -b.bedrag_cents)) z (rekening, cents)
  where b.regio = $1 and b.positie <= $2 and ($3::int is null or b.jaar = $3) and ($4::text is null or b.aanbieder = $4)
  group by aanbieder, jaar, perceel, segment, positie
), stand as (
  select aanbieder, jaar, perceel, segment, positie, g.geboekt_dag as dag,
    coalesce(sum(gebruik) over w, 0) as gebruik, coalesce(sum(bedrag) over w, 0) as bedrag
  from beweging join gebeurtenis_bekend g using (positie)
  window w as (partition by aanbieder, jaar, perceel, segment order by positie)
), gemeten as (
  select s.*, s.gebruik > 0 and 100 * s.gebruik >= s.bedrag * (
    select d.procent from unnest($5::date[], $6::int[]) d (van, procent)
    where d.van <= s.dag order by d.van desc limit 1) as erboven
  from stand s
), wisseling as (
  select * from (
    select *,
      coalesce(lag(erboven) over (partition by aanbieder, jaar, perceel, segment order by positie), false) as eerder
    from gemeten) g
  where erboven <> eerder
)
select aanbieder, jaar, perceel, segment, positie as sinds, dag, gebruik, bedrag, tot from (
  select *, lead(dag) over (partition by aanbieder, jaar, perceel, segment order by positie) as tot from wisseling) w
where erboven order by aanbieder, jaar, perceel, segment, positie
