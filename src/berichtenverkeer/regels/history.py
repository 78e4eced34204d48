# SPDX-License-Identifier: EUPL-1.2
"""The facts from outside a bericht that rules may ask for. Declared here, fulfilled by `projections` (design.md 3).

Everything is seen from one bericht: *its* gemeente, aanbieder and client. A rule never sees who they are.
"""

from collections.abc import Sequence
from datetime import date, time
from typing import Literal, Protocol

PartKind = Literal["ongewijzigd", "te wijzigen", "nieuw"]
"""In which part of a JW317 a product stands."""

Verdict = Literal["ingediend", "goedgekeurd", "afgewezen", "verworpen"]
"""What became of a prestatie; `ingediend` until the JW325, `verworpen` when the whole declaratie counts as not sent."""


class Omvang(Protocol):
    """How much care; all empty, or `budget_cents`, or the three of an Omvang (CD077, CD078)."""

    @property
    def volume(self) -> int | None: ...
    @property
    def eenheid(self) -> str | None: ...
    @property
    def frequentie(self) -> str | None: ...
    @property
    def budget_cents(self) -> int | None: ...


class Toewijzing(Omvang, Protocol):
    """The current version of a ToegewezenProduct (IV013), as the gemeente of the bericht numbered it."""

    @property
    def nummer(self) -> int: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def toewijzingsdatum(self) -> date: ...
    @property
    def toewijzingstijd(self) -> time: ...
    @property
    def ingangsdatum(self) -> date: ...
    @property
    def einddatum(self) -> date | None: ...
    @property
    def reden_wijziging(self) -> str | None: ...
    @property
    def referentie_aanbieder(self) -> str | None: ...
    @property
    def eerste_referentie(self) -> str | None:
        """The ReferentieAanbieder of the earliest version that has one; the next two say which version that is."""

    @property
    def eerste_referentie_datum(self) -> date | None: ...
    @property
    def eerste_referentie_tijd(self) -> time | None: ...
    @property
    def is_verwijderd(self) -> bool: ...
    def is_current(self, op: date) -> bool:
        """Not removed, and not ended before that day; one that is still to begin is actueel (definitions.md 2)."""


class Levering(Protocol):
    """An accepted StartProduct of the client at the aanbieder, not removed, with the stops that hold for it.

    `tijdelijk_einde` is the Einddatum of the StopProduct with reden 20, `einde` and `reden` are those of the definitive
    one. Both may hold (OP377); a later start changes neither.
    """

    @property
    def toewijzing_nummer(self) -> int | None: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def begindatum(self) -> date: ...
    @property
    def tijdelijk_einde(self) -> date | None: ...
    @property
    def einde(self) -> date | None: ...
    @property
    def reden(self) -> str | None: ...


class Wijzigingsdeel(Omvang, Protocol):
    """One product of a JW317. `ongewijzigd` has a number only; only `nieuw` has a product of its own."""

    @property
    def soort(self) -> PartKind: ...
    @property
    def toewijzing_nummer(self) -> int | None: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def ingangsdatum(self) -> date | None:
        """GewensteIngangsdatum."""

    @property
    def einddatum(self) -> date | None: ...
    @property
    def is_toegewezen(self) -> bool:
        """Whether any version of its toewijzing carried the reference of the JW317."""


class Verzoek(Protocol):
    """One AangevraagdProduct (JW315) or Verzoek (JW317), known by its ReferentieAanbieder."""

    @property
    def referentie(self) -> str: ...
    @property
    def is_wijziging(self) -> bool:
        """Whether it is a JW317."""

    @property
    def is_toegewezen(self) -> bool: ...
    @property
    def is_rejected(self) -> bool: ...
    @property
    def is_in_onderzoek(self) -> bool: ...


