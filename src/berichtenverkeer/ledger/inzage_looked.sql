-- Who opened how much, but of this log itself: a row for each person, and for the systems of each partij. $1 regio, $2 id
-- below all that is counted, $3 partij, null for every. `clients`: those whom he is known to have been shown; a
-- declaratie is about many, of whom none is counted.
select i.partij, i.persoon, count(*) as looks,
  count(distinct coalesce(i.client, b.client)) filter (where i.outcome = 'getoond') as clients,
  count(*) filter (where i.outcome <> 'getoond') as failed
from inzage i left join bericht b on b.regio = i.regio and b.id = i.bericht_id
where i.regio = $1 and i.id > $2 and ($3::text is null or i.partij = $3) and i.soort <> 'inzagelog'
group by i.partij, i.persoon
order by clients desc, looks desc, i.partij, i.persoon
