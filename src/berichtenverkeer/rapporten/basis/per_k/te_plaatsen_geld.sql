-- All that has a price and is to be placed.
with geld as (
  select aanbieder, gemeente, categorie, code, begindatum as dag from prestatie_bekend
  union all select aanbieder, gemeente, categorie, code, dag from claim_bekend
  union all select aanbieder, gemeente, categorie, code, dag from besluit_product
)
select distinct aanbieder, gemeente, coalesce(categorie, '') as categorie, coalesce(code, '') as code, r.sinds
from geld z cross join registergrens g join registerdagen r on r.dag = least(greatest(z.dag, g.eerste), g.laatste)
