-- Per client.
-- Leveringen, each with a number that is the same at every K, and with the day on which it was resumed, null when it
-- was not (projections/hervattingen.py). Of what began later at the same place, `stap` adds one that begins to wait and
-- takes off one that is resumed; on one day the waiting come first. A start that brings `saldo` lower than ever found
-- none of those, so it is there for the levering.
with genummerd as (
  select hash(client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum) as levering, *,
    tijdelijk_einde is not null and einde is null as is_onderbroken
  from levering_bekend
),
stappen as (
  select l.levering, l.tijdelijk_einde, unnest([
    {'dag': n.begindatum, 'stap': -1},
    {'dag': case when n.toewijzing_nummer is null and n.is_onderbroken
              then greatest(n.begindatum + 1, n.tijdelijk_einde) end, 'stap': 1}], recursive := true)
  from genummerd l join genummerd n on l.client = n.client and l.gemeente = n.gemeente and l.aanbieder = n.aanbieder
    and l.toewijzing_nummer is not distinct from n.toewijzing_nummer
    and (l.toewijzing_nummer is not null or (l.categorie is not distinct from n.categorie
                                             and l.code is not distinct from n.code))
    and n.begindatum > l.begindatum
  where l.is_onderbroken
),
opgeteld as (
  select *, sum(stap) over (partition by levering order by dag, stap desc) as saldo from stappen where dag is not null
),
gezien as (
  select *, min(saldo) over (
    partition by levering order by dag, stap desc rows between unbounded preceding and 1 preceding) as laagste
  from opgeteld
),
hervat as (
  select levering, min(dag) as hervat_op from gezien
  where stap < 0 and saldo < least(coalesce(laagste, 0), 0) and dag >= tijdelijk_einde group by levering
)
select g.* exclude (is_onderbroken), h.hervat_op from genummerd g left join hervat h using (levering)
