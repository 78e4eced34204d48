-- Per claim and plafond what stands on each rekening: the sum of boekingen up to K. Each boeking has two sides; what a
-- claim is about, is what the last boeking for it says. `dag`: the Ingangsdatum of its toewijzing or verzoek, by which
-- it is placed, or the first day of the year. `is_eerste`: of the plafonds that cover a claim the one where it counts: of
-- the whole aanbieder, else of the segment, else of the perceel.
with geboekt as (
  select * from bron.boeking where positie <= getvariable('k') and claim_soort is not null
),
zijde as (
  select aanbieder, jaar, perceel, segment, claim_soort, claim_partij, claim_nummer, claim_referentie,
    debet as rekening, bedrag_cents as cents
  from geboekt
  union all
  select aanbieder, jaar, perceel, segment, coalesce(van_soort, claim_soort), coalesce(van_partij, claim_partij),
    coalesce(van_nummer, claim_nummer), coalesce(van_referentie, claim_referentie), credit, -bedrag_cents
  from geboekt
),
stand as (
  select aanbieder, jaar, perceel, segment, claim_soort, claim_partij, claim_nummer, claim_referentie,
    coalesce(sum(cents) filter (where rekening = 'GERESERVEERD'), 0) as gereserveerd_cents,
    coalesce(sum(cents) filter (where rekening = 'BESLAG'), 0) as beslag_cents,
    coalesce(sum(cents) filter (where rekening = 'REALISATIE'), 0) as realisatie_cents,
    -coalesce(sum(cents) filter (where rekening = 'OVERSCHRIJDING'), 0) as overschrijding_cents,
    coalesce(sum(cents) filter (where rekening in ('TENZIJ_BESLAG', 'TENZIJ_REALISATIE')), 0) as tenzij_cents,
    coalesce(sum(cents) filter (where rekening = 'TENZIJ_REALISATIE'), 0) as tenzij_realisatie_cents
  from zijde group by all
),
onderwerp as (
  select claim_soort, claim_partij, claim_nummer, claim_referentie,
    unnest(arg_max({'gemeente': gemeente, 'client': client, 'categorie': categorie, 'code': code}, (positie, volgnr)))
  from geboekt group by claim_soort, claim_partij, claim_nummer, claim_referentie
)
select s.*, o.gemeente, o.client, o.categorie, o.code,
  coalesce(t.ingangsdatum, v.ingangsdatum, make_date(s.jaar, 1, 1)) as dag,
  rank() over (
    partition by s.claim_soort, s.claim_partij, s.claim_nummer, s.claim_referentie, s.aanbieder, s.jaar
    order by s.perceel <> '', s.segment <> '') = 1 as is_eerste,
  t.nummer as toewijzing_nummer, v.referentie, t.eerste_referentie, v.verwijzer
from stand s
join onderwerp o using (claim_soort, claim_partij, claim_nummer, claim_referentie)
left join toewijzing_bekend t on s.claim_soort = 'toewijzing' and t.gemeente = s.claim_partij
  and t.nummer = s.claim_nummer
left join verzoek_bekend v on v.aanbieder = s.aanbieder
  and v.referentie = case s.claim_soort when 'verzoek' then s.claim_referentie else t.eerste_referentie end
where is_eigen(o.gemeente, s.aanbieder)
