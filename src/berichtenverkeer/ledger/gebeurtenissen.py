# SPDX-License-Identifier: EUPL-1.2
"""What can happen, past tense: a closed union of frozen types with a stable kind and version (design.md 4).

No BSN, no name: a client is a pseudonym (keyed hash of the BSN). Dates are those of the bericht (valid time); when a
gebeurtenis was recorded is its ledger position.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, ClassVar, Literal, get_args
from uuid import UUID

import msgspec

from berichtenverkeer.berichten.letterlijk import gewoon
from berichtenverkeer.core.errors import BerichtenverkeerError


class _Gebeurtenis(msgspec.Struct, frozen=True, kw_only=True, tag_field="soort", omit_defaults=True):
    """`is_voorlopig`: its bericht was still to be answered by the receiver, who answers himself, when it was booked.

    `versie` is that of the shape of a kind: who changes the shape raises it, and says in `_OPWAARDERINGEN` how what was
    written before becomes what is read now.
    """

    versie: ClassVar[int] = 1
    is_voorlopig: bool = False


class Product(msgspec.Struct, frozen=True, omit_defaults=True):
    """Categorie (JZ020) and code; both empty for a generic toewijzing (IV075)."""

    categorie: str | None = None
    code: str | None = None


class Omvang(msgspec.Struct, frozen=True):
    """Volume with Eenheid (WJ756) and Frequentie (WMO757)."""

    volume: int
    eenheid: str
    frequentie: str


class VerzoekOntvangen(_Gebeurtenis, frozen=True, kw_only=True, tag="VerzoekOntvangen"):
    """One AangevraagdProduct of an approved JW315."""

    client: bytes
    aanbieder: str
    gemeente: str
    referentie: str
    dagtekening: date
    ontvangen_op: date
    product: Product = Product()
    ingangsdatum: date
    einddatum: date | None = None
    omvang: Omvang | None = None
    budget_cents: int | None = None
    verwijzer: str


class Wijzigingsdeel(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One product of a JW317: left as it is, to be changed, or new. Only a new one has a product of its own."""

    soort: Literal["ongewijzigd", "te wijzigen", "nieuw"]
    toewijzing_nummer: int | None = None
    product: Product = Product()
    ingangsdatum: date | None = None
    einddatum: date | None = None
    omvang: Omvang | None = None
    budget_cents: int | None = None


class WijzigingVerzocht(_Gebeurtenis, frozen=True, kw_only=True, tag="WijzigingVerzocht"):
    """The Verzoek of an approved JW317: one request, whatever number of products. `reden` is RedenVerzoek."""

    client: bytes
    aanbieder: str
    gemeente: str
    referentie: str
    dagtekening: date
    ontvangen_op: date
    reden: str
    delen: tuple[Wijzigingsdeel, ...]


class VerzoekAfgewezen(_Gebeurtenis, frozen=True, kw_only=True, tag="VerzoekAfgewezen"):
    """JW319 with VerzoekAntwoord 1. `reden` is WJ759; `gemeente_woonplaats` stands with reden 8."""

    aanbieder: str
    gemeente: str
    referentie: str
    reden: str
    ontvangen_op: date
    gemeente_woonplaats: str | None = None


class VerzoekInOnderzoek(_Gebeurtenis, frozen=True, kw_only=True, tag="VerzoekInOnderzoek"):
    """JW319 with VerzoekAntwoord 2."""

    aanbieder: str
    gemeente: str
    referentie: str
    ontvangen_op: date


class ToewijzingVastgesteld(_Gebeurtenis, frozen=True, kw_only=True, tag="ToewijzingVastgesteld"):
    """One ToegewezenProduct of an approved JW301: the first version, a later one, or the same one sent again."""

    client: bytes
    aanbieder: str
    gemeente: str
    nummer: int
    toewijzingsdatum: date
    toewijzingstijd: time
    product: Product = Product()
    ingangsdatum: date
    einddatum: date | None = None
    omvang: Omvang | None = None
    budget_cents: int | None = None
    reden_wijziging: str | None = None
    referentie_aanbieder: str | None = None
    ontvangen_op: date


class _Levering(_Gebeurtenis, frozen=True, kw_only=True):
    """The key of a StartProduct (IV008, IV096)."""

    client: bytes
    aanbieder: str
    gemeente: str
    toewijzing_nummer: int | None = None
    product: Product = Product()
    begindatum: date
    ontvangen_op: date | None = None


class LeveringGestart(_Levering, frozen=True, kw_only=True, tag="LeveringGestart"):
    """StartProduct with StatusAanlevering 1."""

    toewijzing_ingangsdatum: date | None = None


class StartVerwijderd(_Levering, frozen=True, kw_only=True, tag="StartVerwijderd"):
    """StartProduct with StatusAanlevering 3: the start counts as never sent."""


