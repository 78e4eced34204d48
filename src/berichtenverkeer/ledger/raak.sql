-- The berichten with any of the keys $3, of whatever region: asked for a region besides, the planner may walk all of it.
raak as materialized (
  select regio, id, positie, heen_id, berichtsoort, verzender, bestemming, identificatie, oordeel, is_bezorgd, sleutels
  from bericht where sleutels && $3::text[] and sleutels <> '{}'
)
