-- Aanwezigheid in the plekken that were asked for: from `s` until `l`, null while it lasts.
select client, plek, plek2, s, l from aanwezig_overal where is_getoond(plek, plek2)
