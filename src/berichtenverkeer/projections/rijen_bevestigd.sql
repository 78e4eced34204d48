-- Every version of every row of the state of region $1, beneath what waits for an answer.
toewijzing_rij as not materialized (
  select *, encode(client, 'hex') as wie from toewijzing_bevestigd where regio = $1
),
levering_rij as not materialized (select *, encode(client, 'hex') as wie from levering_bevestigd where regio = $1),
verzoek_rij as not materialized (select *, encode(client, 'hex') as wie from verzoek_bevestigd where regio = $1)
