-- That party $2 may see a bericht `b`; null: all may be seen.
($2::text is null or :richting is not null)
