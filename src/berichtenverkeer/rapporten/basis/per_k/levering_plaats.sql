-- Per client.
-- A row per levering with its days (definitions 2) and, as the register says on its Begindatum, its plekken (3):
-- `eind`, its last day, and `tot`, the last day on which it makes the client present: the onderbreking that follows
-- included; both null while it runs. A toewijzing ends what got no stop when that is asked.
with einde as (
  select l.*, case when t.einddatum is not null then greatest(t.einddatum, l.begindatum) end as einde_toewijzing
  from levering_hervat l
  left join toewijzing_bekend t on getvariable('verondersteld') and l.einde is null
    and t.client = l.client and t.aanbieder = l.aanbieder and t.gemeente = l.gemeente
    and t.nummer = l.toewijzing_nummer and t.einddatum < getvariable('dag_k') and not t.is_verwijderd
)
select l.levering, l.client, l.begindatum,
  coalesce(l.einde, case when l.hervat_op is not null then l.tijdelijk_einde else l.einde_toewijzing end) as eind,
  coalesce(l.einde, case when l.hervat_op is not null then greatest(l.tijdelijk_einde, l.hervat_op - 1)
                         else l.einde_toewijzing end) as tot,
  l.reden, l.tijdelijk_einde, l.hervat_op,
  l.einde is null and l.hervat_op is null and l.einde_toewijzing is not null as is_verondersteld,
  l.toewijzing_nummer, l.categorie, l.code, l.aanbieder, l.gemeente,
  p.plaats,
  coalesce(v.verwijzer, 'onbekend') as verwijzer, coalesce(w.groep, 'onbekend') as verwijzergroep
from einde l
cross join registergrens g
join registerdagen r on r.dag = least(greatest(l.begindatum, g.eerste), g.laatste)
join plaats p on p.aanbieder = l.aanbieder and p.gemeente = l.gemeente and p.sinds = r.sinds
  and p.categorie = coalesce(l.categorie, '') and p.code = coalesce(l.code, '')
left join verwezen v on v.client = l.client and v.aanbieder = l.aanbieder and v.gemeente = l.gemeente
  and v.nummer = l.toewijzing_nummer
left join groep w on w.code = v.verwijzer and l.begindatum between w.van and w.tot