class LeveringGestopt(_Levering, frozen=True, kw_only=True, tag="LeveringGestopt"):
    """StopProduct with StatusAanlevering 1. `reden` is JZ588; 20 is a temporary stop."""

    einddatum: date
    reden: str


class StopVerwijderd(_Levering, frozen=True, kw_only=True, tag="StopVerwijderd"):
    """StopProduct with StatusAanlevering 3: the stop counts as never sent."""

    einddatum: date
    reden: str


class DeclaratieIngediend(_Gebeurtenis, frozen=True, kw_only=True, tag="DeclaratieIngediend"):
    """A JW323 that is processed. `totaal_cents` is signed; `xsd_versie` as in its header (TR371)."""

    aanbieder: str
    gemeente: str
    nummer: str
    identificatie: str
    dagtekening: date
    periode_begin: date
    periode_eind: date
    totaal_cents: int
    xsd_versie: str
    ontvangen_op: date
    is_betwist: bool = False


class PrestatieIngediend(_Gebeurtenis, frozen=True, kw_only=True, tag="PrestatieIngediend"):
    """One Prestatie of it. Amounts are never negative: `is_credit` gives the sign.

    `uitslag` is known at once when the gateway answers; otherwise the JW325 brings it. `is_betwist`: the gateway found
    something about it that its receiver, who answers himself, has to judge.
    """

    client: bytes
    aanbieder: str
    gemeente: str
    referentie: str
    vorig_referentie: str | None = None
    declaratie_nummer: str
    toewijzing_nummer: int
    product: Product
    begindatum: date
    einddatum: date
    volume: int
    eenheid: str
    tarief_cents: int | None = None
    bedrag_cents: int
    is_credit: bool = False
    uitslag: Literal["ingediend", "goedgekeurd", "afgewezen"] = "ingediend"
    is_betwist: bool = False


class DeclaratieBeantwoord(_Gebeurtenis, frozen=True, kw_only=True, tag="DeclaratieBeantwoord"):
    """A JW325. What it leaves out of a declaratie that it processed is approved (TR342, OP304).

    `identificatie` is that of the JW323; `afgewezen` are ReferentieNummers; `is_verworpen`: the declaratie as a whole
    counts as not sent (IV087).
    """

    aanbieder: str
    gemeente: str
    identificatie: str
    toegekend_cents: int = 0
    ontvangen_op: date
    afgewezen: tuple[str, ...] = ()
    is_verworpen: bool = False


class BerichtBeantwoord(_Gebeurtenis, frozen=True, kw_only=True, tag="BerichtBeantwoord"):
    """The retourbericht of a receiver who answers himself: it confirms all that `heen_id` made happen, or undoes it.

    `niet_geboekt`: ledger positions of what it cannot confirm, because others have the place (decision 099).
    """

    heen_id: UUID
    client: bytes | None
    aanbieder: str
    gemeente: str
    is_goedgekeurd: bool
    ontvangen_op: date
    niet_geboekt: tuple[int, ...] = ()


class RetourOntvangen(_Gebeurtenis, frozen=True, kw_only=True, tag="RetourOntvangen"):
    """A retourbericht that a party sent itself, after the gateway had answered. `wijkt_af` is the signal."""

    heen_id: UUID
    wijkt_af: bool


class BerichtAfgehaald(_Gebeurtenis, frozen=True, kw_only=True, tag="BerichtAfgehaald"):
    """A party took a bericht out of its mailbox."""

    bericht_id: UUID
    partij: str


class RegisterGeladen(_Gebeurtenis, frozen=True, kw_only=True, tag="RegisterGeladen"):
    """A register load: the hash of its content, and how many rows began and ended with it."""

    sha256: bytes
    nieuw: int
    vervallen: int


