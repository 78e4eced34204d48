-- Every row that the register of region $1 ever had, and its loads.
register_rijen as not materialized (
  select tabel, sleutel, waarde::text as waarde, geldig_van, geldig_tot, pos_van, pos_tot
  from register_rij where regio = $1
),
lading as not materialized (select positie from registerversie where regio = $1)
