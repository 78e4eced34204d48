-- Per client.
-- A row per decision on the room of plafonds, placed as its toewijzing or verzoek; `dag` is that of the decision.
select b.* exclude (dag, besloten_op, verwijzer), b.besloten_op as dag,
  p.plaats,
  coalesce(nullif(b.verwijzer, ''), 'onbekend') as verwijzer, coalesce(w.groep, 'onbekend') as verwijzergroep
from besluit_product b
cross join registergrens g
join registerdagen r on r.dag = least(greatest(b.dag, g.eerste), g.laatste)
join plaats_geld p on p.aanbieder = b.aanbieder and p.gemeente = b.gemeente and p.sinds = r.sinds
  and p.categorie = coalesce(b.categorie, '') and p.code = coalesce(b.code, '')
left join groep w on w.code = b.verwijzer and b.dag between w.van and w.tot
