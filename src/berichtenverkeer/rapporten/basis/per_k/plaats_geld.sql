-- Where what has a price belongs.
from plaats_van('te_plaatsen_geld')
