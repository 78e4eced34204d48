# SPDX-License-Identifier: EUPL-1.2
"""The world is wrong: the small tree of errors that one place (web, cli) turns into an answer.

A fault in the data is a `Bevinding`, not an error; a bug of ours is an assertion.
The docstring of a class is the Dutch sentence that the user reads; `actie` says what to do.
"""

from collections.abc import Sequence
from typing import NamedTuple


class BerichtenverkeerError(Exception):
    """Er ging iets mis in de omgeving van het berichtenverkeer."""

    actie = "Neem contact op met de beheerder."
    status = 500

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or (self.__doc__ or "").strip())
        self.detail = detail


class DatabaseGone(BerichtenverkeerError):
    """De database is op dit moment niet bereikbaar."""

    actie = "Probeer het over enkele seconden opnieuw; wat niet bevestigd is, mag opnieuw worden verstuurd."
    status = 503


class TooBusy(BerichtenverkeerError):
    """Er staan op dit moment te veel berichten in de wachtrij."""

    actie = "Probeer het over enkele seconden opnieuw; wat niet bevestigd is, mag opnieuw worden verstuurd."
    status = 503


class WrongQuestion(BerichtenverkeerError):
    """Deze vraag is niet te beantwoorden."""

    actie = "Verbeter de vraag."
    status = 400
    code = "VERZOEK-PARAMETER"
    parameter = ""
    """Which part of the question it is about, by its name in the API."""

    def __init__(self, detail: str = "", parameter: str | None = None) -> None:
        super().__init__(detail)
        self.parameter = self.parameter if parameter is None else parameter


class Reason(NamedTuple):
    """One thing that stands in the way of a step: which field it is about, what is wrong, what to do."""

    field: str
    text: str
    action: str

    @property
    def pad(self) -> str:
        """The field as JSON has it."""
        first, *rest = self.field.split("_")
        return first + "".join(part.capitalize() for part in rest)


class StepImpossible(BerichtenverkeerError):
    """Deze stap kan niet, gezien wat er is."""

    actie = "Verbeter wat er staat en doe het opnieuw; er is niets gewijzigd."
    status = 409

    def __init__(self, reasons: Sequence[Reason]) -> None:
        """`reasons`: all of them; no name and no BSN in any."""
        super().__init__("\n".join(f"{one.field}: {one.text} {one.action}" for one in reasons))
        self.reasons = reasons


class Botsing(BerichtenverkeerError):
    """Twee verwerkingen zaten elkaar in de weg; deze is afgebroken."""

    actie = DatabaseGone.actie
    status = 503


class LockHeld(BerichtenverkeerError):
    """Een ander verzoek is nog met dezelfde gegevens bezig."""

    actie = DatabaseGone.actie
    status = 503


class TooLarge(BerichtenverkeerError):
    """Dit is groter dan de database in één keer kan verwerken."""

    actie = "Verdeel het over meer berichten; opnieuw versturen helpt niet."
    status = 413


class RegistrationRefused(BerichtenverkeerError):
    """De databaseserver antwoordt, maar laat deze rol niet toe tot deze database."""

    actie = "Controleer rol, wachtwoord en naam van de database in DATABASE_URL en DATABASE_OWNER_URL."
    status = 503


class ClockUnreliable(BerichtenverkeerError):
    """De klok van de gateway is op dit moment niet te vertrouwen."""

    actie = (
        "Probeer het later opnieuw; wat niet bevestigd is, mag opnieuw worden verstuurd. "
        "Beheerder: `berichtenverkeer clock` zegt wat er is."
    )
    status = 503


class RegioChoosing(BerichtenverkeerError):
    """Deze opdracht gaat over één regio."""

    actie = "Kies er een met --regio; BV_REGIO noemt de regio's van deze gateway."


class SettingMissing(BerichtenverkeerError):
    """Een verplichte instelling ontbreekt of is ongeldig."""

    actie = "Vul de genoemde omgevingsvariabele; docs/instellingen.md beschrijft ze allemaal."


class UnknownKey(BerichtenverkeerError):
    """De sleutel waarmee deze gegevens zijn versleuteld, is er niet of past niet."""

    actie = "Controleer de hoofdsleutel (BV_HOOFDSLEUTEL) en de tabel met datasleutels."


class ContentDestroyed(UnknownKey):
    """De inhoud van dit bericht is vernietigd: de sleutel van de maand van ontvangst is er niet meer."""

    actie = "Wie het bericht verstuurde of ontving, kan het zelf nog bewaard hebben."
    status = 410


class MigrationNeeded(BerichtenverkeerError):
    """De database heeft niet de vorm die deze versie verwacht."""

    actie = "Voer eerst `berichtenverkeer migrate` uit."
    status = 503


class JumpRefused(BerichtenverkeerError):
    """Deze release kan deze database niet in één stap bijwerken."""

    actie = (
        "Er is niets gewijzigd. Stop eerst alle processen, of ga via de releases ertussen; "
        "docs/bedienen/updating.md zegt van welke naar welke."
    )
    status = 503


class Beschadigd(BerichtenverkeerError):
    """Wat in de database staat, is beschadigd."""

    actie = (
        "Er is niets gewijzigd. Bewaar deze regels, zet een reservekopie van voor de schade terug in een andere "
        "database en vergelijk; docs/bedienen/failure.md beschrijft het."
    )

    def __init__(self, damage: Sequence[str]) -> None:
        """`damage`: a Dutch sentence for each thing that is damaged, all of them."""
        super().__init__(f"Op {len(damage)} {'plek' if len(damage) == 1 else 'plekken'} is de database beschadigd.")
        self.damage = damage
