-- What stands on the claims of a year per plafond, gemeente and product, as known at K; under a tenzij too.
-- $1 regio, $2 K, $3 jaar, $4 gemeente (null: all)
-- Each boeking has two sides. What a claim is about, is what the last boeking for it says.
with zijde as (
  select aanbieder, perceel, segment, claim_soort, claim_partij, claim_nummer, claim_referentie, debet as rekening,
    bedrag_cents as cents
  from boeking where regio = $1 and positie <= $2 and jaar = $3 and claim_soort is not null
  union all
  select aanbieder, perceel, segment, coalesce(van_soort, claim_soort), coalesce(van_partij, claim_partij),
    coalesce(van_nummer, claim_nummer), coalesce(van_referentie, claim_referentie), credit, -bedrag_cents
  from boeking where regio = $1 and positie <= $2 and jaar = $3 and claim_soort is not null
),
held as (
  select aanbieder, perceel, segment, claim_soort, claim_partij, claim_nummer, claim_referentie,
    replace(rekening, 'TENZIJ_', '') as rekening, sum(cents) as cents
  from zijde where rekening in ('GERESERVEERD', 'BESLAG', 'REALISATIE', 'TENZIJ_BESLAG', 'TENZIJ_REALISATIE')
  group by aanbieder, perceel, segment, claim_soort, claim_partij, claim_nummer, claim_referentie,
    replace(rekening, 'TENZIJ_', '')
  having sum(cents) <> 0
),
subject as (
  select distinct on (claim_soort, claim_partij, claim_nummer, claim_referentie)
    claim_soort, claim_partij, claim_nummer, claim_referentie, gemeente, categorie, code
  from boeking where regio = $1 and positie <= $2 and jaar = $3 and claim_soort is not null
  order by claim_soort, claim_partij, claim_nummer, claim_referentie, positie desc, volgnr desc
)
select aanbieder, perceel, segment, gemeente, coalesce(categorie, '') as categorie, coalesce(code, '') as code,
  rekening, sum(cents) as cents
from held join subject using (claim_soort, claim_partij, claim_nummer, claim_referentie)
where $4::text is null or gemeente = $4
group by aanbieder, perceel, segment, gemeente, coalesce(categorie, ''), coalesce(code, ''), rekening
order by aanbieder, perceel, segment, gemeente, categorie, code, rekening
