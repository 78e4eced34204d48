-- Per client.
-- Verzoeken that the gateway itself answered: the bericht of the position at which one was first seen answered.
with eerste as (
  select client, aanbieder, referentie, min(pos_van) as positie from verzoek_versie
  where afgewezen_op is not null or toegewezen_op is not null group by all
)
select e.client, e.aanbieder, e.referentie
from eerste e join bron.gebeurtenis f on f.positie = e.positie join bron.bericht b on b.id = f.bericht_id
where b.bron = 'gateway' and b.positie <= getvariable('k')
