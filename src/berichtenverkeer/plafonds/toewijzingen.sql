-- The toewijzingen that can hold a claim, a piece at a time.
-- $1 regio, $2 gemeente and $3 nummer of the last one of the piece before; $4 whose (null: of all aanbieders); $5 the
-- first day of which money is known; null for any, else what changes when the limit of declaring moves: $6 from, $7 to;
-- $8 how many
\ir parts.psql
with :huidig
select t.* from toewijzing_huidig t
where (t.gemeente, t.nummer) > ($2, $3)
  and ($4::text[] is null or t.aanbieder = any($4))
  and (t.einddatum is null or t.einddatum >= $5
       or exists (select from claimdeel d
                  where d.regio = $1 and d.claim_soort = 'toewijzing'
                    and d.claim_partij = t.gemeente and d.claim_nummer = t.nummer)
       or exists (select from prestatie_huidig p
                  where p.kenmerk = hash_record_extended(row($1, t.gemeente, t.nummer), 0)
                    and p.gemeente = t.gemeente and p.toewijzing_nummer = t.nummer and p.begindatum >= $5))
  and ($6::date is null or t.ingangsdatum < $7 and (t.einddatum is null or t.einddatum >= $6 or t.ontvangen_op >= $6))
order by t.gemeente, t.nummer limit $8
