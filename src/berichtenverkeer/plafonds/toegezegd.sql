-- The decisions up to K that gave room, about these clients. $1 regio, $2 K, $3 clients
\ir parts.psql
with :bekend
select soort, versie, inhoud from gebeurtenis_bekend
where client = any($3::bytea[]) and soort = 'PlafondBesloten' and inhoud ? 'vervalt_op'
