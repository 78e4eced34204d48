-- Per client.
-- Decisions up to K, each with what its toewijzing or verzoek is about.
select b.* exclude (dag), b.dag as besloten_op, coalesce(t.categorie, v.categorie) as categorie,
  coalesce(t.code, v.code) as code, coalesce(t.ingangsdatum, v.ingangsdatum, b.dag) as dag,
  t.nummer as toewijzing_nummer, v.referentie, v.verwijzer
from besluit_bekend b
left join toewijzing_bekend t on b.claim_soort = 'toewijzing' and t.client = b.client and t.gemeente = b.claim_partij
  and t.nummer = b.claim_nummer
left join verzoek_bekend v on v.client = b.client and v.aanbieder = b.aanbieder
  and v.referentie = case b.claim_soort when 'verzoek' then b.claim_referentie else t.eerste_referentie end
