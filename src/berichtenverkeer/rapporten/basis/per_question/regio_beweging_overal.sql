-- Per client.
-- Every movement into and out of the region, or what the filters choose of it.
from beweging_van('regio_aanwezig_overal')
