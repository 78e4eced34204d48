-- Claims of toewijzingen that are not there. $1 regio
\ir parts.psql
with :huidig
select distinct d.claim_soort, d.claim_partij, d.claim_nummer, d.claim_referentie from claimdeel d
where d.regio = $1 and d.claim_soort = 'toewijzing' and not exists (
  select from toewijzing_huidig t where (t.gemeente, t.nummer) = (d.claim_partij, d.claim_nummer))
order by 1, 2, 3, 4
