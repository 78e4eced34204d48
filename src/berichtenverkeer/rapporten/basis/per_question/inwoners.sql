-- Inhabitants of 0 to 19 years on 1 January: of each plek that is a gemeente or a gebied, and, with plek null, of all
-- gemeenten that were asked for.
with gemeente as (
  select b.jaar, b.gemeente, coalesce(g.gebied, 'onbekend') as gebied, 'regio' as regio, b.inwoners_0_19 as inwoners
  from register_bevolking b
  join register_gemeenten g on g.gemeente = b.gemeente and make_date(b.jaar::integer, 1, 1) between g.van and g.tot
  where is_gekozen(getvariable('filter_gemeente'), b.gemeente)
    and is_gekozen(getvariable('filter_gebied'), coalesce(g.gebied, 'onbekend'))
    and (getvariable('gemeente') is null or b.gemeente = getvariable('gemeente'))
)
select jaar, case getvariable('dimensie') when 'gemeente' then gemeente when 'gebied' then gebied else regio end as plek,
  sum(inwoners)::bigint as inwoners
from gemeente where getvariable('dimensie') in ('gemeente', 'gebied', 'regio') group by all
union all
select jaar, null, sum(inwoners)::bigint from gemeente group by all
