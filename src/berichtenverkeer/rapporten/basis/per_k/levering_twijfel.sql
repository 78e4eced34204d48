-- Per client.
-- Leveringen that a stand may hold for longer than there was care (definitions 4): the Einddatum of the toewijzing of what
-- has no stop, the onderbreking that lasts, the toewijzing that was removed after the start.
select l.levering, l.client, case when l.tot is null and not t.is_verwijderd then t.einddatum end as einddatum,
  l.tijdelijk_einde, l.hervat_op, coalesce(t.is_verwijderd, false) as is_verwijderd
from levering_plaats l
left join toewijzing_bekend t on t.client = l.client and t.aanbieder = l.aanbieder and t.gemeente = l.gemeente
  and t.nummer = l.toewijzing_nummer
where (l.tot is null and t.einddatum is not null) or l.tijdelijk_einde is not null or t.is_verwijderd
