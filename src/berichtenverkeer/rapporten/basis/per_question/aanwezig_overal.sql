-- Per client.
-- Aanwezigheid in every plek, those that were not asked for and `elders` too.
from aanwezig_van('leven')
