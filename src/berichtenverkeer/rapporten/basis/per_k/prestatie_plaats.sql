-- Per client.
-- A row per prestatie, placed on the first day of its ProductPeriode; the amount of a credit is below zero. Those that
-- use the reference of another (`dubbel_in`) count nowhere and are not here.
select m.client, m.referentie, m.toewijzing_nummer, m.begindatum, m.einddatum, m.volume, m.eenheid,
  m.tarief_cents, case when m.is_credit then -abs(m.bedrag_cents) else m.bedrag_cents end as bedrag_cents,
  m.is_credit, m.is_gecrediteerd, m.uitslag, m.is_goedgekeurd,
  m.categorie, m.code, m.aanbieder, m.gemeente,
  p.plaats,
  coalesce(v.verwijzer, 'onbekend') as verwijzer, coalesce(w.groep, 'onbekend') as verwijzergroep
from prestatie_bekend m
cross join registergrens g
join registerdagen r on r.dag = least(greatest(m.begindatum, g.eerste), g.laatste)
join plaats_geld p on p.aanbieder = m.aanbieder and p.gemeente = m.gemeente and p.sinds = r.sinds
  and p.categorie = coalesce(m.categorie, '') and p.code = coalesce(m.code, '')
left join verwezen v on v.client = m.client and v.aanbieder = m.aanbieder and v.gemeente = m.gemeente
  and v.nummer = m.toewijzing_nummer
left join groep w on w.code = v.verwijzer and m.begindatum between w.van and w.tot
where m.dubbel_in = ''
