-- Per client.
-- Every traject.
from traject_van('geplaatst_levering')
