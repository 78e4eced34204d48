-- A row per contract, gemeente and product, placed on its first day.
select c.vorm, c.variant, c.contract_van, c.contract_tot, c.dag, c.einde, c.categorie, c.code, c.aanbieder, c.gemeente,
  p.plaats, 'onbekend' as verwijzer, 'onbekend' as verwijzergroep
from contract_deel c
cross join registergrens g
join registerdagen r on r.dag = least(greatest(c.dag, g.eerste), g.laatste)
join plaats_contract p on p.aanbieder = c.aanbieder and p.gemeente = c.gemeente and p.sinds = r.sinds
  and p.categorie = c.categorie and p.code = c.code
