# SPDX-License-Identifier: EUPL-1.2
"""Its root classes: two of its own, the others as they were."""

from berichtenverkeer import berichten
from berichtenverkeer.berichten import Bericht, taken_over
from ijw_3_3.jw305 import JW305
from ijw_3_3.jw306 import JW306
from ijw_3_3.release import SOORTEN

CLASSES: dict[str, type[Bericht]] = {
    **taken_over(berichten.CLASSES.values(), SOORTEN),
    "JW305": JW305,
    "JW306": JW306,
}
