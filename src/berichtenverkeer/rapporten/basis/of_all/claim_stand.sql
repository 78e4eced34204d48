-- Per client.
-- Per claim and plafond what stands on each rekening: the sum of boekingen up to K. Each boeking has two sides, which may
-- be of two claims; what a claim is about, is what the last boeking for it says. `is_eerste`: of the plafonds that cover a
-- claim the one where it counts: of the whole aanbieder, else of the segment, else of the perceel. Claims have a number
-- here, as leveringen do: four columns of text for each of millions of sides do not fit in memory.
with zijde as (
  select aanbieder, jaar, perceel, segment, hash(client, claim_soort, claim_partij, claim_nummer, claim_referentie) as claim, debet,
    case when coalesce(van_soort, van_partij, van_nummer::varchar, van_referentie) is null then credit end as credit,
    bedrag_cents, positie::hugeint * 2147483648 + volgnr as volgorde
  from bron.boeking where positie <= getvariable('k') and claim_soort is not null
  union all by name
  select aanbieder, jaar, perceel, segment,
    hash(client, coalesce(van_soort, claim_soort), coalesce(van_partij, claim_partij), coalesce(van_nummer, claim_nummer),
      coalesce(van_referentie, claim_referentie)) as claim, credit, bedrag_cents
  from bron.boeking
  where positie <= getvariable('k') and claim_soort is not null
    and coalesce(van_soort, van_partij, van_nummer::varchar, van_referentie) is not null
),
stand as (
  select aanbieder, jaar, perceel, segment, claim,
    sum(op_rekening('GERESERVEERD', debet, credit, bedrag_cents)) as gereserveerd_cents,
    sum(op_rekening('BESLAG', debet, credit, bedrag_cents)) as beslag_cents,
    sum(op_rekening('REALISATIE', debet, credit, bedrag_cents)) as realisatie_cents,
    -sum(op_rekening('OVERSCHRIJDING', debet, credit, bedrag_cents)) as overschrijding_cents,
    sum(op_rekening('TENZIJ_BESLAG', debet, credit, bedrag_cents)) as tenzij_beslag_cents,
    sum(op_rekening('TENZIJ_REALISATIE', debet, credit, bedrag_cents)) as tenzij_realisatie_cents,
    max(volgorde) as volgorde
  from zijde group by all
),
meer as (
  select claim, max(volgorde) as laatste from stand group by claim having count(*) > 1
),
per_plafond as (
  select s.*, laatste from stand s left join meer using (claim)
),
met_eerste as (
  select * replace (volgorde as laatste), true as is_eerste from per_plafond where laatste is null
  union all
  select *, rank() over (partition by claim, aanbieder, jaar order by perceel <> '', segment <> '') = 1
  from per_plafond where laatste is not null
)
select s.* exclude (claim, volgorde, laatste, tenzij_beslag_cents),
  tenzij_beslag_cents + tenzij_realisatie_cents as tenzij_cents,
  g.claim_soort, g.claim_partij, g.claim_nummer, g.claim_referentie, g.gemeente, g.client, g.categorie, g.code
from met_eerste s join bron.boeking g on g.positie::hugeint * 2147483648 + g.volgnr = s.laatste
