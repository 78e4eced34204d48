-- A row per decision on a verzoek or toewijzing in the period, with what it said, and by how many aanbieders the youth had
-- been asked for in the half year until then.
select p.nummer as periode, b.plek, b.plek2, b.positie, b.dag, b.client, b.gemeente, b.aanbieder, b.uitkomst,
  b.claim_soort, b.gevraagd_cents, b.overschrijding_cents, b.tenzij_cents,
  starts_with(b.uitkomst, 'nee') as is_nee,
  (select count(distinct o.aanbieder) from besluit_bekend o
   where o.client = b.client and o.claim_soort = 'verzoek' and o.dag between b.dag - 182 and b.dag) as gevraagd_bij
from perioden p join besluit b on b.dag between p.begin and p.eind
