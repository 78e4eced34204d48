-- Aanwezigheid in the region, or what the filters choose of it.
select client, s, l from regio_aanwezig_overal where plek = 'regio'
