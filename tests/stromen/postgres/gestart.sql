-- Per toewijzing with care on it: when that began, and whether it stopped.
gestart as (
  select l.client, l.aanbieder, l.gemeente, l.toewijzing_nummer, min(l.begindatum) as op,
    bool_or(l.einde is not null) as is_gestopt
  from levering_bekend l where l.toewijzing_nummer is not null group by 1, 2, 3, 4
)
