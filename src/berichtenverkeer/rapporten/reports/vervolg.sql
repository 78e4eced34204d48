-- A row per toewijzing that ended in the period, with the vervolgtoewijzing (definitions 2) that came first, if any:
-- the same client, aanbieder and product (categorie when either has no code), from after its Ingangsdatum until D days
-- after its Einddatum.
with ander as (
  select client, aanbieder, gemeente, nummer, categorie, code, ingangsdatum, einddatum, volume, eenheid, frequentie,
    referentie_aanbieder
  from toewijzing_bekend where not is_verwijderd
),
volgend as (
  select t.client, t.gemeente, t.nummer, v.ingangsdatum, v.einddatum, v.volume, v.eenheid, v.frequentie,
    v.referentie_aanbieder
  from toewijzing t
  join ander v on v.client = t.client and v.aanbieder = t.aanbieder and v.categorie is not distinct from t.categorie
    and coalesce(v.code = t.code, true) and (v.gemeente, v.nummer) <> (t.gemeente, t.nummer)
    and v.ingangsdatum > t.ingangsdatum and v.ingangsdatum <= t.einddatum + getvariable('termijn')
  where not t.is_verwijderd
  qualify row_number() over (partition by t.gemeente, t.nummer order by v.ingangsdatum, v.gemeente, v.nummer) = 1
)
select p.nummer as periode, t.plek, t.plek2, t.client, t.gemeente, t.aanbieder, t.nummer, t.ingangsdatum, t.einddatum,
  v.nummer is not null as is_vervolgd, v.referentie_aanbieder is not null as is_gevraagd,
  t.einddatum - t.ingangsdatum + 1 as dagen,
  v.einddatum - v.ingangsdatum + 1 as dagen_vervolg,
  case when v.eenheid is not distinct from t.eenheid and v.frequentie is not distinct from t.frequentie
    then t.volume end as volume,
  case when v.eenheid is not distinct from t.eenheid and v.frequentie is not distinct from t.frequentie
    then v.volume end as volume_vervolg
from perioden p
join toewijzing t on t.einddatum between p.begin and p.eind and not t.is_verwijderd
left join volgend v on v.gemeente = t.gemeente and v.nummer = t.nummer
