-- What the ledger of region $1 holds up to K ($2). Rows are looked up in it: by position, by id, by parties, by client.
bericht_bekend as not materialized (
  select id, positie, berichtsoort, identificatie, verzender, bestemming, client, oordeel, eerste, bron, heen_id,
    sleutels, (ontvangen_op at time zone 'Europe/Amsterdam')::date as ontvangen_dag
  from bericht where regio = $1 and positie <= $2
),
gebeurtenis_bekend as not materialized (
  select positie, soort, versie, client, bericht_id, inhoud, door_kanaal, door_partij, door_persoon,
    (geboekt_op at time zone 'Europe/Amsterdam')::date as geboekt_dag
  from gebeurtenis where regio = $1 and positie <= $2
)
