# SPDX-License-Identifier: EUPL-1.2
"""By which keys the rows that hold now are looked up: for the questions, and for the indexes on them."""

from berichtenverkeer.core.kenmerk import Kenmerk
from berichtenverkeer.projections.leveringen import LEVERING_KEY

_OPEN = "pos_tot IS NULL"


def _open(table: str, *key: str) -> Kenmerk:
    return Kenmerk(table, key, _OPEN)


OWN = {
    **{
        f"{name}{layer}": _open(f"{name}{layer}", *key)
        for name, key in (
            ("toewijzing", ("gemeente", "nummer")),
            ("levering", LEVERING_KEY),
            ("verzoek", ("aanbieder", "referentie")),
        )
        for layer in ("", "_bevestigd")
    },
    "wijzigingsdeel": _open("wijzigingsdeel", "aanbieder", "referentie", "volgnr"),
    "declaratie": _open("declaratie", "aanbieder", "nummer"),
    "prestatie": _open("prestatie", "aanbieder", "referentie"),
}
"""By table: the key of a row; of a prestatie what it shares with those that are handed in twice."""

CLIENT = {
    name: _open(name, "client")
    for name in (
        *("toewijzing", "levering", "verzoek"),
        *("toewijzing_bevestigd", "levering_bevestigd", "verzoek_bevestigd"),
    )
}
"""By table: the rows of a client."""

PARTS_OF_VERZOEK = _open("wijzigingsdeel", "aanbieder", "referentie")
SERIES = _open("declaratie", "aanbieder", "gemeente")
"""By `periode_begin` within it."""

ON_TOEWIJZING = _open("prestatie", "gemeente", "toewijzing_nummer")
IN_DECLARATIE = _open("prestatie", "aanbieder", "declaratie_nummer")
