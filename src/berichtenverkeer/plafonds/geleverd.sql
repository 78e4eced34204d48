-- Leveringen with a day in a period as known at K, each with its first and last day in it, interruptions included.
-- $1 regio, $2 K, $3 first day, $4 last day, $5 aanbieders (null: all)
\ir parts.psql
with :laag, :zorg
select aanbieder, gemeente, client, coalesce(categorie, '') as categorie, coalesce(code, '') as code, begindatum,
  greatest(begindatum, $3) as van,
  least($4, coalesce(einde, case when hervat_op is not null then tijdelijk_einde end, $4)) as tot
from levering_hervat
where begindatum <= $4 and coalesce(einde, case when hervat_op is not null then tijdelijk_einde end, $4) >= $3
  and ($5::text[] is null or aanbieder = any($5))
order by aanbieder, gemeente, client, begindatum, categorie, code
