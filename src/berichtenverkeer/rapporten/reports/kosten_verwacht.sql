-- A row per claim on a year that is a period: what stands for it under plafonds, counted once, under a tenzij too.
select p.nummer as periode, c.plek, c.plek2, c.client, c.gemeente, c.aanbieder, c.toewijzing_nummer as nummer,
  case when c.claim_soort = 'verzoek' then c.claim_referentie end as referentie, c.gereserveerd_cents,
  c.beslag_cents + c.tenzij_cents - c.tenzij_realisatie_cents as beslag_cents,
  c.realisatie_cents + c.tenzij_realisatie_cents as realisatie_cents,
  c.gereserveerd_cents + c.beslag_cents + c.realisatie_cents + c.tenzij_cents as samen_cents
from perioden p
join claim c on c.is_eerste and p.begin = make_date(c.jaar, 1, 1) and p.eind = make_date(c.jaar, 12, 31)
