-- A bericht `b` as a thread shows it, with who brought it (gebeurtenis `g`) and how it lies in the mailbox. Of few keys it is faster to ask for each whether a
-- JW323 has it than to take 30,000 of them out.
b.id, b.positie, b.ontvangen_op, b.berichtsoort, b.identificatie, b.verzender, b.bestemming, b.dagtekening, b.oordeel,
  b.bron, b.heen_id, g.door_kanaal, g.door_partij, g.door_persoon, :richting as richting, :mag as is_zichtbaar,
  array(select distinct x ->> 'code' from jsonb_array_elements(b.bevindingen) x order by 1) as codes,
  case when cardinality($3::text[]) < 7
    then array(select k from unnest($3::text[]) k where b.sleutels @> array[k])
    else array(select s from unnest(b.sleutels) s where s = any($3::text[])) end as sleutels
