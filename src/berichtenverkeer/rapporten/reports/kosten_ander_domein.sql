-- A row per levering that ended in the period because another law took over, with what it cost in its last year.
select p.nummer as periode, l.plek, l.plek2, l.client, l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum,
  l.eind, sum(x.bedrag_cents)::bigint as kosten_cents
from perioden p
join levering l on l.reden = '39' and l.eind between p.begin and p.eind
left join prestatie x on x.is_goedgekeurd and x.client = l.client and x.gemeente = l.gemeente
  and x.aanbieder = l.aanbieder and x.toewijzing_nummer = l.toewijzing_nummer and x.begindatum between l.begindatum and l.eind
  and x.begindatum > l.eind - interval 1 year
group by all