class Prestatie(Protocol):
    """A Prestatie of a JW323 that was processed. Amounts in cents, never negative; `is_credit` gives the sign."""

    @property
    def referentie(self) -> str: ...
    @property
    def vorig_referentie(self) -> str | None: ...
    @property
    def declaratie_nummer(self) -> str: ...
    @property
    def toewijzing_nummer(self) -> int: ...
    @property
    def categorie(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def begindatum(self) -> date:
        """Of the ProductPeriode."""

    @property
    def einddatum(self) -> date: ...
    @property
    def volume(self) -> int: ...
    @property
    def eenheid(self) -> str: ...
    @property
    def tarief_cents(self) -> int | None: ...
    @property
    def bedrag_cents(self) -> int: ...
    @property
    def is_credit(self) -> bool: ...
    @property
    def uitslag(self) -> Verdict: ...
    @property
    def is_gecrediteerd(self) -> bool:
        """Whether an approved credit takes this debet back."""

    @property
    def geldt(self) -> bool:
        """Not rejected; when it waits for its answer, the gateway found nothing about it."""

    @property
    def counts(self) -> bool:
        """A debet that was not rejected and not credited: what is declared on a toewijzing now."""


class Declaratie(Protocol):
    """A JW323 that was processed, not one that counts as not sent (IV087)."""

    @property
    def nummer(self) -> str: ...
    @property
    def identificatie(self) -> str: ...
    @property
    def dagtekening(self) -> date:
        """Of the bericht, beside its Identificatie."""

    @property
    def periode_begin(self) -> date: ...
    @property
    def totaal_cents(self) -> int:
        """Signed: credit is negative."""

    @property
    def xsd_versie(self) -> str:
        """`<BasisschemaXsdVersie> <BerichtXsdVersie>`, as the JW323 had them."""

    @property
    def is_answered(self) -> bool: ...


class TariefAgreement(Protocol):
    """The price of one unit that the contract register gives."""

    @property
    def eenheid(self) -> str: ...
    @property
    def tarief_cents(self) -> int: ...


class History(Protocol):
    """What was known when the bericht was received: earlier berichten, the register, the day.

    What the sender of the bericht is no party of is not known to it, and so not here, under whatever key.
    """

    @property
    def vandaag(self) -> date:
        """The day of receipt in the Netherlands."""

    @property
    def identificatie_is_gebruikt(self) -> bool:
        """Whether the sender used this Identificatie before for other bytes of the same berichtsoort."""

    def toewijzing(self, number: int) -> Toewijzing | None:
        """The toewijzing that the gemeente gave this number: to itself any, to an aanbieder only his own."""

    def is_own(self, toewijzing: Toewijzing) -> bool:
        """Whether the toewijzing is for the client and the aanbieder of the bericht."""

    def leveringen(self, toewijzing_number: int | None) -> Sequence[Levering]:
        """Of this client at this aanbieder under this gemeente, not removed, by Begindatum: those on one toewijzing.

        None: those without a number.
        """

    def verzoek(self, referentie: str) -> Verzoek | None:
        """The request that this aanbieder sent under this reference: to himself to whatever gemeente."""

    def is_own_verzoek(self, verzoek: Verzoek) -> bool:
        """Whether it was sent to the gemeente of the bericht, and for its client if the bericht has one."""

    def open_verzoeken(self) -> Sequence[Verzoek]:
        """Requests of this aanbieder to this gemeente for this client that are neither granted nor rejected."""

    def toewijzingen(self) -> Sequence[Toewijzing]:
        """Of this client at this aanbieder under this gemeente, current versions, removed ones too, by number."""

    def delen(self, verzoek: Verzoek) -> Sequence[Wijzigingsdeel]:
        """The products of a JW317, in document order; empty for a JW315."""

    def is_of(self, toewijzing: Toewijzing, bsn: str) -> bool:
        """Whether the toewijzing is for the client with this BSN of the bericht and for its aanbieder."""

    def is_known_client(self, bsn: str) -> bool:
        """Whether the gemeente ever assigned care of this aanbieder to the client with this BSN of the bericht.

        For a JW325: whether it is a client of the declaratie.
        """

    def goedgekeurde_prestaties(self, toewijzing_number: int) -> int:
        """How many approved, not credited prestaties a toewijzing has."""

    def prestaties(self, toewijzing_number: int) -> Sequence[Prestatie]:
        """All on this toewijzing of the gemeente, whatever became of them, by (begindatum, referentie)."""

    def prestatie(self, referentie: str) -> Prestatie | None:
        """The one that this aanbieder sent under this ReferentieNummer: to himself to whatever gemeente."""

    def prestatie_in(self, declaratie: Declaratie, referentie: str) -> Prestatie | None:
        """The one that a declaratie has under this ReferentieNummer, also when that belongs to another."""

    def prestatie_is_of(self, prestatie: Prestatie, bsn: str) -> bool:
        """Whether it is for the client with this BSN of the bericht."""

    def declaratie(self, number: str) -> Declaratie | None:
        """The one that this aanbieder sent under this DeclaratieNummer: to himself to whatever gemeente."""

    def declaratie_with(self, identificatie: str) -> Declaratie | None:
        """The one that this aanbieder sent to this gemeente in the JW323 with this Identificatie."""

    def last_declaratieperiode(self) -> date | None:
        """First day of the latest DeclaratiePeriode that this aanbieder declared to this gemeente."""

    def tarieven(self, categorie: str, code: str, op: date, ingangsdatum: date | None) -> Sequence[TariefAgreement]:
        """The contract prices of a product for this aanbieder on that day, one per unit; empty: unknown.

        Where the product says so, those of the Ingangsdatum of the toewijzing, when there is one.
        """

    def uitvoeringsvariant(self, categorie: str | None, code: str | None, op: date) -> str | None:
        """`inspanningsgericht`, `outputgericht` or `taakgericht` by contract on that day; None when it is not clear."""

    def is_taakgericht(self, categorie: str | None, code: str | None, op: date) -> bool:
        """Whether the contract of aanbieder and gemeente makes the product taakgericht on that day (register)."""

    def gemeentecode_exists(self, gemeentecode: str, op: date) -> bool:
        """Whether the code is in the CBS division of that day, or in a dated exception of the register."""

    def product_fits(self, categorie: str, code: str, op: date) -> bool:
        """False when the product list agreed for this aanbieder and gemeente says otherwise; True without a list."""
