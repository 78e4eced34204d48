-- A row per clock (who owes, since when, settled when) of which the last day in time lies in the period: berichten that
-- wait for the answer of their receiver, verzoeken, starts, stops, tenzij's and their settlement, signalen of plafonds
-- (plafondsignaal.sql). `te_laat`: working days after that day.
with vraag as (
  select v.*, least(v.afgewezen_op, v.toegewezen_op, h.op) as besluit_op
  from verzoek_bekend v left join (
    select client, gemeente, aanbieder, referentie, min(ontvangen_op) as op from (
      select client, gemeente, aanbieder, eerste_referentie as referentie, ontvangen_op from toewijzing_bekend
      union all select client, gemeente, aanbieder, referentie_aanbieder, ontvangen_op from toewijzing_bekend
    ) where referentie in (select referentie from verzoek_bekend where toegewezen_op is null)
    group by client, gemeente, aanbieder, referentie
  ) h on v.toegewezen_op is null and h.client = v.client and h.gemeente = v.gemeente and h.aanbieder = v.aanbieder
    and h.referentie = v.referentie
),
antwoord as (
  select heen_id, verzender, min(ontvangen_dag) as op from bericht_bekend
  where heen_id is not null and oordeel = 'goedgekeurd' and eerste group by all
),
einde_ander as (
  select l.levering, max(o.einde) as einde
  from levering_hervat l join levering_bekend o on o.client = l.client and o.gemeente = l.gemeente
    and o.aanbieder = l.aanbieder and o.toewijzing_nummer <> l.toewijzing_nummer and o.einde < getvariable('dag_k')
    and o.categorie is not distinct from l.categorie and o.code is not distinct from l.code
    and o.begindatum > l.begindatum
  where l.einde is null group by l.levering
),
laatste as (
  select client, gemeente, aanbieder, toewijzing_nummer,
    first(einde order by begindatum desc, einde desc nulls first) as einde
  from levering_bekend where client in (select client from levering_hervat where einde is null) group by all
),
gaat_door as (
  select distinct l.levering
  from levering_hervat l join toewijzing_bekend n on n.client = l.client and n.gemeente = l.gemeente
    and n.aanbieder = l.aanbieder and n.nummer <> l.toewijzing_nummer and n.ingangsdatum <= getvariable('dag_k')
    and coalesce(n.einddatum >= getvariable('dag_k'), true) and coalesce(n.categorie = l.categorie, true)
    and coalesce(n.code = l.code, true) and not n.is_verwijderd
  left join laatste o on o.client = n.client and o.gemeente = n.gemeente and o.aanbieder = n.aanbieder
    and o.toewijzing_nummer = n.nummer
  where l.einde is null and coalesce(o.einde >= getvariable('dag_k'), true)
),
verrekend as (
  select u.uitvraag_id, v.tenzij_id, arg_max(v.op, v.positie) as op
  from verrekeningstap_bekend u
  join verrekenregel_bekend r on r.positie = u.positie
  join tenzijstap_bekend v on v.soort = 'TenzijVerrekend' and v.tenzij_id = r.tenzij_id and v.jaar = u.jaar
    and v.helft = u.helft
  where u.soort = 'TenzijUitgevraagd' group by all
),
opgegeven as (
  select uitvraag_id, arg_max(op, positie) as op from verrekeningstap_bekend where soort = 'TenzijOpgegeven' group by all
),
klok as (
  select case b.berichtsoort when 'JW323' then 'declaratieantwoord' else 'retourbericht' end as soort,
    b.bestemming as partij, b.verzender as wederpartij, b.client, b.ontvangen_dag as van, a.op as voldaan_op,
    case b.berichtsoort when 'JW323' then 10 else 3 end as werkdagen, null as weken, false as is_signaal, b.id as bericht_id
  from bericht_bekend b left join antwoord a on a.heen_id = b.id and a.verzender = b.bestemming
  where b.oordeel = 'voorlopig'
  union all by name
  select case when is_wijziging then 'antwoord-wijziging' else 'antwoord-verzoek' end as soort, gemeente as partij,
    aanbieder as wederpartij, client, ontvangen_op as van, least(in_onderzoek_op, besluit_op) as voldaan_op, 5 as werkdagen
  from vraag
  union all by name
  select 'eindantwoord' as soort, gemeente as partij, aanbieder as wederpartij, client, dagtekening as van,
    besluit_op as voldaan_op, 8 as weken
  from vraag where in_onderzoek_op is not null
  union all by name
  select 'woonplaatsbeginsel' as soort, gemeente as partij, aanbieder as wederpartij, client, ontvangen_op as van,
    afgewezen_op as voldaan_op, 2 as weken
  from vraag where reden_afwijzing = '8' and afgewezen_op is not null
  union all by name
  select 'start' as soort, l.aanbieder as partij, l.gemeente as wederpartij, l.client,
    greatest(l.begindatum, t.ontvangen_op) as van, l.gemeld_op as voldaan_op, 5 as werkdagen
  from levering_bekend l left join toewijzing_bekend t on t.client = l.client and t.gemeente = l.gemeente
    and t.aanbieder = l.aanbieder and t.nummer = l.toewijzing_nummer
  where l.gemeld_op is not null
  union all by name
  select 'stop' as soort, aanbieder as partij, gemeente as wederpartij, client,
    coalesce(tijdelijk_einde, einde) as van,
    case when tijdelijk_einde is null then einde_gemeld_op else tijdelijk_gemeld_op end as voldaan_op, 5 as werkdagen
  from levering_bekend
  where case when tijdelijk_einde is null then einde_gemeld_op else tijdelijk_gemeld_op end is not null
  union all by name
  select 'stop-verwacht' as soort, l.aanbieder as partij, l.gemeente as wederpartij, l.client,
    greatest(t.einddatum, l.begindatum, e.einde) as van, null::date as voldaan_op, 5 as werkdagen, true as is_signaal
  from levering_hervat l
  join toewijzing_bekend t on t.client = l.client and t.gemeente = l.gemeente and t.aanbieder = l.aanbieder
    and t.nummer = l.toewijzing_nummer
  left join einde_ander e on e.levering = l.levering
  anti join gaat_door d on d.levering = l.levering
  where l.einde is null and t.einddatum < getvariable('dag_k') and not t.is_verwijderd and l.hervat_op is null
  union all by name
  select 'tenzij-besluit' as soort, 'opdrachtgever' as partij, v.partij as wederpartij, v.client, v.op as van,
    (select min(b.op) from tenzijstap_bekend b where b.tenzij_id = v.tenzij_id and not b.te_bevestigen
      and b.soort in ('TenzijToegekend', 'TenzijBevestigd', 'TenzijAfgewezen', 'TenzijIngetrokken')) as voldaan_op,
    coalesce((select tenzij_beslistermijn_werkdagen from register_parameters where v.op between van and tot), 5) as werkdagen
  from tenzijstap_bekend v where v.soort = 'TenzijGevraagd'
  union all by name
  select 'tenzij-opgave' as soort, u.aanbieder as partij, 'opdrachtgever' as wederpartij, u.op as van,
    coalesce(o.op, v.op) as voldaan_op, u.antwoord_voor as uiterlijk
  from verrekeningstap_bekend u
  left join opgegeven o on o.uitvraag_id = u.uitvraag_id
  left join (select uitvraag_id, min(op) as op from verrekend group by all) v on v.uitvraag_id = u.uitvraag_id
  where u.soort = 'TenzijUitgevraagd'
  union all by name
  select 'signaal-gesprek' as soort, 'opdrachtgever' as partij, aanbieder as wederpartij, dag as van,
    gesprek_op as voldaan_op,
    coalesce((select gesprekstermijn_werkdagen from register_parameters where s.dag between van and tot), 10) as werkdagen
  from plafondsignaal s where gesprek_op is not null or s.tot is null
  union all by name
  select 'signaal-besluit' as soort, 'opdrachtgever' as partij, aanbieder as wederpartij, gesprek_op as van,
    besluit_op as voldaan_op,
    coalesce((select besluittermijn_werkdagen from register_parameters where s.gesprek_op between van and tot), 10)
      as werkdagen
  from plafondsignaal s where gesprek_op is not null and (besluit_op is not null or s.tot is null)
),
geteld as (
  select k.*, w.nummer as nummer_tot,
    case when k.werkdagen is not null then n.nummer + k.werkdagen else x.nummer + 1 end as nummer_deadline
  from klok k
  join kalender n on n.dag = k.van
  join kalender w on w.dag = coalesce(k.voldaan_op, getvariable('dag_k'))
  left join kalender x on x.dag = coalesce(k.uiterlijk, k.van + 7 * k.weken) - 1
),
eerste as (select nummer, min(dag) as dag from kalender group by nummer)
select p.nummer as periode, k.soort, k.partij, k.wederpartij, k.client, k.van, k.voldaan_op, d.dag as deadline, k.bericht_id,
  greatest(k.nummer_tot - k.nummer_deadline, 0) as te_laat
from geteld k
join eerste d on d.nummer = k.nummer_deadline
join perioden p on d.dag between p.begin and p.eind
where not coalesce(k.is_signaal, false) or k.nummer_tot > k.nummer_deadline
