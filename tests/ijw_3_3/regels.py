# SPDX-License-Identifier: EUPL-1.2
"""Its rules: those of iJw 3.2, with CS058 declared anew."""

from berichtenverkeer import regels
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import Registry, regel
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import Plek
from berichtenverkeer.regels.regel import Plekken
from ijw_3_3.classes import CLASSES
from ijw_3_3.jw305 import JW305

REGELS: Registry = regels.REGELS.successor("CS058")

START = Plek("JW305/Client/StartProducten/StartProduct", classes=CLASSES)
VERVOLGZORG = START / "Vervolgzorg"


@regel("CS058", JW305, niveau=Niveau.BERICHT, action="Vul Vervolgzorg.", registry=REGELS)
def zegt_of_het_vervolgzorg_is(bericht: JW305, history: History) -> Plekken:
    """Wie een start voor het eerst aanlevert, zegt of het vervolgzorg is."""
    del history
    for pad, value, start in VERVOLGZORG.in_(bericht):
        if start.status_aanlevering == "1" and value is None:
            yield pad
