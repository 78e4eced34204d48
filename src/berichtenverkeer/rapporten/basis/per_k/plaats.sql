-- Where care belongs.
from plaats_van('te_plaatsen')
