-- All that the ledger of region $1 holds but what is sealed; days are those of the Netherlands, moments UTC.
bericht_rij as not materialized (
  select id, positie, berichtsoort, afzender, ontvanger, verzender, bestemming, encode(client, 'hex') as client,
    oordeel, eerste, bron, heen_id, retour_id, (ontvangen_op at time zone 'Europe/Amsterdam')::date as ontvangen_dag,
    ontvangen_op at time zone 'UTC' as ontvangen_op, grootte, bevindingen, is_betwist
  from bericht where regio = $1
),
gebeurtenis_rij as not materialized (
  select positie, (geboekt_op at time zone 'Europe/Amsterdam')::date as dag, soort, versie, bericht_id,
    encode(client, 'hex') as client, aanbieder, gemeente, inhoud
  from gebeurtenis where regio = $1
),
weigering_rij as not materialized (
  select positie, (ontvangen_op at time zone 'Europe/Amsterdam')::date as dag, partij, codes, grootte
  from weigering where regio = $1
),
watermerk_rij as not materialized (
  select op at time zone 'UTC' as op, positie from watermerk where regio = $1
)
