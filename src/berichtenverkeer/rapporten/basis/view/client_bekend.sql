-- Per client.
-- The clients of whom the asker may see anything.
select c.* from bron.client c
where (getvariable('gemeente') is null and getvariable('aanbieder') is null)
  or c.client in (
    select client from toewijzing_bekend union all select client from levering_bekend
    union all select client from verzoek_bekend union all select client from prestatie_bekend)
