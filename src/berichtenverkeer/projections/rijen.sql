-- Every version of every row of the state of region $1, in the layer of alles.sql.
toewijzing_rij as not materialized (select *, encode(client, 'hex') as wie from toewijzing where regio = $1),
levering_rij as not materialized (select *, encode(client, 'hex') as wie from levering where regio = $1),
verzoek_rij as not materialized (select *, encode(client, 'hex') as wie from verzoek where regio = $1)
