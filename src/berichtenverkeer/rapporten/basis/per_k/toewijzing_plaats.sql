-- Per client.
-- A row per toewijzing, placed on its Ingangsdatum, with what came of it: `begin_levering`, its first Begindatum, and
-- since when it waits, `sinds` (definitions 5); `loopt_tot`: until when care ran that may go on under it (voortgezet.sql).
select t.client, t.nummer, t.eerste_datum, t.ingangsdatum, t.einddatum, t.is_verwijderd,
  t.referentie_aanbieder, t.eerste_referentie, t.ontvangen_op, t.volume, t.eenheid, t.frequentie,
  s.op as begin_levering, coalesce(s.is_gestopt, false) as is_gestopt,
  greatest(t.eerste_datum, t.ingangsdatum) as sinds, o.loopt_tot, t.categorie, t.code, t.aanbieder, t.gemeente,
  p.plaats,
  coalesce(v.verwijzer, 'onbekend') as verwijzer, coalesce(w.groep, 'onbekend') as verwijzergroep
from toewijzing_bekend t
cross join registergrens g
join registerdagen r on r.dag = least(greatest(t.ingangsdatum, g.eerste), g.laatste)
join plaats p on p.aanbieder = t.aanbieder and p.gemeente = t.gemeente and p.sinds = r.sinds
  and p.categorie = coalesce(t.categorie, '') and p.code = coalesce(t.code, '')
left join gestart s on s.client = t.client and s.aanbieder = t.aanbieder and s.gemeente = t.gemeente
  and s.toewijzing_nummer = t.nummer
left join voortgezet o on o.client = t.client and o.aanbieder = t.aanbieder and o.gemeente = t.gemeente
  and o.nummer = t.nummer
left join verwezen v on v.client = t.client and v.aanbieder = t.aanbieder and v.gemeente = t.gemeente
  and v.nummer = t.nummer
left join groep w on w.code = v.verwijzer and t.ingangsdatum between w.van and w.tot
