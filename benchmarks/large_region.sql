-- Tables of a peilbestand of a large region, out of `n` leveringen, made by arithmetic: what is not said here is null.
-- Variables: `leveringen`, `clienten`, `dag_k`; a table `contract` (nr, aanbieder, categorie, code) and `gemeente`
-- (nr, gemeente) out of the register. Every levering has a toewijzing, two of three toewijzingen a verzoek; three
-- prestaties, each booked as realisatie; a bericht and a gebeurtenis for all of it, and a retour for each bericht.

create macro lot(n, salt) as (hash(n::bigint * 64 + salt) >> 11) / 9007199254740992.0;
-- a position of its own for what happened on a day
create macro positie(dag, n, soort) as (dag - date '2011-01-01')::bigint * 32_000_000 + n::bigint * 8 + soort;
create macro bericht(n, soort) as (lpad(to_hex(n::bigint * 16 + soort), 32, '0'))::uuid;

-- Half of the leveringen of a client follow each other, the others come whenever.
create table leven as
with gekozen as (
  select n, n % getvariable('clienten') + 1 as client, n // getvariable('clienten') as keer from range(getvariable('leveringen')) t (n)
),
dagen as (
  select *, floor(power(lot(n, 9), 2) * (select count(*) from contract))::bigint as contract_nr,
    floor(power(lot(client, 10), 2) * (select count(*) from gemeente))::bigint as gemeente_nr, date '2012-01-01' + (lot(case when keer % 2 = 1 then n - getvariable('clienten') else n end, 1) * 5478)::integer
      + case when keer % 2 = 1 then (lot(n, 2) * 200)::integer else 0 end as begin
  from gekozen
)
select d.n, d.client::integer as client, begin, begin + 14 + (lot(n, 3) * lot(n, 4) * 700)::integer as eind,
  c.aanbieder, c.categorie, c.code, g.gemeente, lot(n, 5) as lot, (lot(n, 6) * lot(n, 7) * 120)::integer as wacht,
  n % 3 > 0 as is_gevraagd, lpad((1 + (lot(n, 8) * 8)::integer)::varchar, 2, '0') as verwijzer
from dagen d
join contract c on c.nr = d.contract_nr
join gemeente g on g.nr = d.gemeente_nr
where begin < getvariable('dag_k');

create table toewijzing as
select gemeente, n as nummer, client, aanbieder, categorie, code, begin - wacht - 4 as eerste_datum, time '09:00' as eerste_tijd,
  begin - wacht - 4 as toewijzingsdatum, time '09:00' as toewijzingstijd, begin - wacht as ingangsdatum, eind + 60 as einddatum,
  case when is_gevraagd then 'V' || n end as referentie_aanbieder, 4 as volume, '04' as eenheid, '2' as frequentie,
  begin - wacht - 4 as ontvangen_op, case when is_gevraagd then 'V' || n end as eerste_referentie, false as is_voorlopig,
  positie(begin - wacht - 4, n, 1) as pos_van
from leven;

-- A version until its stop is known, and one after it; one in a hundred was withdrawn, one in fifty is interrupted.
create table gestart as
select client, gemeente, aanbieder, n as toewijzing_nummer, categorie, code, begin as begindatum,
  begin - wacht as toewijzing_ingangsdatum, begin + 3 as gemeld_op, false as is_voorlopig, n, eind, lot,
  lot > 0.05 and eind + 4 <= getvariable('dag_k') as is_gestopt
from leven where begin + 3 <= getvariable('dag_k');
create table levering as
select * exclude (n, eind, lot, is_gestopt), null::date as tijdelijk_einde, null::date as tijdelijk_gemeld_op, null::date as einde,
  null::varchar as reden, null::date as einde_gemeld_op, false as is_verwijderd, positie(begindatum + 3, n, 2) as pos_van,
  case when is_gestopt or lot < 0.03 then positie(eind + 4, n, 3) end as pos_tot
from gestart
union all by name
select * exclude (n, eind, lot, is_gestopt),
  case when lot between 0.01 and 0.03 then eind end as tijdelijk_einde,
  case when lot between 0.01 and 0.03 then eind + 4 end as tijdelijk_gemeld_op,
  case when is_gestopt then eind end as einde,
  case when is_gestopt then ['31', '31', '32', '33', '38', '39'][1 + n % 6] end as reden,
  case when is_gestopt then eind + 4 end as einde_gemeld_op, lot < 0.01 as is_verwijderd, positie(eind + 4, n, 3) as pos_van
