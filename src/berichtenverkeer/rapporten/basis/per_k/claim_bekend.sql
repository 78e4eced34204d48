-- Per client.
-- Per claim and plafond what stands on each rekening (claim_stand.sql), with the toewijzing or verzoek that it is for.
-- `dag`: the Ingangsdatum of that, by which it is placed, or the first day of the year.
select s.*, coalesce(t.ingangsdatum, v.ingangsdatum, make_date(s.jaar, 1, 1)) as dag,
  t.nummer as toewijzing_nummer, v.referentie, t.eerste_referentie, v.verwijzer
from claim_stand s
left join toewijzing_bekend t on s.claim_soort = 'toewijzing' and t.client = s.client and t.gemeente = s.claim_partij
  and t.nummer = s.claim_nummer
left join verzoek_bekend v on v.client = s.client and v.aanbieder = s.aanbieder
  and v.referentie = case s.claim_soort when 'verzoek' then s.claim_referentie else t.eerste_referentie end
where is_eigen(s.gemeente, s.aanbieder)
