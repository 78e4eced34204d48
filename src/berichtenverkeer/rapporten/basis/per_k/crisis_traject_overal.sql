-- Per client.
-- Every traject out of crisis care alone.
from traject_van('crisis_levering')
