-- A row per `nee` on a verzoek in the period, with the first care of the youth that began from that day on: how many days
-- later, and whether at the same aanbieder. Who sees his own care alone cannot know of care elsewhere.
with zorg as (select client, aanbieder, gemeente, begindatum from levering_bekend),
nee as (
  select p.nummer as periode, b.* from perioden p
  join besluit b on b.dag between p.begin and p.eind and starts_with(b.uitkomst, 'nee') and b.claim_soort = 'verzoek'
),
eerst as (
  select n.positie, z.aanbieder as bij, z.begindatum - n.dag as dagen
  from nee n join zorg z on z.client = n.client and z.begindatum >= n.dag
  qualify row_number() over (partition by n.positie order by z.begindatum, z.aanbieder) = 1
)
select n.periode, n.plek, n.plek2, n.positie, n.dag, n.client, n.gemeente, n.aanbieder, n.uitkomst, e.bij, e.dagen,
  coalesce(e.bij, 'geen') as waar, e.bij = n.aanbieder as is_hier, getvariable('dag_k') - n.dag as verstreken
from nee n left join eerst e on e.positie = n.positie
where getvariable('aanbieder') is null
