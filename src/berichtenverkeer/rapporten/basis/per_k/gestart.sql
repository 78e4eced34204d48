-- Per client.
-- Per toewijzing with care on it: when that began, and whether it stopped.
select client, aanbieder, gemeente, toewijzing_nummer, min(begindatum) as op, bool_or(einde is not null) as is_gestopt
from levering_bekend where toewijzing_nummer is not null group by all
