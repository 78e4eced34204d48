-- A row per approved prestatie, beside what its aanbieder did in the whole period: in all of the region (plek is null),
-- and in each plek. A threshold is of a year: of less by its months.
with kosten as (
  select p.nummer as periode, datediff('month', p.begin, p.eind) + 1 as maanden, x.aanbieder, x.client, x.gemeente,
    x.toewijzing_nummer, x.referentie, date_trunc('month', x.begindatum)::date as maand, x.bedrag_cents,
    case when niveau = 1 then x.plek end as plek, case when niveau = 1 then x.plek2 end as plek2
  from perioden p
  join prestatie x on x.is_goedgekeurd and x.begindatum between p.begin and p.eind
  cross join (values (0), (1)) n (niveau)
),
van_aanbieder as (
  select periode, plek, plek2, aanbieder, sum(bedrag_cents)::bigint as omzet_cents,
    12 * sum(bedrag_cents) // any_value(maanden) as jaaromzet_cents,
    count(distinct client) <= getvariable('p_jeugdigen') as heeft_weinig_jeugdigen,
    row_number() over (partition by periode, plek, plek2 order by sum(bedrag_cents) desc, aanbieder) as rang
  from kosten group by periode, plek, plek2, aanbieder
)
select k.* exclude (maanden), a.omzet_cents, a.rang,
  a.jaaromzet_cents <= 100 * getvariable('p_omzet_euro') as heeft_weinig_omzet, a.heeft_weinig_jeugdigen,
  case when a.jaaromzet_cents < 10_000_00 then '1: onder 10.000'
    when a.jaaromzet_cents < 50_000_00 then '2: 10.000 tot 50.000'
    when a.jaaromzet_cents < 200_000_00 then '3: 50.000 tot 200.000'
    when a.jaaromzet_cents < 1_000_000_00 then '4: 200.000 tot 1.000.000'
    else '5: 1.000.000 en meer' end as klasse
from kosten k
join van_aanbieder a on a.periode = k.periode and a.aanbieder = k.aanbieder
  and a.plek is not distinct from k.plek and a.plek2 is not distinct from k.plek2
