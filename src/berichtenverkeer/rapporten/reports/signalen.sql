-- A row per thing that does not fit, in a prestatie of the period or in verblijf in it: signals, no verdicts. A prestatie
-- counts when it was approved and not credited.
with telt as (
  select p.nummer as periode, p.begin, p.eind as periode_eind, r.* from perioden p
  join prestatie r on r.is_goedgekeurd and not r.is_credit and not r.is_gecrediteerd
    and r.begindatum between p.begin and p.eind
),
hulp as (
  select client, aanbieder, gemeente, toewijzing_nummer, min(begindatum) as begin, max(coalesce(eind, date '9999-12-31')) as eind
  from geplaatst_levering group by all
),
nabij as (
  select t.*, h.begin as hulp_begin, h.eind as hulp_eind
  from telt t left join hulp h using (client, aanbieder, gemeente, toewijzing_nummer)
),
gevonden as (
  select *, 'zonder start' as soort from nabij where hulp_begin is null or hulp_begin > einddatum
  union all by name
  select *, 'na de stop' as soort from nabij where hulp_eind < begindatum
  union all by name
  select *, 'meer dagen dan hulp' as soort from nabij
  where eenheid in ('14', '16') and hulp_begin <= einddatum and hulp_eind >= begindatum
    and volume > case eenheid when '14' then 1 else 3 end
      * (least(einddatum, hulp_eind) - greatest(begindatum, hulp_begin) + 1)
  union all by name
  select *, 'meer uren dan aannemelijk' as soort from nabij
  where case eenheid when '01' then volume / 60.0 when '04' then volume end
    > getvariable('p_uren_per_dag') * (einddatum - begindatum + 1)
  union all by name
  select t.*, 'zelfde product twee keer' as soort from nabij t
  where exists (select 1 from telt o where o.client = t.client and o.aanbieder = t.aanbieder and o.product = t.product
    and o.toewijzing_nummer = t.toewijzing_nummer and o.referentie <> t.referentie
    and o.begindatum <= t.einddatum and o.einddatum >= t.begindatum)
  union all by name
  select t.*, 'zelfde product bij twee aanbieders' as soort from nabij t
  where exists (select 1 from telt o where o.client = t.client and o.aanbieder <> t.aanbieder and o.product = t.product
    and o.begindatum <= t.einddatum and o.einddatum >= t.begindatum)
),
verblijf as (
  from levering_per_periode where hulpvorm like '1_'
)
select periode, plek, plek2, soort, client, gemeente, aanbieder, referentie, toewijzing_nummer, begindatum, einddatum,
  bedrag_cents
from gevonden
union all by name
select v.periode, v.plek, v.plek2, 'twee keer verblijf' as soort, v.client, v.gemeente, v.aanbieder, null as referentie,
  v.toewijzing_nummer, v.begindatum, v.eind as einddatum, null as bedrag_cents
from verblijf v
where exists (select 1 from verblijf o where o.periode = v.periode and o.client = v.client and o.levering <> v.levering
  and o.begindatum < coalesce(v.eind, date '9999-12-31') and coalesce(o.eind, date '9999-12-31') > v.begindatum)
