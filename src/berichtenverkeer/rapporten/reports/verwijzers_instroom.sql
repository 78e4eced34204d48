-- A row per client who came into the region in the period, in each plek where that was.
select p.nummer as periode, b.plek, b.plek2, b.verwijzer, b.client, b.datum
from perioden p join beweging b on b.soort = 'instroom' and b.datum between p.begin and p.eind
