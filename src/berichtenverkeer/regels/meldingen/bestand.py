# SPDX-License-Identifier: EUPL-1.2
"""Checking without sending: why a file, or a zip, holds no bericht to look at."""

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.melding import fault

_AGAIN = "Maak het zip-bestand opnieuw."
_DIVIDE = "Verdeel de berichten over meer zip-bestanden."

UNREADABLE = fault(
    "BESTAND-ONLEESBAAR",
    Niveau.TRANSPORT,
    "Dit bestand is niet te lezen.",
    "Controleer of het bestand er is en of de schijf werkt.",
)
ZIP_TOO_LARGE = fault("ZIP-TE-GROOT", Niveau.TRANSPORT, "Het bestand is te groot.", _DIVIDE)
ZIP_TOO_MUCH = fault("ZIP-TE-VEEL", Niveau.TRANSPORT, "In het zip-bestand zitten te veel bestanden.", _DIVIDE)
ZIP_EMPTY = fault(
    "ZIP-LEEG",
    Niveau.TRANSPORT,
    "In het zip-bestand zitten geen bestanden.",
    "Doe de berichten in het zip-bestand.",
)
ZIP_BROKEN = fault("ZIP-KAPOT", Niveau.TRANSPORT, "Het zip-bestand is beschadigd of niet compleet.", _AGAIN)
ZIP_DOUBLE = fault(
    "ZIP-DUBBEL",
    Niveau.TRANSPORT,
    "Deze naam komt vaker voor in het zip-bestand.",
    "Geef elk bestand een eigen naam.",
)
ZIP_IN_ZIP = fault(
    "ZIP-IN-ZIP", Niveau.TRANSPORT, "Dit is zelf een zip-bestand.", "Zet de berichten los in één zip-bestand."
)
ZIP_FOLDER = fault("ZIP-MAP", Niveau.TRANSPORT, "Het pad van dit bestand wijst naar buiten het zip-bestand.", _AGAIN)
ZIP_PASSWORD = fault(
    "ZIP-WACHTWOORD",
    Niveau.TRANSPORT,
    "Dit bestand is met een wachtwoord beveiligd.",
    "Maak het zip-bestand zonder wachtwoord.",
)
ZIP_PACKING = fault(
    "ZIP-INPAKKING",
    Niveau.TRANSPORT,
    "Dit bestand is ingepakt op een manier die hier niet kan.",
    "Maak het zip-bestand met de gewone methode (deflate).",
)
ZIP_RATIO = fault(
    "ZIP-VERHOUDING",
    Niveau.TRANSPORT,
    "Uitgepakt is dit zo veel groter als bij berichten niet voorkomt.",
    "Controleer waar het zip-bestand vandaan komt. Stuur alleen berichten.",
)
