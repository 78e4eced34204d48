-- A row per approved prestatie of the year up to the last day of the period, of gemeenten that have a begroting for it,
-- and per budgeted amount, of which each day of the year has as much.
with groep as (
  select p.nummer as periode, g.categorie, g.code, g.productgroep
  from perioden p join register_productgroepen g on year(p.eind) between year(g.van) and year(g.tot)
  qualify row_number() over (partition by p.nummer, g.categorie, g.code order by g.van desc) = 1
),
begroot as (
  select p.nummer as periode, b.gemeente, b.productgroep, b.bedrag_cents,
    dayofyear(p.eind) as voorbij, dayofyear(make_date(year(p.eind), 12, 31)) as dagen
  from perioden p join register_begrotingen b on b.jaar = year(p.eind)
),
regel as (
  select periode, gemeente, case when productgroep = '' then 'taakstelling' else 'productgroep' end as soort,
    productgroep, bedrag_cents as begroot_cents, gedeeld(bedrag_cents::hugeint * voorbij, dagen) as naar_rato_cents
  from begroot
  union all by name
  select p.nummer as periode, x.gemeente, x.aanbieder, x.client, x.referentie,
    case when coalesce(g.productgroep, c.productgroep) is null then 'overig' else 'productgroep' end as soort,
    coalesce(g.productgroep, c.productgroep, '') as productgroep, x.bedrag_cents as dit_jaar_cents,
    case when x.begindatum >= p.begin then x.bedrag_cents else 0 end as goedgekeurd_cents
  from perioden p
  join prestatie_bekend x
    on x.is_goedgekeurd and x.begindatum between make_date(year(p.eind), 1, 1) and p.eind
  semi join begroot b on b.periode = p.nummer and b.gemeente = x.gemeente
  left join groep g on g.periode = p.nummer and g.categorie = x.categorie and g.code = x.code
  left join groep c on c.periode = p.nummer and c.categorie = x.categorie and c.code = ''
)
select *, gemeente as plek, '' as plek2 from regel
