-- All boekingen of region $1, and every step of its cliëntenstops.
boeking_rij as not materialized (
  select positie, volgnr, aanbieder, jaar, perceel, segment, debet, credit, bedrag_cents,
    claim_soort, claim_partij, claim_nummer, claim_referentie, van_soort, van_partij, van_nummer, van_referentie,
    gemeente, encode(client, 'hex') as client, categorie, code, tenzij
  from boeking where regio = $1
),
clientenstop_rij as not materialized (select * from clientenstop where regio = $1)
