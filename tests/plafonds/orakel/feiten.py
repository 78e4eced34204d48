# SPDX-License-Identifier: EUPL-1.2
"""What a history is made of: facts in plain data, nothing of the product."""

from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction

EEUWIG = date(9999, 12, 31)


@dataclass(frozen=True)
class Omvang:
    """Volume with Eenheid (WJ756) and Frequentie (1 day, 2 week, 4 month, 6 total)."""

    volume: int
    eenheid: str
    frequentie: str


@dataclass(frozen=True)
class Zorg:
    """What is asked or assigned. `eind` None: open."""

    client: str
    aanbieder: str
    gemeente: str
    categorie: str | None
    code: str | None
    begin: date
    eind: date | None
    omvang: Omvang | None = None
    budget: int | None = None


@dataclass(frozen=True)
class Verzoek:
    """One AangevraagdProduct."""

    referentie: str
    zorg: Zorg
    verwijzer: str | None = None


@dataclass(frozen=True)
class Deel:
    """One product of a JW317 that is new (`nummer` None) or to be changed; what stays is left out."""

    nummer: int | None
    categorie: str | None
    code: str | None
    begin: date
    eind: date | None
    omvang: Omvang | None = None
    budget: int | None = None


@dataclass(frozen=True)
class Wijziging:
    """One JW317."""

    referentie: str
    client: str
    aanbieder: str
    gemeente: str
    delen: tuple[Deel, ...]


@dataclass(frozen=True)
class Antwoord:
    """One JW319: a rejection, or "in onderzoek"."""

    aanbieder: str
    gemeente: str
    referentie: str
    is_afwijzing: bool


@dataclass(frozen=True)
class Toewijzing:
    """One version of a ToegewezenProduct."""

    nummer: int
    zorg: Zorg
    moment: tuple[date, time]
    ontvangen: date
    referentie: str | None = None
    is_verwijderd: bool = False


@dataclass(frozen=True)
class Start:
    """A StartProduct; `is_terug` takes it back."""

    client: str
    aanbieder: str
    gemeente: str
    nummer: int | None
    categorie: str | None
    code: str | None
    begin: date
    is_terug: bool = False


@dataclass(frozen=True)
class Stop:
    """A StopProduct on that StartProduct; `is_terug` takes it back. Reden 20 is temporary."""

    start: Start
    eind: date
    reden: str
    is_terug: bool = False


@dataclass(frozen=True)
class Prestatie:
    """`declaratie` None: approved at once; else it waits for its answer. `credit_op`: takes that debet back."""

    aanbieder: str
    gemeente: str
    referentie: str
    nummer: int
    categorie: str
    code: str
    begin: date
    eind: date
    cents: int
    declaratie: str | None = None
    credit_op: str | None = None


@dataclass(frozen=True)
class Declaratieantwoord:
    """A JW325: what it does not name is approved."""

    aanbieder: str
    declaratie: str
    afgewezen: frozenset[str] = frozenset()
    is_verworpen: bool = False


Feit = Verzoek | Wijziging | Antwoord | Toewijzing | Start | Stop | Prestatie | Declaratieantwoord


@dataclass(frozen=True)
class Tenzij:
    """What is granted now: the days from `van` to `tot`, as far as `maximum` goes. Without code: the categorie."""

    naam: str
    client: str
    aanbieder: str
    categorie: str
    code: str | None
    van: date
    tot: date
    maximum: int


@dataclass(frozen=True)
class Clientenstop:
    """Granted: from `van`, until the day before `opgeheven`. Empty scope or gemeente: all."""

    naam: str
    aanbieder: str
    van: date
    opgeheven: date = EEUWIG
    perceel: str = ""
    segment: str = ""
    gemeente: str = ""


@dataclass(frozen=True)
class Plafond:
    """`cents` None: works without ceiling."""

    aanbieder: str
    jaar: int
    cents: int | None
    perceel: str = ""
    segment: str = ""


@dataclass(frozen=True)
class Tarief:
    """Per Eenheid on the days from `van` to `tot`; without aanbieder for all."""

    categorie: str
    code: str
    eenheid: str
    cents: int
    van: date
    tot: date
    aanbieder: str = ""


@dataclass(frozen=True)
class Product:
    """Without code: the categorie as a whole."""

    categorie: str
    code: str = ""
    segment: str = ""
    perceel: str = ""
    factor: Fraction = Fraction(1)
    per_dag: int | None = None
    is_crisis: bool = False
    is_gedwongen: bool = False
    tarief_op_ingangsdatum: bool = False


@dataclass(frozen=True, eq=False)
class Register:
    """What holds. Compared by identity: a new load is a new register."""

    plafonds: tuple[Plafond, ...] = ()
    tarieven: tuple[Tarief, ...] = ()
    producten: tuple[Product, ...] = ()
    taakgericht: frozenset[tuple[str, str]] = frozenset()
    """(aanbieder, categorie)"""
    gemeenten: dict[str, tuple[date, date]] = field(default_factory=dict)
    """In the region from and to."""
    declaratietermijn: int = 3
    nooit_blokkeren: frozenset[str] = frozenset({"08"})
