-- A row per clock out of `gekozen`, what is chosen of `begin`: with its deadline, werkdagen (how long it took or has
-- taken) and te_laat (working days after the deadline; 0 is in time). A signaal is there when it is late.
-- $3 the day; $4 the holidays, as days since 0001-01-01, a Monday; $5 how many working days there are before each.
--
-- Of a day it counts how many working days the calendar has up to and including it, as in core/werkdagen.py. A term in
-- days that ends on a day that is free runs until the first working day from there: the one after those until the day
-- before. `offset 0` keeps what is named more than once from being worked out more than once.
genummerd as (
  select b.*, t.is_signaal,
    v / 7 * 5 + least(v % 7 + 1, 5) - width_bucket(v, $4::int[]) as nummer_van,
    w / 7 * 5 + least(w % 7 + 1, 5) - width_bucket(w, $4::int[]) as nummer_tot,
    case when b.uiterlijk is not null then u / 7 * 5 + least(u % 7 + 1, 5) - width_bucket(u, $4::int[])
         when t.dagen is null then v / 7 * 5 + least(v % 7 + 1, 5) - width_bucket(v, $4::int[]) + t.werkdagen
         else x / 7 * 5 + least(x % 7 + 1, 5) - width_bucket(x, $4::int[]) + 1 end as nummer_deadline
  from gekozen b
  join unnest($6::text[], $7::int[], $8::int[], $9::boolean[]) t (soort, werkdagen, dagen, is_signaal) using (soort)
  cross join lateral (
    select b.van - date '0001-01-01' as v, coalesce(b.voldaan_op, $3::date) - date '0001-01-01' as w,
      b.van + t.dagen - 1 - date '0001-01-01' as x, b.uiterlijk - date '0001-01-01' as u) d
  offset 0
),
klok as (
  -- the working day with that number; a date that the standard cannot write is its last one
  select g.*,
    coalesce(uiterlijk, least(date '0001-01-01' + weekdag / 5 * 7 + weekdag % 5, date '9999-12-31')) as deadline,
    nummer_tot - nummer_van as werkdagen, greatest(nummer_tot - nummer_deadline, 0) as te_laat
  from genummerd g
  cross join lateral (select nummer_deadline + width_bucket(nummer_deadline - 1, $5::int[]) - 1 as weekdag) d
  where not is_signaal or nummer_tot > nummer_deadline
)
