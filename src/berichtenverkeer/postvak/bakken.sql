-- What lies in which mailbox of region $1.
postvak_regio as not materialized (select partij, bericht_id, richting from postvak where regio = $1)
