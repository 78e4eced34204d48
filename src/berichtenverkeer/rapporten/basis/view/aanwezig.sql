-- Per client.
-- Aanwezigheid in the plekken that were asked for: from `s` until `l`, null while it lasts; `levering` is the last of it.
select client, plek, plek2, s, l, laatste_levering as levering, is_enig from aanwezig_overal where is_getoond(plek, plek2)
