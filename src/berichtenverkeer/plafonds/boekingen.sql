-- The boekingen of an aanbieder in a year up to K, in the order in which they were booked, each with what caused it.
-- $1 regio, $2 K, $3 aanbieder, $4 jaar, $5 after which position and $6 which of its boekingen; null for any: $7 perceel,
-- $8 segment, $9 rekening; $10 how many
\ir parts.psql
with :bekend
select b.positie, b.volgnr, b.perceel, b.segment, b.debet, b.credit, b.bedrag_cents, g.soort as gebeurtenis, g.bericht_id,
  g.door_kanaal, g.door_partij, g.door_persoon,
  b.claim_soort, b.claim_partij, b.claim_nummer, b.claim_referentie,
  b.van_soort, b.van_partij, b.van_nummer, b.van_referentie, b.tenzij
from boeking b join gebeurtenis_bekend g on g.positie = b.positie
where b.regio = $1 and b.aanbieder = $3 and b.jaar = $4 and b.positie <= $2
  and b.positie >= $5 and (b.positie, b.volgnr) > ($5, $6)
  and ($7::text is null or b.perceel = $7) and ($8::text is null or b.segment = $8)
  and ($9::text is null or $9 in (b.debet, b.credit))
order by b.positie, b.volgnr limit $10
