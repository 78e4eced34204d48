# SPDX-License-Identifier: EUPL-1.2
"""The register files, each declared once (definitions.md 7).

A file is a frozen struct; a column is an attribute with a `Kolom`, optional when it has a default. Reading, writing,
checking, comparing and docs/register.md all come from these declarations.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec

from berichtenverkeer.register.declaratie import Kolom, Rij, Tabel, Verwijzing
from berichtenverkeer.register.velden import (
    AGB_CODE,
    BEDRAG,
    CATEGORIE,
    CODE,
    DATUM,
    FACTOR,
    GEMEENTECODE,
    JA_NEE,
    JAAR,
    PARTIJCODE,
    PRODUCTCODE,
    TEKST,
    geheel,
    keuze,
)


class Partij(Rij, frozen=True, kw_only=True):
    """Who may send and receive berichten: a gemeente, an aanbieder, or the regional organisation itself."""

    soort: Annotated[str, Kolom(keuze("gemeente", "aanbieder", "regio"), "what the partij is", "aanbieder")]
    code: Annotated[
        str, Kolom(PARTIJCODE, "CBS code (4 digits), AGB code (8 digits), or the code in regio.toml", "99000101")
    ]
    naam: Annotated[str, Kolom(TEKST, "name", "Stichting De Wilgen")]
    retour: Annotated[
        str,
        Kolom(
            keuze("automatisch", "zelf"),
            "who answers what the partij receives: the gateway at once, or the partij itself; empty = automatisch",
            "automatisch",
        ),
    ] = "automatisch"
    buiten_regio: Annotated[
        bool, Kolom(JA_NEE, "known as a partij, but outside the figures of the region; empty = nee", "nee")
    ] = False


class Gebied(Rij, frozen=True, kw_only=True):
    """A part of the region (K08)."""

    gebied: Annotated[str, Kolom(CODE, "code", "hart")]
    naam: Annotated[str, Kolom(TEKST, "name", "Tilburg")]


class Gemeente(Rij, frozen=True, kw_only=True):
    """That a gemeente takes part in the region, in which gebied, and from when to when (K09)."""

    gemeente: Annotated[str, Kolom(GEMEENTECODE, "CBS code", "0855")]
    gebied: Annotated[str, Kolom(CODE, "gebied it lies in", "hart")]


class Afmelding(Rij, frozen=True, kw_only=True):
    """That a gemeente of the region stays out of one segment: regional contracts there are not its own (K09)."""

    gemeente: Annotated[str, Kolom(GEMEENTECODE, "CBS code", "0809")]
    segment: Annotated[str, Kolom(CODE, "the segment it stays out of", "3")]


class Gemeentecode(Rij, frozen=True, kw_only=True):
    """A CBS code of another year than the list of the product: former gemeenten, and newer ones (TR378)."""

    gemeente: Annotated[str, Kolom(GEMEENTECODE, "CBS code", "0788")]
    naam: Annotated[str, Kolom(TEKST, "name", "Haaren")]


class Segment(Rij, frozen=True, kw_only=True):
    """A group of products that is bought and paid for in one way (S01-S05, S19)."""

    segment: Annotated[str, Kolom(CODE, "code", "1")]
    naam: Annotated[str, Kolom(TEKST, "name", "Hoogspecialistische jeugdhulp")]
    financieringsvorm: Annotated[
        str,
        Kolom(
            keuze("pxq", "resultaat", "lumpsum"),
            "`pxq` price times volume, `resultaat` an amount per client, `lumpsum` an amount for the task",
            "lumpsum",
        ),
    ]
    gewicht: Annotated[
        int, Kolom(geheel("gewicht", 0, 1000), "how heavy the care is: to a higher weight is opschaling", "90")
    ]


class Perceel(Rij, frozen=True, kw_only=True):
    """A part of a segment that is contracted by itself (S11-S13)."""

    perceel: Annotated[str, Kolom(CODE, "code", "2a")]
    naam: Annotated[str, Kolom(TEKST, "name", "Pleegzorg")]
    segment: Annotated[str, Kolom(CODE, "the segment it belongs to", "2")]


class Product(Rij, frozen=True, kw_only=True):
    """A product of the list that region and aanbieders agreed; without code: the categorie as a whole (IV075)."""

    categorie: Annotated[str, Kolom(CATEGORIE, "JZ020", "45")]
    code: Annotated[
        str, Kolom(PRODUCTCODE, "product code; empty = the categorie as a whole (aspecific toewijzing)", "45A04")
    ] = ""
    omschrijving: Annotated[str, Kolom(TEKST, "name", "Ambulante behandeling specialistisch")]
    hulpvorm: Annotated[
        str,
        Kolom(
            keuze("01", "02", "03", "04", "11", "12", "13", "14"),
            "hulpvorm of CBS, for trajecten; empty = not jeugdhulp (47, 48) or not to be said",
            "02",
        ),
    ] = ""
    segment: Annotated[str, Kolom(CODE, "segment; empty = plek `onbekend`", "4")] = ""
    perceel: Annotated[str, Kolom(CODE, "perceel; empty = plek `onbekend`", "4a")] = ""
    zorgprofiel: Annotated[
        str, Kolom(keuze("acuut", "perspectief", "intensief", "duurzaam"), "intensity (S15)", "perspectief")
    ] = ""
    wachtnorm_dagen: Annotated[
        int | None, Kolom(geheel("aantal dagen", 0, 999), "norm for W3 in days; empty = no norm", "42")
    ] = None
    gebruiksfactor: Annotated[
        Decimal, Kolom(FACTOR, "expected use of what is assigned (definitions 6.2); empty = 1", "0,85")
    ] = Decimal(1)
    kosten_per_dag_cents: Annotated[
        int | None,
        Kolom(BEDRAG, "expected cost of one client for one day, only on a row without code", "38,50"),
    ] = None
    crisis: Annotated[bool, Kolom(JA_NEE, "crisis care is never blocked; empty = nee", "nee")] = False


class Contract(Rij, frozen=True, kw_only=True):
    """What an aanbieder may deliver to whom, and how it is carried out (K01, K05, S24)."""

    aanbieder: Annotated[str, Kolom(AGB_CODE, "the aanbieder that delivers", "99000101")]
    gemeente: Annotated[str, Kolom(GEMEENTECODE, "for this gemeente; empty = for the whole region", "0855")] = ""
    categorie: Annotated[str, Kolom(CATEGORIE, "JZ020", "45")]
    code: Annotated[str, Kolom(PRODUCTCODE, "product code; empty = every product of the categorie", "45A04")] = ""
    uitvoeringsvariant: Annotated[
        str,
        Kolom(
            keuze("inspanningsgericht", "outputgericht", "taakgericht"),
            "taakgericht: no toewijzing and no declaratie per client",
            "inspanningsgericht",
        ),
    ]
    hoofdaannemer: Annotated[
        str, Kolom(AGB_CODE, "the hoofdaannemer when the aanbieder is its onderaannemer; empty = none", "99000102")
    ] = ""
    contractvorm: Annotated[
        str,
        Kolom(
            keuze("regulier", "licht", "maatwerk", "landelijk"),
            "regulier, lichtcontract, maatwerk, or bought nationally; empty = regulier",
            "regulier",
        ),
    ] = "regulier"


class Tarief(Rij, frozen=True, kw_only=True):
    """The contract price of one unit of a product in a year (TR418)."""

    aanbieder: Annotated[str, Kolom(AGB_CODE, "for this aanbieder only; empty = for all", "99000101")] = ""
    categorie: Annotated[str, Kolom(CATEGORIE, "JZ020", "45")]
    code: Annotated[str, Kolom(PRODUCTCODE, "product code", "45A04")]
    jaar: Annotated[int, Kolom(JAAR, "calendar year", "2026")]
    eenheid: Annotated[
        str, Kolom(keuze("01", "04", "14", "16", "82", "84"), "WJ756: minuut, uur, etmaal, dagdeel, stuks", "04")
    ]
    tarief_cents: Annotated[int, Kolom(BEDRAG, "price of one unit", "104,40")]


class Plafond(Rij, frozen=True, kw_only=True):
    """The ceiling of an aanbieder in a year (B01-B04): an amount, or norm times base, or none at all.

    A norm without base: the aanbieder is new, and the base is the startbudget of the region (B04).
    """

    aanbieder: Annotated[str, Kolom(AGB_CODE, "whose ceiling it is", "99000101")]
    jaar: Annotated[int, Kolom(JAAR, "calendar year", "2026")]
    perceel: Annotated[str, Kolom(CODE, "only for this perceel; not together with segment", "2a")] = ""
    segment: Annotated[str, Kolom(CODE, "only for this segment; not together with perceel", "2")] = ""
    bedrag_cents: Annotated[int | None, Kolom(BEDRAG, "the ceiling itself", "1.250.000,00")] = None
    norm: Annotated[Decimal | None, Kolom(FACTOR, "share of the base", "0,8")] = None
    basisjaar: Annotated[int | None, Kolom(JAAR, "year of the approved production that is the base", "2024")] = None
    basis_cents: Annotated[int | None, Kolom(BEDRAG, "approved production of that year", "412.300,00")] = None
    zonder_plafond: Annotated[bool, Kolom(JA_NEE, "works without ceiling; empty = nee", "nee")] = False


class Mandaat(Rij, frozen=True, kw_only=True):
    """What the region may do for a gemeente when a verzoek does not fit (definitions 6.3); no row = signaleren."""

    gemeente: Annotated[str, Kolom(GEMEENTECODE, "CBS code", "0867")]
    beleid: Annotated[
        str, Kolom(keuze("signaleren", "blokkeren"), "pass on with a signal, or answer with a JW319", "blokkeren")
    ]


class Parameters(Rij, frozen=True, kw_only=True):
    """The numbers that the region chose for itself."""

    historie_vanaf: Annotated[
        date | None, Kolom(DATUM, "first day of which the ledger knows all care; empty = unknown", "2025-01-01")
    ] = None
    startbudget_cents: Annotated[
        int, Kolom(BEDRAG, "base for a new aanbieder (B04); empty = 10.000,00", "10.000,00")
    ] = 1_000_000
    norm: Annotated[Decimal, Kolom(FACTOR, "norm for a plafond (B03); empty = 0,8", "0,8")] = Decimal("0.8")
    doorstroomtermijn_dagen: Annotated[
        int, Kolom(geheel("aantal dagen", 0, 365), "D of definitions 3 and 4; empty = 30", "30")
    ] = 30
    signaaldrempel_procent: Annotated[
        int, Kolom(geheel("percentage", 1, 100), "use of a plafond that gives a signal; empty = 70", "70")
    ] = 70
    declaratietermijn_maanden: Annotated[
        int,
        Kolom(
            geheel("aantal maanden", 0, 60),
            "a month that stays undeclared longer than this claims nothing any more; 0: never; empty = 3",
            "3",
        ),
    ] = 3


_GEMEENTE = Verwijzing(("gemeente",), "partijen", soort="gemeente")
_AANBIEDER = Verwijzing(("aanbieder",), "partijen", soort="aanbieder")
_HOOFDAANNEMER = Verwijzing(("hoofdaannemer",), "partijen", soort="aanbieder")
_SEGMENT = Verwijzing(("segment",), "segmenten")
_PRODUCT = ("categorie", "code")

_TABELLEN = (
    Tabel("partijen", Partij, ("code",)),
    Tabel("gemeentecodes", Gemeentecode, ("gemeente",)),
    Tabel("gebieden", Gebied, ("gebied",)),
    Tabel("gemeenten", Gemeente, ("gemeente",), (_GEMEENTE, Verwijzing(("gebied",), "gebieden"))),
    Tabel("segmenten", Segment, ("segment",)),
    Tabel("afmeldingen", Afmelding, ("gemeente", "segment"), (Verwijzing(("gemeente",), "gemeenten"), _SEGMENT)),
    Tabel("percelen", Perceel, ("perceel",), (_SEGMENT,)),
    Tabel("producten", Product, _PRODUCT, (_SEGMENT, Verwijzing(("perceel",), "percelen"))),
    Tabel(
        "contracten",
        Contract,
        ("aanbieder", "gemeente", *_PRODUCT, "hoofdaannemer"),
        (_AANBIEDER, _GEMEENTE, _HOOFDAANNEMER, Verwijzing(_PRODUCT, "producten")),
    ),
    Tabel(
        "tarieven",
        Tarief,
        ("aanbieder", *_PRODUCT, "jaar", "eenheid"),
        (
            msgspec.structs.replace(_AANBIEDER, geheel=False),
            Verwijzing(_PRODUCT, "producten", geheel=False),
        ),
        per_jaar=True,
    ),
    Tabel(
        "plafonds",
        Plafond,
        ("aanbieder", "jaar", "perceel", "segment"),
        (
            msgspec.structs.replace(_AANBIEDER, geheel=False),
            msgspec.structs.replace(_SEGMENT, geheel=False),
            Verwijzing(("perceel",), "percelen", geheel=False),
        ),
        per_jaar=True,
    ),
    Tabel("mandaten", Mandaat, ("gemeente",), (Verwijzing(("gemeente",), "gemeenten"),)),
    Tabel("parameters", Parameters, ()),
)

TABELLEN: dict[str, Tabel] = {tabel.naam: tabel for tabel in _TABELLEN}
"""All files by name, in an order in which a reference points back."""
