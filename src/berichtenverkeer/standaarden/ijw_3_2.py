# SPDX-License-Identifier: EUPL-1.2
"""iJw 3.2 as a value."""

from berichtenverkeer.berichten import CLASSES
from berichtenverkeer.regels import REGELS
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.release import IJW_3_2 as RELEASE
from berichtenverkeer.standaarden.antwoord import antwoord, reject
from berichtenverkeer.standaarden.standaard import Standaard

IJW_3_2 = Standaard(
    release=RELEASE,
    soorten=BERICHTSOORTEN,
    klassen=CLASSES,
    regels=REGELS,
    antwoordmaker=antwoord,
    afwijzingmaker=reject,
)
