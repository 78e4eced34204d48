-- A row per prestatie of which the ProductPeriode begins in the period, unless it was credited, and per levering with
-- days of care in the period.
select p.nummer as periode, x.plek, x.plek2, 'prestatie' as soort, x.client, x.gemeente, x.aanbieder,
  x.toewijzing_nummer, x.referentie, x.begindatum as dag, date_trunc('month', x.begindatum)::date as maand,
  x.uitslag, x.bedrag_cents,
  case when x.is_goedgekeurd then x.bedrag_cents else 0 end as goedgekeurd_cents,
  case when x.uitslag in ('afgewezen', 'verworpen') then x.bedrag_cents else 0 end as afgewezen_cents,
  case when x.uitslag = 'ingediend' then x.bedrag_cents else 0 end as wacht_cents
from perioden p
join prestatie x on x.begindatum between p.begin and p.eind and not x.is_credit and not x.is_gecrediteerd
union all by name
select l.periode, l.plek, l.plek2, 'levering' as soort, l.client, l.gemeente, l.aanbieder,
  l.toewijzing_nummer, l.begindatum,
  least(l.periode_eind, coalesce(l.eind, l.periode_eind)) - greatest(l.periode_begin, l.begindatum) + 1 as dagen
from levering_per_periode l where l.financieringsvorm <> 'lumpsum'
