-- That party $2 may see a bericht `b`; null: all may be seen.
($2::text is null or exists (select from postvak_regio p where p.partij = $2::text and p.bericht_id = b.id))
