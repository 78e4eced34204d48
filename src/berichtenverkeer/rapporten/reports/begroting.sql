-- A row per budgeted amount, approved prestatie and claim of the years in which a period ends, of gemeenten that have a
-- begroting for that year. What is claimed counts once; what stands under a tenzij is part of it. `geboekt_cents`: what of
-- the approved stands under plafonds: of that alone, and of what is expected, is known what it becomes, in millionths.
with jaren as (select distinct year(eind) as jaar from perioden),
groep as (
  select j.jaar, g.categorie, g.code, g.productgroep, g.naam
  from jaren j join register_productgroepen g on j.jaar between year(g.van) and year(g.tot)
  qualify row_number() over (partition by j.jaar, g.categorie, g.code order by g.van desc) = 1
),
begroot as (
  select b.jaar, b.gemeente, b.productgroep, b.bedrag_cents from register_begrotingen b join jaren j on j.jaar = b.jaar
),
uitgave as (
  select year(begindatum) as jaar, gemeente, aanbieder, client, null as nummer, referentie, categorie, code,
    bedrag_cents as realisatie_cents, 0 as beslag_cents, 0 as gereserveerd_cents,
    0 as geboekt_cents, 0 as wordt_miljoenste
  from prestatie_bekend where is_goedgekeurd
  union all
  select c.jaar, c.gemeente, c.aanbieder, c.client, c.toewijzing_nummer,
    case when c.claim_soort = 'verzoek' then c.claim_referentie end, coalesce(c.categorie, ''), coalesce(c.code, ''),
    0, c.beslag_cents + c.tenzij_cents - c.tenzij_realisatie_cents, c.gereserveerd_cents,
    c.realisatie_cents + c.tenzij_realisatie_cents,
    gedeeld(1_000_000 * (c.gereserveerd_cents + c.beslag_cents + c.realisatie_cents + c.tenzij_cents)::hugeint
      * p.prognose_cents, p.bekend_cents)
  from claim_bekend c
  left join prognose p on p.aanbieder = c.aanbieder and p.jaar = c.jaar and p.perceel = c.perceel
    and p.segment = c.segment
  where c.is_eerste and c.gereserveerd_cents + c.beslag_cents + c.realisatie_cents + c.tenzij_cents <> 0
),
regel as (
  select jaar, gemeente, case when productgroep = '' then 'taakstelling' else 'productgroep' end as soort,
    productgroep, bedrag_cents as begroot_cents
  from begroot
  union all by name
  select u.*, coalesce(p.productgroep, c.productgroep, '') as productgroep,
    case when coalesce(p.productgroep, c.productgroep) is null then 'overig' else 'productgroep' end as soort
  from uitgave u
  semi join begroot b on b.jaar = u.jaar and b.gemeente = u.gemeente
  left join groep p on p.jaar = u.jaar and p.categorie = u.categorie and p.code = u.code
  left join groep c on c.jaar = u.jaar and c.categorie = u.categorie and c.code = ''
)
select r.*, gemeente as plek, '' as plek2, n.naam
from regel r
left join (select jaar, productgroep, max(naam) as naam from groep group by all) n
  on n.jaar = r.jaar and n.productgroep = r.productgroep
