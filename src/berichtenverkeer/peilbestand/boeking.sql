-- Boekingen of region $1 up to K ($2), after position $3, each with the day of the gebeurtenis that caused it.
\ir parts.psql
with :geld, :ledger
select b.positie, volgnr, b.aanbieder, jaar, perceel, segment, debet, credit, bedrag_cents, claim_soort, claim_partij,
  claim_nummer, claim_referentie, van_soort, van_partij, van_nummer, van_referentie, b.gemeente, b.client, categorie,
  code, tenzij, g.dag
from boeking_rij b left join gebeurtenis_rij g on g.positie = b.positie
where b.positie <= $2 and b.positie > $3
