-- What the ledger of region $1 holds, to be looked up by id, by key, by what it answers, or by position.
bericht_regio as not materialized (
  select id, positie, ontvangen_op, berichtsoort, identificatie, verzender, bestemming, client, dagtekening, oordeel,
    bron, heen_id, is_bezorgd, sleutels, bevindingen
  from bericht where regio = $1
),
gebeurtenis_regio as not materialized (
  select positie, soort, versie, client, bericht_id, inhoud, door_kanaal, door_partij, door_persoon
  from gebeurtenis where regio = $1
)
