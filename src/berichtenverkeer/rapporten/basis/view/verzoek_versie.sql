-- Per client.
-- Every version of a verzoek up to K, in the layer asked, those that hold no more too.
select * exclude (is_voorlopig)
from (
  select * from bron.verzoek where not (is_voorlopig and getvariable('bevestigd'))
  union all by name
  select * from bron.verzoek_bevestigd where getvariable('bevestigd')
)
where pos_van <= getvariable('k') and is_eigen(gemeente, aanbieder)
