-- A row per approved prestatie with a volume: its price, and the mean price of its aanbieder for that product.
select p.nummer as periode, x.plek, x.plek2, x.product, x.eenheid, x.client, x.gemeente, x.aanbieder,
  x.toewijzing_nummer, x.referentie, x.tarief_cents, x.volume, x.bedrag_cents,
  gedeeld(sum(x.bedrag_cents) over van_aanbieder, sum(x.volume) over van_aanbieder) as prijs_cents
from perioden p
join prestatie x on x.is_goedgekeurd and x.volume > 0 and x.begindatum between p.begin and p.eind
window van_aanbieder as (partition by p.nummer, x.product, x.eenheid, x.aanbieder)
