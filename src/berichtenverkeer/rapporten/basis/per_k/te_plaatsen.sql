-- All care that is to be placed: by whom, for which gemeente, what, and since when the register says what it says.
with zorg as (
  select aanbieder, gemeente, categorie, code, begindatum as dag from levering_bekend
  union all select aanbieder, gemeente, categorie, code, ingangsdatum from toewijzing_bekend
  union all select aanbieder, gemeente, categorie, code, ingangsdatum from verzoek_bekend
)
select distinct aanbieder, gemeente, coalesce(categorie, '') as categorie, coalesce(code, '') as code, r.sinds
from zorg z cross join registergrens g join registerdagen r on r.dag = least(greatest(z.dag, g.eerste), g.laatste)
