-- The berichten of region $1, to be looked up by id, by key, or by what they answer.
bericht_regio as not materialized (
  select id, positie, ontvangen_op, berichtsoort, identificatie, verzender, bestemming, dagtekening, oordeel, bron,
    heen_id, sleutels, bevindingen
  from bericht where regio = $1
)
