-- Per client.
-- A row per claim and plafond, placed; `plafond_perceel` and `plafond_segment` are those of the plafond itself.
select c.claim_soort, c.claim_partij, c.claim_nummer, c.claim_referentie, c.client, c.jaar,
  c.perceel as plafond_perceel, c.segment as plafond_segment, c.gereserveerd_cents, c.beslag_cents, c.realisatie_cents,
  c.overschrijding_cents, c.tenzij_cents, c.tenzij_realisatie_cents, c.is_eerste, c.dag, c.toewijzing_nummer, c.referentie,
  c.categorie, c.code, c.aanbieder, c.gemeente, p.plaats,
  coalesce(nullif(c.verwijzer, ''), 'onbekend') as verwijzer, coalesce(w.groep, 'onbekend') as verwijzergroep
from claim_bekend c
cross join registergrens g
join registerdagen r on r.dag = least(greatest(c.dag, g.eerste), g.laatste)
join plaats_geld p on p.aanbieder = c.aanbieder and p.gemeente = c.gemeente and p.sinds = r.sinds
  and p.categorie = coalesce(c.categorie, '') and p.code = coalesce(c.code, '')
left join groep w on w.code = c.verwijzer and c.dag between w.van and w.tot
