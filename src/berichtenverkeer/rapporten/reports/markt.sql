-- A row per aanbieder with what he did in the whole period, and one per approved prestatie: in all of the region (plek is
-- null), and in each plek. A threshold is of a year: of less by its months. `maand` has a bit for each month.
with kosten as (
  select p.nummer as periode, datediff('month', p.begin, p.eind) + 1 as maanden, x.aanbieder, x.client, x.gemeente,
    x.toewijzing_nummer, x.referentie, 1::bigint << datediff('month', p.begin, x.begindatum) as maand, x.bedrag_cents,
    case when niveau = 1 then x.plek end as plek, case when niveau = 1 then x.plek2 end as plek2
  from perioden p
  join prestatie x on x.is_goedgekeurd and x.begindatum between p.begin and p.eind
  cross join (values (0), (1)) n (niveau)
),
omzet as (
  select periode, plek, plek2, aanbieder, sum(bedrag_cents)::bigint as omzet_cents,
    12 * sum(bedrag_cents) // any_value(maanden) as jaaromzet_cents,
    count(distinct client) <= getvariable('p_jeugdigen') as heeft_weinig_jeugdigen
  from kosten group by periode, plek, plek2, aanbieder
),
van_aanbieder as (
  select periode, plek, plek2, aanbieder, omzet_cents, heeft_weinig_jeugdigen,
    row_number() over (partition by periode, plek, plek2 order by omzet_cents desc, aanbieder) as rang,
    jaaromzet_cents <= 100 * getvariable('p_omzet_euro') as heeft_weinig_omzet,
    case when jaaromzet_cents < 10_000_00 then '1: onder 10.000'
      when jaaromzet_cents < 50_000_00 then '2: 10.000 tot 50.000'
      when jaaromzet_cents < 200_000_00 then '3: 50.000 tot 200.000'
      when jaaromzet_cents < 1_000_000_00 then '4: 200.000 tot 1.000.000'
      else '5: 1.000.000 en meer' end as klasse
  from omzet
)
select *, true as is_aanbieder from van_aanbieder
union all by name
select k.* exclude (maanden), a.rang, a.klasse, a.heeft_weinig_omzet, a.heeft_weinig_jeugdigen, false as is_aanbieder
from kosten k
join van_aanbieder a on a.periode = k.periode and a.aanbieder = k.aanbieder
  and a.plek is not distinct from k.plek and a.plek2 is not distinct from k.plek2
