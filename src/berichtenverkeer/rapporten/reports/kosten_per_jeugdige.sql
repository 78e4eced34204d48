-- A row per youth with approved care in the period: in all of the region (plek is null), and in each plek.
select p.nummer as periode, x.plek, x.plek2, x.client, sum(x.bedrag_cents)::bigint as kosten_cents
from perioden p join prestatie x on x.is_goedgekeurd and x.begindatum between p.begin and p.eind
group by grouping sets ((p.nummer, x.client), (p.nummer, x.plek, x.plek2, x.client))
having sum(x.bedrag_cents) <> 0
