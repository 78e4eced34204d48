-- All that is contracted, to be placed.
select distinct aanbieder, gemeente, categorie, code, r.sinds
from contract_deel z cross join registergrens g join registerdagen r on r.dag = least(greatest(z.dag, g.eerste), g.laatste)
