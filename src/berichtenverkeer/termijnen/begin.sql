-- Where each clock begins and which date settles it (decision 072): soort, partij (who owes), wederpartij, what it is
-- about (kloksleutel.py), client, van, voldaan_op. $1 regio, $2 K, $3 the day, $4 and $5 the calendar, $6 which kinds,
-- with of each $7 working days or $8 days and $9 whether it is a signaal; $10 leaves out, sooner, what is settled;
-- $11 the clocks of money (geldklokken.py), whose last day is known.

-- `besluit_op`: the first final answer. A JW301 that came before the request that it grants is one all the same (OP080).
vraag as materialized (
  select v.gemeente, v.aanbieder, v.referentie, v.client, v.is_wijziging, v.dagtekening, v.ontvangen_op,
    v.in_onderzoek_op, v.afgewezen_op, v.reden_afwijzing, least(v.afgewezen_op, v.toegewezen_op, h.op) as besluit_op
  from verzoek_bekend v left join (
    select t.client, t.gemeente, t.aanbieder, r.referentie, min(t.ontvangen_op) as op
    from toewijzing_bekend t
    cross join lateral (values (t.eerste_referentie), (t.referentie_aanbieder)) r (referentie)
    where r.referentie is not null group by 1, 2, 3, 4
  ) h on v.toegewezen_op is null
    and h.client = v.client and h.gemeente = v.gemeente and h.aanbieder = v.aanbieder and h.referentie = v.referentie
  where not $10::boolean or (v.afgewezen_op is null and v.toegewezen_op is null)
),
van_zorg (soort, partij, wederpartij, :zorgsleutel, client, van, voldaan_op) as (
  -- what a party that answers itself received; its answer is looked up one by one: almost all berichten are of others
  select case b.berichtsoort when 'JW323' then 'declaratieantwoord' else 'retourbericht' end,
    b.bestemming, b.verzender, b.berichtsoort, b.identificatie, null::text, null::bigint, null::text, null::text,
    null::date, b.client, b.ontvangen_dag,
    (select min(a.ontvangen_dag) from bericht_bekend a
     where a.heen_id = b.id and a.verzender = b.bestemming and a.oordeel = 'goedgekeurd' and a.eerste
       and a.ontvangen_dag <= $3::date)
  from bericht_bekend b
  where b.oordeel = 'voorlopig' and b.ontvangen_dag <= $3::date
    and (('retourbericht' = any($6::text[]) and b.berichtsoort <> 'JW323')
         or ('declaratieantwoord' = any($6::text[]) and b.berichtsoort = 'JW323'))
  union all
  select case when is_wijziging then 'antwoord-wijziging' else 'antwoord-verzoek' end, gemeente, aanbieder,
    :van_verzoek, client, ontvangen_op, least(in_onderzoek_op, besluit_op)
  from vraag
  where ('antwoord-verzoek' = any($6::text[]) and not is_wijziging)
    or ('antwoord-wijziging' = any($6::text[]) and is_wijziging)
  union all
  select 'eindantwoord', gemeente, aanbieder, :van_verzoek, client, dagtekening, besluit_op
  from vraag where 'eindantwoord' = any($6::text[]) and in_onderzoek_op is not null
  union all
  -- RedenAfwijzingVerzoek (WJ759) by which another gemeente is responsible (TR377)
  select 'woonplaatsbeginsel', gemeente, aanbieder, :van_verzoek, client, ontvangen_op, afgewezen_op
  from vraag where 'woonplaatsbeginsel' = any($6::text[]) and reden_afwijzing = '8' and afgewezen_op is not null
  union all
  select 'start', l.aanbieder, l.gemeente, :van_levering, l.client,
    greatest(l.begindatum, t.ontvangen_op), l.gemeld_op
  from levering_bekend l
  left join toewijzing_bekend t on t.client = l.client and t.gemeente = l.gemeente and t.aanbieder = l.aanbieder
    and t.nummer = l.toewijzing_nummer
  where 'start' = any($6::text[]) and l.gemeld_op is not null
  union all
  -- whether the stop is temporary decides both dates; when a definitive one after it was known to be so, nobody tells
  select 'stop', l.aanbieder, l.gemeente, :van_levering, l.client,
    coalesce(l.tijdelijk_einde, l.einde),
    case when l.tijdelijk_einde is null then l.einde_gemeld_op else l.tijdelijk_gemeld_op end
  from levering_bekend l
  where 'stop' = any($6::text[])
    and case when l.tijdelijk_einde is null then l.einde_gemeld_op else l.tijdelijk_gemeld_op end is not null
  union all
  select 'stop-verwacht', l.aanbieder, l.gemeente, :van_levering, l.client,
    greatest(t.einddatum, l.begindatum, (
      -- until the same care stopped on another number it went on, so the term counts from there
      select max(o.einde) from levering_bekend o
      where o.client = l.client and o.gemeente = l.gemeente and o.aanbieder = l.aanbieder
        and o.toewijzing_nummer <> l.toewijzing_nummer and o.einde < $3::date
        and o.categorie is not distinct from l.categorie and o.code is not distinct from l.code
        and o.begindatum > l.begindatum)),
    null::date
  from levering_hervat l
  left join toewijzing_bekend t on t.client = l.client and t.gemeente = l.gemeente and t.aanbieder = l.aanbieder
    and t.nummer = l.toewijzing_nummer
  where 'stop-verwacht' = any($6::text[]) and l.einde is null and t.einddatum < $3::date and not t.is_verwijderd
    and l.hervat_op is null  -- one that was resumed ended on its temporary Einddatum (definitions.md 2)
    and not exists (  -- goes on under another number that is in force
      select from toewijzing_bekend n
      where n.client = l.client and n.gemeente = l.gemeente and n.aanbieder = l.aanbieder
        and n.nummer <> l.toewijzing_nummer and n.ingangsdatum <= $3::date and coalesce(n.einddatum >= $3::date, true)
        and coalesce(n.categorie = l.categorie, true) and coalesce(n.code = l.code, true)
        and not n.is_verwijderd
        and coalesce((  -- unless the care on that number was stopped: then nobody told of this one
          select o.einde >= $3::date from levering_bekend o
          where o.client = l.client and o.gemeente = l.gemeente and o.aanbieder = l.aanbieder
            and o.toewijzing_nummer = n.nummer
          order by o.begindatum desc, o.einde desc nulls first limit 1), true))
),
-- `betrokkene` may see a clock in which it is no side; `termijn` in words and `uiterlijk` stand with those of money;
-- what has `voorrang` comes first.
begin (soort, partij, wederpartij, betrokkene, :sleutel, client, van, voldaan_op, uiterlijk, termijn, voorrang) as (
  select soort, partij, wederpartij, null::text, :zorgsleutel, null::uuid, null::uuid, null::int, null::text,
    null::text, null::bigint, client, van, voldaan_op, null::date, null::text, false
  from van_zorg
  union all
  select soort, partij, wederpartij, betrokkene, null, null, null, null, null, null, null, tenzij_id, uitvraag_id, jaar,
    perceel, segment, sinds, decode(client, 'base64'), van, voldaan_op, uiterlijk, termijn, voorrang
  from jsonb_to_recordset($11::text::jsonb) g (
    soort text, partij text, wederpartij text, betrokkene text, tenzij_id uuid, uitvraag_id uuid, jaar int,
    perceel text, segment text, sinds bigint, client text, van date, voldaan_op date, uiterlijk date, termijn text,
    voorrang boolean)
)
