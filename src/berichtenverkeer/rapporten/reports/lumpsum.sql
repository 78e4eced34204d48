-- A row per line of a lumpsum of the year in which the period ends, with what is burned of it on the last day: each of
-- its days as much, in millionths of a cent. And one per levering and month of that year, as far as it is over by then,
-- of care that is done for a task (definitions 6.6), by whose it was on its Begindatum. The amounts are money of all
-- gemeenten together: one gemeente sees the care of its own youths alone.
with lijn as (
  select p.nummer as periode, l.hoofdaannemer, l.segment, l.regel,
    case when l.soort in ('verlaging', 'afbouw') then -1 else 1 end * l.bedrag_cents as bedrag_cents,
    l.tot - l.van + 1 as dagen, greatest(0, least(p.eind, l.tot) - l.van + 1) as voorbij
  from perioden p join register_lumpsums l on year(l.van) = year(p.eind)
),
zorg as (
  select p.nummer as periode, g.hoofdaannemer, g.productsegment as segment, g.levering, g.client, g.gemeente,
    g.aanbieder, g.toewijzing_nummer, g.begindatum,
    greatest(g.begindatum, make_date(year(p.eind), 1, 1)) as van, least(coalesce(g.eind, p.eind), p.eind) as tot
  from perioden p
  join geplaatst_levering g
    on g.begindatum <= p.eind and coalesce(g.eind, p.eind) >= make_date(year(p.eind), 1, 1)
  semi join lijn on lijn.periode = p.nummer and lijn.hoofdaannemer = g.hoofdaannemer
    and lijn.segment = g.productsegment
)
select periode, hoofdaannemer, segment, regel, bedrag_cents,
  gedeeld(1_000_000 * bedrag_cents::hugeint * voorbij, dagen) as verbruikt_miljoenste
from lijn where getvariable('gemeente') is null
union all by name
select * exclude (van, tot, maand), month(maand) as maand,
  least(tot, last_day(maand::date)) - greatest(van, maand::date) + 1 as dagen
from (select *, unnest(generate_series(date_trunc('month', van), tot, interval 1 month)) as maand from zorg)
