-- The aanbieders at which a client has running care on a day, as known at K: a toewijzing that is actueel, or a levering
-- that has not ended. $1 regio, $2 K, $3 client, $4 the day
\ir parts.psql
\set state `cat ../projections/bekend.sql`
\set laag `cat ../projections/alles.sql`
with :laag, :state
select aanbieder from toewijzing_bekend
where client = $3 and not is_verwijderd and (einddatum is null or einddatum >= $4::date)
union
select aanbieder from levering_hervat
where client = $3 and coalesce(case when hervat_op is null then einde else tijdelijk_einde end, $4::date) >= $4::date
