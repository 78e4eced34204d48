-- Where what is contracted belongs.
from plaats_van('te_plaatsen_contract')
