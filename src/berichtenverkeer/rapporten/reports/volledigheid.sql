-- A row per thing that figures rest on, `wat`, and whether it was there (definitions 4): of a toewijzing past its
-- Ingangsdatum a start, of one that ended a stop, of a stop its reden, of a toewijzing its verwijzer, of care that is paid
-- by volume a declaratie for each month that is over its term, of a toewijzing a claim, of a youth the month of birth.
with actueel as (
  select p.nummer as periode, p.begin, p.eind as dag, t.* from perioden p
  join toewijzing t on not t.is_verwijderd and t.ingangsdatum <= p.eind and coalesce(t.einddatum, p.eind) >= p.begin
    and (t.einddatum is null or t.einddatum >= getvariable('eerste_dag'))
),
zorg as (
  select periode_begin as begin, periode_eind as dag, * from levering_per_periode
),
-- care that may be there twice without a toewijzing that tells it apart
vaker as (
  select client, aanbieder, begindatum from levering_in_perioden group by all having count(*) > 1
),
maand as (
  select z.periode, z.plek, z.plek2, z.client, z.gemeente, z.aanbieder, z.toewijzing_nummer, z.begindatum,
    unnest(generate_series(date_trunc('month', greatest(z.begindatum, z.begin)), least(coalesce(z.eind, z.dag), z.dag),
      interval 1 month))::date as maand
  from zorg z where z.financieringsvorm = 'pxq' and not z.taakgericht and z.toewijzing_nummer is not null
)
select periode, plek, plek2, client, gemeente, aanbieder, nummer, null as toewijzing_nummer, null as begindatum,
  'met_levering' as wat, begin_levering is not null as is_er
from actueel where not taakgericht
union all by name
select periode, plek, plek2, client, gemeente, aanbieder, nummer, 'met_stop' as wat, is_gestopt as is_er
from actueel where einddatum between begin and dag and begin_levering is not null
union all by name
select periode, plek, plek2, client, gemeente, aanbieder, nummer, 'met_verwijzer' as wat, verwijzer <> 'onbekend' as is_er
from actueel
union all by name
select periode, plek, plek2, client, gemeente, aanbieder, nummer, 'met_claim' as wat,
  exists (select 1 from claim_bekend c where c.claim_soort = 'toewijzing' and c.claim_partij = a.gemeente
    and c.claim_nummer = a.nummer) as is_er
from actueel a where not taakgericht
union all by name
select periode, plek, plek2, client, gemeente, aanbieder, toewijzing_nummer, begindatum, 'met_reden' as wat,
  reden is not null as is_er
from zorg where eind between begin and dag and not is_verondersteld and hervat_op is null
union all by name
select z.periode, z.plek, z.plek2, z.client, z.gemeente, z.aanbieder, z.toewijzing_nummer, z.begindatum,
  'met_geboortemaand' as wat, j.geboortemaand is not null as is_er
from (
  select periode, plek, plek2, client, gemeente, aanbieder, toewijzing_nummer, begindatum from zorg
  anti join vaker using (client, aanbieder, begindatum)
  union all
  select distinct periode, plek, plek2, client, gemeente, aanbieder, toewijzing_nummer, begindatum from zorg
  semi join vaker using (client, aanbieder, begindatum)
) z left join jeugdige_bekend j on j.client = z.client
union all by name
select m.periode, m.plek, m.plek2, m.client, m.gemeente, m.aanbieder, m.toewijzing_nummer, m.begindatum,
  'met_declaratie' as wat,
  exists (select 1 from prestatie_bekend r where r.client = m.client and r.gemeente = m.gemeente
    and r.aanbieder = m.aanbieder and r.toewijzing_nummer = m.toewijzing_nummer
    and r.begindatum < m.maand + interval 1 month and r.einddatum >= m.maand) as is_er
from maand m
where m.maand + interval 1 month + to_months((
    select coalesce(max(declaratietermijn_maanden), 3)::integer from register_parameters
    where getvariable('dag_k') between van and tot)) <= getvariable('dag_k')
