-- A row per side of each transfer between plekken that is in the period: `in` that of the arrival, `uit` of the departure.
-- `verschil`: the other side lies before the period (-1), in it (0), or after it (1).
with overstap as (
  from beweging_overal
  where soort = 'doorstroom' and datum between getvariable('eerste_dag') and getvariable('laatste_dag')
    and (is_getoond(plek, plek2) or is_getoond(andere_plek, andere_plek2))
)
select p.nummer as periode, b.client, b.richting, b.schaling, b.datum,
  case b.richting when 'in' then naam_van(b.andere_plek, b.andere_plek2) else naam_van(b.plek, b.plek2) end as van_plek,
  case b.richting when 'in' then naam_van(b.plek, b.plek2) else naam_van(b.andere_plek, b.andere_plek2) end as naar_plek,
  (b.andere_datum > p.eind)::integer - (b.andere_datum < p.begin)::integer as verschil,
  l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum
from perioden p
join overstap b on b.datum between p.begin and p.eind
join levering_plaats l on l.levering = b.levering
