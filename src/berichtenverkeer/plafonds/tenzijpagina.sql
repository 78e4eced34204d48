-- A page of tenzij's up to K, each with its client: what cannot wait and is still open comes first, then as they were
-- asked. $1 regio, $2 K; null for any: $3 one of both parties, $4 aanbieder, $5 gemeente, $6 status; $7 behind so many,
-- $8 at most so many
-- What a step makes of the status is what `tenzij.after` says; nothing follows a decision but another one.
\ir parts.psql
with :bekend, stap as (
  select inhoud->>'tenzij_id' as tenzij, client, positie, soort, (inhoud->>'kan_niet_wachten')::boolean as dringend,
    soort in ('TenzijToegekend', 'TenzijGewijzigd') as besluit, coalesce((inhoud->>'te_bevestigen')::boolean, false) as wacht
  from gebeurtenis_bekend
  where soort like 'Tenzij%' and client is not null
    and ($3::text is null or $3 in (inhoud->>'aanbieder', inhoud->>'gemeente'))
    and ($4::text is null or inhoud->>'aanbieder' = $4) and ($5::text is null or inhoud->>'gemeente' = $5)
), stand as (
  select tenzij, client, min(positie) as gevraagd, coalesce(bool_or(dringend), false) as dringend,
    case
      when bool_or(soort = 'TenzijBevestigd' or besluit and not wacht) then 'toegekend'
      when bool_or(soort = 'TenzijIngetrokken') then 'ingetrokken'
      when bool_or(soort = 'TenzijAfgewezen') then 'afgewezen'
      when bool_or(besluit) then 'te bevestigen'
      else 'gevraagd' end as status
  from stap group by tenzij, client
)
select tenzij, client from stand where $6::text is null or status = $6
order by dringend and status in ('gevraagd', 'te bevestigen') desc, gevraagd offset $7 limit $8
