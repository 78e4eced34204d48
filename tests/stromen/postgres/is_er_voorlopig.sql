-- Whether anything in region $1 waited at K ($2) for the answer of a receiver who answers himself.
select exists (
    select from toewijzing
    where regio = $1 and is_voorlopig and pos_van <= $2 and (pos_tot is null or pos_tot > $2)
  ) or exists (
    select from levering
    where regio = $1 and is_voorlopig and pos_van <= $2 and (pos_tot is null or pos_tot > $2)
  ) or exists (
    select from verzoek
    where regio = $1 and is_voorlopig and pos_van <= $2 and (pos_tot is null or pos_tot > $2)
  )
