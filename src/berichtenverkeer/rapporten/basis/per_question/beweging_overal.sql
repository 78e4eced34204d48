-- Per client.
-- Every movement into and out of every plek.
from beweging_van('aanwezig_overal')
