-- Aanwezigheid and the movements in and out of plekken (definitions.md 3 and 4), over multiranges, from `geplaatst`.
-- Nothing is cut at a period: lives are computed whole, and only then counted. $9: historie_vanaf
--
-- `daterange(a, b + 1 + D)` lets range_agg close gaps of at most D days; afterwards D is taken off again.
aanwezig as materialized (
  select client, plek, lower(dagen) as s, upper(dagen) - 1 - $6::int as l
  from (select client, plek, unnest(range_agg(daterange(begindatum, tot + 1 + $6::int))) as dagen
        from geplaatst group by client, plek) x
),
-- The region's aanwezigheid follows from those of the plekken, because what a plek closes the region closes too. Its
-- first days are the only ones on which a client was nowhere in [s - D - 1, s - 1], its last days likewise.
regio as materialized (
  select client, lower(dagen) as s, upper(dagen) - 1 - $6::int as l,
    case when lower(dagen) between $4::date and $5::date then
      upper(range_merge(leven * datemultirange(daterange(null, lower(dagen))))) - 1 - $6::int end as vorige
  from (select client, leven, unnest(leven) as dagen
        from (select client, range_agg(daterange(s, l + 1 + $6::int)) as leven from aanwezig group by client) x) y
),
paar as (
  select * from (
    select x.client, x.plek as van, x.s as van_s, x.l as vertrek, n.plek as naar, n.s as aankomst,
      row_number() over (partition by x.client, x.plek, x.s
        order by abs(n.s - x.l - 1), n.s, x.plek collate "C", n.plek collate "C", x.s) as rang_van,
      row_number() over (partition by n.client, n.plek, n.s
        order by abs(n.s - x.l - 1), n.s, x.plek collate "C", n.plek collate "C", x.s) as rang_naar
    from aanwezig x join aanwezig n on n.client = x.client
    where x.l between $4::date - 2 * $6::int - 2 and $5::date + 2 * $6::int + 2
      and n.s between $4::date - 2 * $6::int - 2 and $5::date + 2 * $6::int + 2
      and n.plek <> x.plek and n.s > x.s and (n.l is null or n.l > x.l)
      and abs(n.s - x.l - 1) <= $6::int) k
  where rang_van = 1 and rang_naar = 1
),
-- The reden of each uit: of the levering that ended last in the aanwezigheid, of several the lowest. That is not always
-- the one that kept the client there: an onderbreking before care elsewhere may go on beyond it.
slot as (
  select x.client, x.plek, x.l as tot,
    (array_agg(g.reden order by g.eind desc, g.reden collate "C"))[1] as reden,
    bool_and(g.is_verondersteld) filter (where g.tot = x.l) as is_verondersteld
  from aanwezig x join geplaatst g on g.client = x.client and g.plek = x.plek and g.begindatum between x.s and x.l
  where x.l between $4::date and $5::date group by x.client, x.plek, x.l
),
slot_regio as (
  select x.client, x.l as tot,
    (array_agg(g.reden order by g.eind desc, g.reden collate "C"))[1] as reden,
    bool_and(g.is_verondersteld) filter (where g.tot = x.l) as is_verondersteld
  from regio x join geplaatst g on g.client = x.client and g.begindatum between x.s and x.l
  where x.l between $4::date and $5::date group by x.client, x.l
),
ruw as (
  select false as is_regio, 'in' as richting, n.client, n.plek, n.s as datum, n.s as overstap,
    case when p.client is not null then 'doorstroom' when r.client is not null then 'instroom' else 'stapeling' end
      as soort,
    p.van as andere_plek, p.vertrek as andere_datum, r.vorige, null as reden
  from aanwezig n
  left join paar p on p.client = n.client and p.naar = n.plek and p.aankomst = n.s
  left join regio r on r.client = n.client and r.s = n.s
  where n.s between $4::date and $5::date
  union all
  select false, 'uit', x.client, x.plek, x.l, p.aankomst,
    case when p.client is not null then 'doorstroom' when z.is_verondersteld then 'verondersteld'
         when r.client is not null then 'uitstroom' else 'afbouw' end,
    p.naar, p.aankomst, null, case when p.client is null then coalesce(z.reden, 'onbekend') end
  from aanwezig x
  left join paar p on p.client = x.client and p.van = x.plek and p.van_s = x.s
  left join regio r on r.client = x.client and r.l = x.l
  left join slot z on z.client = x.client and z.plek = x.plek and z.tot = x.l
  where x.l between $4::date and $5::date
  union all
  select true, 'in', r.client, 'regio', r.s, r.s, 'instroom', null, null, r.vorige, null
  from regio r where r.s between $4::date and $5::date
  union all
  select true, 'uit', r.client, 'regio', r.l, null,
    case when z.is_verondersteld then 'verondersteld' else 'uitstroom' end,
    null, null, null, coalesce(z.reden, 'onbekend')
  from regio r left join slot_regio z on z.client = r.client and z.tot = r.l
  where r.l between $4::date and $5::date
),
verwezen as (
  -- by plek, and of the region: of who begins in two plekken on one day, each has its own
  select grouping(g.plek) = 1 as is_regio, g.client, g.plek, g.begindatum, min(v.verwijzer collate "C") as verwijzer
  from geplaatst g
  join toewijzing_bekend t on t.client = g.client and t.aanbieder = g.aanbieder and t.gemeente = g.gemeente
    and t.nummer = g.toewijzing_nummer
  join verzoek_bekend v on v.aanbieder = t.aanbieder and v.referentie = t.eerste_referentie
  where g.begindatum between $4::date and $5::date and t.eerste_referentie is not null
  group by grouping sets ((g.client, g.begindatum, g.plek), (g.client, g.begindatum))
),
gewogen as (
  select m.*, case when $3::text = 'segment' and m.soort = 'doorstroom' then
    (select z.gewicht from segment_rij z where z.segment = m.plek and m.overstap between z.van and z.tot)
    - (select z.gewicht from segment_rij z where z.segment = m.andere_plek and m.overstap between z.van and z.tot)
    end as verschil
  from ruw m
),
beweging as materialized (
  select m.is_regio, m.richting, m.client, m.plek, m.datum, m.soort, m.andere_plek, m.andere_datum, m.reden,
    -- after D + 1 days of absence every earlier traject ended on or before s - 2; the last of them on the day `vorige`
    case when m.soort = 'instroom' then
      case when m.vorige >= m.datum - interval '5 years' then 'herhaald'
           when $9::date <= m.datum - interval '5 years' then 'nieuw' else 'onbekend' end end as beroep,
    w.verwijzer,
    sign(case m.richting when 'in' then m.verschil else -m.verschil end)::int as schaling,
    m.datum >= $7::date - $6::int as voorlopig
  from gewogen m
  left join verwezen w on m.soort = 'instroom' and w.client = m.client and w.begindatum = m.datum
    and w.is_regio = m.is_regio and (w.is_regio or w.plek = m.plek)
)
