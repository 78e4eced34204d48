-- A row per AangevraagdProduct or verzoek that was answered in the period (definitions 5, W1): in how many working days,
-- and whether the gateway itself gave the answer.
select p.nummer as periode, v.plek, v.plek2, v.client, v.gemeente, v.aanbieder, v.referentie, v.beantwoord_op,
  v.door_gateway, b.nummer - a.nummer as werkdagen
from perioden p
join verzoek v on v.beantwoord_op between p.begin and p.eind
join werkdagnummer a on a.dag = v.ontvangen_op
join werkdagnummer b on b.dag = v.beantwoord_op