from gestart where (is_gestopt or lot < 0.03) and eind + 4 <= getvariable('dag_k');
update levering set pos_tot = null where pos_tot > (select positie(getvariable('dag_k'), 4_000_000, 0));

create table verzoek as
select aanbieder, 'V' || n as referentie, gemeente, client, begin - wacht - 9 as dagtekening, begin - wacht - 9 as ontvangen_op,
  categorie, code, begin - wacht as ingangsdatum, eind + 60 as einddatum, 4 as volume, '04' as eenheid, '2' as frequentie,
  verwijzer, begin - wacht - 4 as toegewezen_op, false as is_wijziging, false as is_voorlopig,
  positie(begin - wacht - 4, n, 1) as pos_van
from leven where is_gevraagd;

create table gedeclareerd as
with regel as (
  select l.*, v.volgnr, date_trunc('month', begin + ((eind - begin) * v.volgnr // 3)::integer)::date as maand
  from leven l cross join range(3) v (volgnr)
)
select *, n * 3 + volgnr as nr, greatest(begin, maand) as van, least(eind, last_day(maand)) as tot, (last_day(maand) + 20)::date as op,
  'D' || gemeente || strftime(maand, '%Y%m') as declaratie, 1 + (lot(n, 11 + volgnr) * 40)::integer as volume, 5000 + n % 7 * 900 as tarief
from regel where last_day(maand) + 21 < getvariable('dag_k') and least(eind, last_day(maand)) >= greatest(begin, maand);

create table prestatie as
select aanbieder, 'P' || nr as referentie, gemeente, client, declaratie as declaratie_nummer, n as toewijzing_nummer, categorie,
  code, van as begindatum, tot as einddatum, volume, '04' as eenheid, tarief as tarief_cents, volume * tarief as bedrag_cents,
  false as is_credit, case when lot(nr, 20) < 0.03 then 'afgewezen' else 'goedgekeurd' end as uitslag,
  lot(nr, 21) < 0.01 as is_gecrediteerd, false as is_betwist, '' as dubbel_in, positie(op, nr, 4) as pos_van
from gedeclareerd;

create table declaratie as
select aanbieder, declaratie as nummer, any_value(gemeente) as gemeente, min(op) as dagtekening, min(maand) as periode_begin,
  last_day(min(maand)) as periode_eind, sum(volume * tarief)::bigint as totaal_cents, min(op) as ontvangen_op, min(op) as beantwoord_op,
  false as is_verworpen, false as is_betwist, positie(min(op), min(nr), 5) as pos_van
from gedeclareerd group by aanbieder, declaratie;

-- The amount of each plafond first, then what is claimed of it, then what that became.
create table boeking as
with bedrag as (
  select aanbieder, year(begin) as jaar, count(*) * 300_000 as cents, min(n) as n from leven group by all
)
select positie(make_date(jaar, 1, 1), n, 6) as positie, 1 as volgnr, aanbieder, jaar, '' as perceel, '' as segment,
  'VRIJ' as debet, 'PLAFOND' as credit, cents::hugeint as bedrag_cents, null::varchar as claim_soort, null::varchar as claim_partij,
  null::bigint as claim_nummer, null::varchar as claim_referentie, null::varchar as gemeente, null::integer as client,
  null::varchar as categorie, null::varchar as code, '' as tenzij, make_date(jaar, 1, 1) as dag
from bedrag
union all by name
select positie(begin - wacht - 4, n, 1) as positie, 1 as volgnr, aanbieder, year(begin - wacht) as jaar, '' as perceel,
  '' as segment, 'BESLAG' as debet, 'VRIJ' as credit, 250_000::hugeint as bedrag_cents, 'toewijzing' as claim_soort,
  gemeente as claim_partij, n as claim_nummer, '' as claim_referentie, gemeente, client, categorie, code, '' as tenzij,
  begin - wacht - 4 as dag
from leven
union all by name
select positie(op, nr, 4) as positie, 1 as volgnr, aanbieder, year(begin - wacht) as jaar, '' as perceel, '' as segment,
  'REALISATIE' as debet, 'BESLAG' as credit, volume * tarief as bedrag_cents, 'toewijzing' as claim_soort,
  gemeente as claim_partij, n as claim_nummer, '' as claim_referentie, gemeente, client, categorie, code, '' as tenzij, op as dag
from gedeclareerd;

create table besluit as
select positie(begin - wacht - 9, n, 7) as positie, begin - wacht - 9 as dag, bericht(n, 0) as bericht_id,
  case when is_gevraagd then 'verzoek' else 'toewijzing' end as claim_soort,
  case when is_gevraagd then aanbieder else gemeente end as claim_partij, case when is_gevraagd then 0 else n end as claim_nummer,
  case when is_gevraagd then 'V' || n else '' end as claim_referentie, aanbieder, gemeente, client,
  case when lot(n, 22) < 0.02 then 'nee' else 'ja' end as uitkomst, false as onder_clientenstop, 250_000::hugeint as gevraagd_cents,
  0::hugeint as overschrijding_cents, 0::hugeint as tenzij_cents
from leven;
create table besluitdeel as
select positie, year(dag) as jaar, '' as perceel, '' as segment, gevraagd_cents as bedrag_cents, overschrijding_cents, tenzij_cents
from besluit;

create table gebeurtenis as
select positie(begin - wacht - 9, n, 0) as positie, begin - wacht - 9 as dag, 'VerzoekOntvangen' as soort, bericht(n, 0) as bericht_id,
  client, aanbieder, gemeente, null::bigint as nummer, 'V' || n as referentie, null::bigint as toewijzing_nummer, categorie, code,
  null::date as begindatum
from leven where is_gevraagd
union all by name
select positie(begin - wacht - 4, n, 1) as positie, begin - wacht - 4 as dag, 'ToewijzingVastgesteld' as soort, bericht(n, 1) as bericht_id,
  client, aanbieder, gemeente, n as nummer, case when is_gevraagd then 'V' || n end as referentie, categorie, code
from leven
union all by name
select positie(begindatum + 3, n, 2) as positie, begindatum + 3 as dag, 'LeveringGestart' as soort, bericht(n, 2) as bericht_id,
  client, aanbieder, gemeente, n as toewijzing_nummer, categorie, code, begindatum
from gestart
union all by name
select pos_van as positie, coalesce(einde_gemeld_op, tijdelijk_gemeld_op, gemeld_op) as dag,
  case when is_verwijderd then 'StartVerwijderd' else 'LeveringGestopt' end as soort, bericht(toewijzing_nummer, 3) as bericht_id,
  client, aanbieder, gemeente, toewijzing_nummer, categorie, code, begindatum
from levering where einde is not null or tijdelijk_einde is not null or is_verwijderd
union all by name
select positie(op, nr, 4) as positie, op as dag, 'PrestatieIngediend' as soort, bericht(hash(aanbieder || declaratie) >> 8, 4) as bericht_id,
  client, aanbieder, gemeente, 'P' || nr as referentie, n as toewijzing_nummer, categorie, code, van as begindatum
from gedeclareerd;

create table bericht as
with heen as (
  select bericht_id, soort, min(positie) as positie, min(dag) as dag, min(aanbieder) as aanbieder, min(gemeente) as gemeente,
    min(client) filter (where soort <> 'PrestatieIngediend') as client
  from gebeurtenis group by bericht_id, soort
)
select bericht_id as id, positie, case soort when 'VerzoekOntvangen' then 'JW315' when 'ToewijzingVastgesteld' then 'JW301'
    when 'LeveringGestart' then 'JW305' when 'PrestatieIngediend' then 'JW323' else 'JW307' end as berichtsoort,
  if(soort = 'ToewijzingVastgesteld', gemeente, aanbieder) as afzender, if(soort = 'ToewijzingVastgesteld', aanbieder, gemeente) as ontvanger,
  afzender as verzender, ontvanger as bestemming, client,
  'goedgekeurd' as oordeel, true as eerste, 'partij' as bron, null::uuid as heen_id, dag as ontvangen_dag, dag + time '10:00' as ontvangen_op,
  4000 as grootte, []::varchar[] as codes, false as is_betwist
from heen;
insert into bericht by name
select md5(id::varchar)::uuid as id, positie, replace(berichtsoort, 'JW30', 'JW31') as berichtsoort, ontvanger as afzender,
  afzender as ontvanger, ontvanger as verzender, afzender as bestemming, client, oordeel, eerste, 'gateway' as bron, id as heen_id,
  ontvangen_dag, ontvangen_op, 900 as grootte, codes, is_betwist
from bericht;

create table jeugdige as
select client, year(min(begin))::integer - 2 - client % 15 as geboortejaar, 1 + client % 12 as geboortemaand,
  min(positie(begin - wacht - 9, n, 0)) as pos_van
from leven where client % 50 > 0 group by client;
create table client as
select distinct client, lpad(to_hex(client), 64, '0') as pseudoniem from leven;
create table watermerk as
select (dag + 1)::timestamp as op, positie(dag::date + 1, 0, 0) - 1 as positie
from (select unnest(generate_series(date '2011-02-01', getvariable('dag_k'), interval 1 day))::date as dag);
