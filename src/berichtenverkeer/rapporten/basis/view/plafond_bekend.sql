-- The amount of each plafond as booked up to K (null: it has none yet), and what is claimed of it. Money of aanbieders:
-- not for a gemeente.
select aanbieder, jaar, perceel, segment,
  cast(sum(case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents end) as bigint) as plafond_cents,
  cast(sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
                           - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int)) as bigint) as claims_cents
from bron.boeking
where positie <= getvariable('k') and getvariable('gemeente') is null and is_eigen(null, aanbieder)
group by all
