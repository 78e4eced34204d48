# SPDX-License-Identifier: EUPL-1.2
"""How something delivered earlier is taken back or changed: StatusAanlevering and RedenWijziging."""

from berichtenverkeer.berichten import JW301, JW305, JW307
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import TOEGEWEZEN, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import RedenWijziging, StatusAanlevering

STATUS = Plek(
    "JW305/Client/StartProducten/StartProduct/StatusAanlevering",
    "JW307/Client/StopProducten/StopProduct/StatusAanlevering",
)

_ASKED = (StatusAanlevering.EERSTE, StatusAanlevering.VERWIJDEREN)


@regel(
    "CS058",
    JW305,
    JW307,
    niveau=Niveau.BERICHT,
    action="Verwijder de eerdere aanlevering (3) en lever daarna opnieuw aan (1).",
)
def aanlevering_is_nieuw_of_verwijdert(bericht: JW305 | JW307, history: History) -> Plekken:
    """Een start of stop wordt voor het eerst aangeleverd of verwijderd, niet gewijzigd."""
    del history
    return (pad for pad, status in STATUS.in_(bericht) if status not in _ASKED)


@regel("CS335", JW301, niveau=Niveau.BERICHT, action="Zet de einddatum op de ingangsdatum, of kies een andere reden.")
def verwijderd_eindigt_op_de_ingangsdatum(bericht: JW301, history: History) -> Plekken:
    """Een verwijderde toewijzing (reden 13) eindigt op de dag waarop zij inging."""
    del history
    for pad, product in TOEGEWEZEN.in_(bericht):
        if product.reden_wijziging == RedenWijziging.VERWIJDERD and product.einddatum != product.ingangsdatum:
            yield f"{pad}/RedenWijziging"


@regel("CS336", JW301, niveau=Niveau.BERICHT, action="Gebruik 13 (verwijderd) of 14 (administratieve correctie).")
def reden_01_is_vervallen(bericht: JW301, history: History) -> Plekken:
    """De reden 01 (vervallen administratieve correctie) bestaat niet meer voor nieuwe berichten."""
    del history
    for pad, product in TOEGEWEZEN.in_(bericht):
        if product.reden_wijziging == RedenWijziging.VERVALLEN:
            yield f"{pad}/RedenWijziging"
