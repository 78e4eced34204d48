-- Per client.
-- Aanwezigheid in the region as a whole, or what the filters choose of it, and `elders`.
from aanwezig_van('regio_leven')