class Plafonddeel(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a claim asks of one plafond of its aanbieder, and how much of it was booked beyond the room."""

    jaar: int
    perceel: str = ""
    segment: str = ""
    bedrag_cents: int
    overschrijding_cents: int = 0


class PlafondBesloten(_Gebeurtenis, frozen=True, kw_only=True, tag="PlafondBesloten"):
    """The decision on a verzoek, or on a toewijzing that adds to what is claimed (definitions.md 6.3).

    `claim` is `verzoek/<aanbieder>/<referentie>` or `toewijzing/<gemeente>/<nummer>`; `vervalt_op` the day on which a
    reservation lapses.
    """

    claim: str
    aanbieder: str
    gemeente: str
    uitkomst: str
    delen: tuple[Plafonddeel, ...] = ()
    vervalt_op: date | None = None


class ReserveringVervallen(_Gebeurtenis, frozen=True, kw_only=True, tag="ReserveringVervallen"):
    """A reservation that was not answered in time gave its room back; `vervalt_op` is the day it was due."""

    claim: str
    aanbieder: str
    gemeente: str
    vervalt_op: date


class PlafondsHerrekend(_Gebeurtenis, frozen=True, kw_only=True, tag="PlafondsHerrekend"):
    """What was booked was brought in line with the state, outside a register load."""

    boekingen: int


class PeilmaandVerschoven(_Gebeurtenis, frozen=True, kw_only=True, tag="PeilmaandVerschoven"):
    """A month began: from its first day, `peilmaand`, the declaration term counts back (definitions.md 6.2)."""

    peilmaand: date
    boekingen: int


class KlokErkend(_Gebeurtenis, frozen=True, kw_only=True, tag="KlokErkend"):
    """An operator said that the time was right, after a step that the gateway did not trust.

    `vorige` is the moment of what was booked last before; None when there was nothing.
    """

    vorige: datetime | None


class CredentialUitgegeven(_Gebeurtenis, frozen=True, kw_only=True, tag="CredentialUitgegeven"):
    """A party got a credential: `hash` is the SHA-256 of its secret, which is never kept; None until version 2.

    It takes the place of `vervangt`, which works until `vervangt_tot`.
    """

    versie: ClassVar[int] = 2
    credential_id: UUID
    partij: str
    hash: bytes | None
    vervangt: UUID | None = None
    vervangt_tot: datetime | None = None


class CredentialIngetrokken(_Gebeurtenis, frozen=True, kw_only=True, tag="CredentialIngetrokken"):
    """A credential lost its force."""

    credential_id: UUID
    partij: str


Gebeurtenis = (
    VerzoekOntvangen
    | WijzigingVerzocht
    | VerzoekAfgewezen
    | VerzoekInOnderzoek
    | ToewijzingVastgesteld
    | LeveringGestart
    | StartVerwijderd
    | LeveringGestopt
    | StopVerwijderd
    | DeclaratieIngediend
    | PrestatieIngediend
    | DeclaratieBeantwoord
    | BerichtBeantwoord
    | RetourOntvangen
    | BerichtAfgehaald
    | RegisterGeladen
    | PlafondBesloten
    | ReserveringVervallen
    | PlafondsHerrekend
    | PeilmaandVerschoven
    | KlokErkend
    | CredentialUitgegeven
    | CredentialIngetrokken
)

_encoder = msgspec.json.Encoder(enc_hook=gewoon)
_decoder: msgspec.json.Decoder[Gebeurtenis] = msgspec.json.Decoder(Gebeurtenis)
_VERSIES: dict[str, int] = {een.__name__: een.versie for een in get_args(Gebeurtenis)}
_Inhoud = dict[str, Any]


def _credential_zonder_hash(inhoud: _Inhoud) -> _Inhoud:
    """Until version 2 the ledger did not say which secret was given."""
    return {**inhoud, "hash": None}


_OPWAARDERINGEN: dict[tuple[str, int], Callable[[_Inhoud], _Inhoud]] = {
    ("CredentialUitgegeven", 1): _credential_zonder_hash,
}
"""From a kind and a version of it: how its payload becomes one of the next version."""


class Onleesbaar(BerichtenverkeerError):
    """De inhoud van deze gebeurtenis is niet te lezen."""


def soort(gebeurtenis: Gebeurtenis) -> str:
    """The stable name of the kind."""
    return type(gebeurtenis).__name__


def naar_json(gebeurtenis: Gebeurtenis) -> str:
    """The payload as it is kept."""
    return _encoder.encode(gebeurtenis).decode()


def van_json(inhoud: str) -> Gebeurtenis:
    """The gebeurtenis that `naar_json` wrote in this version. Raises msgspec.ValidationError when it did not."""
    return _decoder.decode(inhoud)


def lees(soort: str, versie: int, inhoud: str) -> Gebeurtenis:
    """The gebeurtenis in a row of the ledger, also one that an older version wrote. Raises Onleesbaar."""
    nieuwste = _VERSIES.get(soort)
    if nieuwste is None:
        raise Onleesbaar(f"de soort {soort!r} is onbekend.")
    try:
        feit = _decoder.decode(inhoud) if versie == nieuwste else _waardeer_op(soort, versie, nieuwste, inhoud)
    except msgspec.MsgspecError:
        raise Onleesbaar(f"de inhoud past niet bij soort {soort}, versie {versie}.") from None
    if type(feit).__name__ != soort:
        raise Onleesbaar(f"de inhoud is van een andere soort dan {soort}.")
    return feit


def _waardeer_op(soort: str, versie: int, nieuwste: int, inhoud: str) -> Gebeurtenis:
    waarde = msgspec.json.decode(inhoud, type=_Inhoud)
    for stap in range(versie, nieuwste):
        opwaardering = _OPWAARDERINGEN.get((soort, stap))
        if opwaardering is None:
            break
        waarde = opwaardering(waarde)
    else:
        if versie < nieuwste:
            return _decoder.decode(msgspec.json.encode(waarde))
    raise Onleesbaar(f"versie {versie} van {soort} is onbekend; deze software kent hoogstens versie {nieuwste}.")
