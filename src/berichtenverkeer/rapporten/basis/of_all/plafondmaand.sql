-- By month what came to the claims of each plafond up to K. Of all: how others developed says how one will.
select aanbieder, jaar, perceel, segment, last_day(dag) as maand,
  sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
    - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int))::bigint as claims_cents
from bron.boeking where positie <= getvariable('k') group by all
