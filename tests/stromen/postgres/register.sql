-- The register of region $1 as known at K ($2): what places care, and who is outside the figures.
register as materialized (
  select tabel, waarde, geldig_van as van, coalesce(geldig_tot, 'infinity') as tot from register_rij
  where regio = $1 and pos_van <= $2 and (pos_tot is null or pos_tot > $2)
    and tabel in ('producten', 'segmenten', 'gemeenten', 'partijen')
),
product as materialized (
  select waarde->>'categorie' as categorie, waarde->>'code' as code, waarde->>'segment' as segment,
    waarde->>'perceel' as perceel, waarde->>'hulpvorm' as hulpvorm, waarde->>'zorgprofiel' as zorgprofiel,
    (waarde->>'wachtnorm_dagen')::int as norm, coalesce((waarde->>'crisis')::boolean, false) as crisis, van, tot
  from register where tabel = 'producten'
),
segment_rij as materialized (
  select waarde->>'segment' as segment, waarde->>'financieringsvorm' as financieringsvorm,
    (waarde->>'gewicht')::int as gewicht, van, tot
  from register where tabel = 'segmenten'
),
gemeente_rij as materialized (
  select waarde->>'gemeente' as gemeente, waarde->>'gebied' as gebied, van, tot
  from register where tabel = 'gemeenten'
),
buiten as materialized (
  select waarde->>'code' as code, van, tot
  from register where tabel = 'partijen' and (waarde->>'buiten_regio')::boolean
)
