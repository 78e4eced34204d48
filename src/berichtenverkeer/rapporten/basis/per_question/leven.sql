-- Per client.
-- What makes a client present, from `s` until `tot` (null: still), in the plekken of the question (definitions 3). Care
-- that the filters on other dimensions leave out is in plek `elders`: filters choose plekken, they never cut a life.
select levering, client, s, tot,
  case when eindigt then eind else tot end as eind,
  case when eindigt then reden end as reden,
  eindigt and is_verondersteld as is_verondersteld,
  case when begint then nullif(verwijzer, 'onbekend') end as verwijzer,
  case when getvariable('op_segment') then segment end as segment,
  case when is_in_keuze then plek else 'elders' end as plek,
  case when is_in_keuze then plek2 else '' end as plek2,
  is_in_keuze and is_gekozen(getvariable('filter_plek'), plek) and is_gekozen(getvariable('filter_plek2'), plek2)
    as is_gekozen
from gekozen_stuk
