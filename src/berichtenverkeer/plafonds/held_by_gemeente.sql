-- What stands on the claims of a year per plafond, gemeente and product, as known at K; under a tenzij too.
-- $1 regio, $2 K, $3 jaar, $4 gemeente (null: all)
-- Each boeking has two sides. What a claim is about, is what the last boeking for it says: found by a window, because a
-- join of claims takes the square of them where the statistics do not know the regio.
with zijde as (
  select aanbieder, perceel, segment, claim_soort, claim_partij, claim_nummer, claim_referentie, debet as rekening,
    bedrag_cents as cents, true as eigen, positie, volgnr, gemeente, categorie, code
  from boeking where regio = $1 and positie <= $2 and jaar = $3 and claim_soort is not null
  union all
  select aanbieder, perceel, segment, coalesce(van_soort, claim_soort), coalesce(van_partij, claim_partij),
    coalesce(van_nummer, claim_nummer), coalesce(van_referentie, claim_referentie), credit,
    -bedrag_cents, van_soort is null, positie, volgnr, gemeente, categorie, code
  from boeking where regio = $1 and positie <= $2 and jaar = $3 and claim_soort is not null
),
over_zorg as (
  select aanbieder, perceel, segment, rekening, cents, first_value(gemeente) over claim as gemeente,
    coalesce(first_value(categorie) over claim, '') as categorie, coalesce(first_value(code) over claim, '') as code
  from zijde
  window claim as (
    partition by claim_soort, claim_partij, claim_nummer, claim_referentie
    order by eigen desc, positie desc, volgnr desc)
)
select aanbieder, perceel, segment, gemeente, categorie, code, replace(rekening, 'TENZIJ_', '') as rekening,
  sum(cents) as cents
from over_zorg
where rekening in ('GERESERVEERD', 'BESLAG', 'REALISATIE', 'TENZIJ_BESLAG', 'TENZIJ_REALISATIE')
  and ($4::text is null or gemeente = $4)
group by aanbieder, perceel, segment, gemeente, categorie, code, replace(rekening, 'TENZIJ_', '')
having sum(cents) <> 0
order by aanbieder, perceel, segment, gemeente, categorie, code, rekening
