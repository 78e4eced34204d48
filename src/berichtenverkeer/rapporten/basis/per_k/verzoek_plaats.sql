-- Per client.
-- A row per AangevraagdProduct or JW317, placed on its Ingangsdatum.
select a.client, a.referentie, a.ontvangen_op, a.ingangsdatum,
  least(a.afgewezen_op, a.toegewezen_op) as beantwoord_op, d.referentie is not null as door_gateway,
  a.categorie, a.code, a.aanbieder, a.gemeente, p.plaats,
  coalesce(nullif(a.verwijzer, ''), 'onbekend') as verwijzer, coalesce(w.groep, 'onbekend') as verwijzergroep
from verzoek_bekend a
cross join registergrens g
join registerdagen r on r.dag = least(greatest(a.ingangsdatum, g.eerste), g.laatste)
join plaats p on p.aanbieder = a.aanbieder and p.gemeente = a.gemeente and p.sinds = r.sinds
  and p.categorie = coalesce(a.categorie, '') and p.code = coalesce(a.code, '')
left join door_gateway d on d.client = a.client and d.aanbieder = a.aanbieder and d.referentie = a.referentie
left join groep w on w.code = a.verwijzer and a.ingangsdatum between w.van and w.tot
