-- Since which day the known claims of a plafond are at its amount, without having been below it since. $1 to $7: see
-- verloop.sql.
\ir parts.psql
\set verloop `cat verloop.sql`
with :bekend, :verloop, sinds as (
  select aanbieder, perceel, segment, min(positie) as positie
  from (
    select *, max(positie) filter (where bekend < bedrag) over (partition by aanbieder, perceel, segment) as eronder
    from verloop
  ) v
  where positie > coalesce(eronder, 0)
  group by aanbieder, perceel, segment
)
select aanbieder, perceel, segment, geboekt_dag from sinds join gebeurtenis_bekend using (positie)
order by aanbieder, perceel, segment
