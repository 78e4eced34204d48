-- A row per aanwezigheid in the stand on the day before a period and on its last, and per movement in it (definitions 4):
-- of the plekken, and with plek null of the region, where each youth counts once. `wat`: stand_begin, stand_eind, in, uit;
-- and afschaling, the first since the youth came into the region. What makes a stand doubtful is true only when it
-- holds for all that keeps him in it.
with waar as (
  select levering, gemeente, aanbieder, toewijzing_nummer, begindatum from levering_plaats
),
aanwezigheid as (
  select a.*, w.* exclude (levering), t.* exclude (levering)
  from (
    from aanwezig
    union all by name select *, null as plek, null as plek2 from regio_aanwezig
  ) a
  join waar w on w.levering = a.levering
  left join levering_twijfel t on t.levering = a.levering
  where a.l is null or a.l >= getvariable('eerste_dag')
),
stap as (
  select b.*, w.* exclude (levering)
  from (
    from beweging
    union all by name select * replace (null::varchar as plek, null::varchar as plek2) from regio_beweging
  ) b
  join waar w on w.levering = b.levering
  where b.datum between getvariable('eerste_dag') and getvariable('laatste_dag')
),
meer as (select distinct client, plek, plek2 from aanwezigheid where not is_enig),
-- of whom more than one life in a plek, something may be true by the end of the last period
in_twijfel as (
  select client from leven where levering in (
    select levering from levering_twijfel
    where einddatum < getvariable('laatste_dag') or tijdelijk_einde is not null or is_verwijderd)
    and client in (select client from meer)
),
reden_tot_twijfel as (
  select l.client, l.plek, l.plek2, l.s, l.tot, l.is_gekozen, t.einddatum, t.tijdelijk_einde, t.hervat_op,
    coalesce(t.is_verwijderd, false) as is_verwijderd
  from leven l left join levering_twijfel t using (levering)
  where l.client in (select client from in_twijfel) and (l.tot is null or l.tot > getvariable('eerste_dag'))
),
plek_en_regio as (
  select t.* from (
    from reden_tot_twijfel
    union all
    select * replace (null::varchar as plek, null::varchar as plek2) from reden_tot_twijfel where is_gekozen
  ) t
  semi join meer m
    on m.client = t.client and m.plek is not distinct from t.plek and m.plek2 is not distinct from t.plek2
),
twijfel as (
  select p.nummer as periode, t.client, t.plek, t.plek2, bool_and(coalesce(t.einddatum < p.eind, false)) as zonder_stop,
    bool_and(coalesce(t.tijdelijk_einde + interval 6 months < p.eind
                      and coalesce(t.hervat_op > p.eind, true), false)) as onderbroken,
    bool_and(t.is_verwijderd) as zonder_toewijzing
  from perioden p join plek_en_regio t on t.s <= p.eind and coalesce(t.tot > p.eind, true)
  group by all
),
stand_eind as (
  select p.nummer as periode, p.eind, a.*
  from perioden p join aanwezigheid a on a.s <= p.eind and coalesce(a.l > p.eind, true)
),
afgeschaald as (from beweging_overal where richting = 'in' and schaling = -1),
afschaling as (
  select b.client, b.plek, b.plek2, b.datum, b.levering, b.datum - h.s as dagen
  from afgeschaald b join regio_heel h on h.client = b.client and b.datum >= h.s and coalesce(b.datum <= h.l, true)
  where b.client in (select client from afgeschaald where datum >= getvariable('eerste_dag'))
  qualify row_number() over (partition by h.client, h.s order by b.datum, b.plek, b.plek2) = 1
),
geteld as (
  select p.nummer as periode, a.client, a.plek, a.plek2, 'stand_begin' as wat,
    a.gemeente, a.aanbieder, a.toewijzing_nummer, a.begindatum
  from perioden p join aanwezigheid a on a.s < p.begin and coalesce(a.l >= p.begin, true)
  union all by name
  select periode, client, plek, plek2, 'stand_eind' as wat, gemeente, aanbieder, toewijzing_nummer, begindatum,
    coalesce(einddatum < eind, false) as zonder_stop,
    coalesce(tijdelijk_einde + interval 6 months < eind and coalesce(hervat_op > eind, true), false) as onderbroken,
    coalesce(is_verwijderd, false) as zonder_toewijzing
  from stand_eind where is_enig
  union all by name
  select a.periode, a.client, a.plek, a.plek2, 'stand_eind' as wat, a.gemeente, a.aanbieder, a.toewijzing_nummer,
    a.begindatum, t.zonder_stop, t.onderbroken, t.zonder_toewijzing
  from stand_eind a
  left join twijfel t on t.periode = a.periode and t.client = a.client
    and t.plek is not distinct from a.plek and t.plek2 is not distinct from a.plek2
  where not a.is_enig
  union all by name
  select p.nummer as periode, s.client, s.plek, s.plek2, s.richting as wat, s.gemeente, s.aanbieder, s.toewijzing_nummer,
    s.begindatum, s.soort, s.beroep, s.schaling, s.voorlopig, s.datum, s.andere_plek
  from perioden p join stap s on s.datum between p.begin and p.eind
  union all by name
  select p.nummer as periode, a.client, w.plek, w.plek2, 'afschaling' as wat, l.gemeente, l.aanbieder, l.toewijzing_nummer,
    l.begindatum, a.datum, a.dagen
  from perioden p join afschaling a on a.datum between p.begin and p.eind and is_getoond(a.plek, a.plek2)
  cross join lateral (select a.plek, a.plek2 union all select null, null) w (plek, plek2)
  join waar l on l.levering = a.levering
)
select * exclude (gemeente, aanbieder, toewijzing_nummer, begindatum), gemeente, aanbieder, toewijzing_nummer, begindatum
from geteld
