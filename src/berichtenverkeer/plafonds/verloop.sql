-- The known claims of some plafonds of year $3 after each position that moved them, beside an amount to hold them
-- against: of region $1 up to K ($2); $4 aanbieder, $5 perceel, $6 segment and $7 cents of each plafond.
gevraagd as (
  select * from unnest($4::text[], $5::text[], $6::text[], $7::numeric[]) as g (aanbieder, perceel, segment, bedrag)
),
beweging as (
  select aanbieder, perceel, segment, positie,
    sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
                        - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int)) as erbij
  from boeking where regio = $1 and positie <= $2 and jaar = $3
    and (aanbieder, perceel, segment) in (select aanbieder, perceel, segment from gevraagd)
  group by aanbieder, perceel, segment, positie
),
verloop as (
  select aanbieder, perceel, segment, positie, bedrag,
    sum(erbij) over (partition by aanbieder, perceel, segment order by positie) as bekend
  from beweging join gevraagd using (aanbieder, perceel, segment)
)
