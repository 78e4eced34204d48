-- Per client.
-- Aanwezigheid in the region, or what the filters choose of it.
select client, s, l, laatste_levering as levering, is_enig from regio_aanwezig_overal where plek = 'regio'
