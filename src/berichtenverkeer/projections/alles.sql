-- The state with what waits for an answer: what counts as a rule (decision 099).
toewijzing_laag as not materialized (select * from toewijzing),
levering_laag as not materialized (select * from levering),
verzoek_laag as not materialized (select * from verzoek)
