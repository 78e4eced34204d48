-- A row per plafond and month of the year in which the last period ends: what was known at the end of that month, and in
-- December what it will be, while that is not known yet.
with laatste as (select max(eind) as dag, max(nummer) as periode from perioden),
maand as (
  select m.maand, least(last_day(make_date(year(l.dag), m.maand, 1)), l.dag) as dag, l.dag as peil, l.periode
  from laatste l cross join (select unnest(generate_series(1, 12))::integer as maand) m
  where make_date(year(l.dag), m.maand, 1) <= l.dag
)
select strftime(make_date(year(m.peil), m.maand, 1), '%Y-%m') as maand, b.aanbieder, sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
    - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int))::bigint as bekend_cents,
  sum(case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents else 0 end)::bigint as bedrag_cents,
  null::bigint as laag_cents, null::bigint as hoog_cents
from maand m join plafondboeking b on b.jaar = year(m.peil) and b.dag <= m.dag
group by all
union all
select 'prognose', s.aanbieder, coalesce(s.jaareinde_cents, 0), null, s.laag_cents, s.hoog_cents
from prognose s join laatste l on l.periode = s.periode
where s.prognose_cents is not null and is_eigen(null, s.aanbieder) and getvariable('gemeente') is null
