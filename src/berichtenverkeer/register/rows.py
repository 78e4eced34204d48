# SPDX-License-Identifier: EUPL-1.2
"""The register files, each declared once (definitions.md 7): who takes part, what was bought, and all files by name.

A file is a frozen struct; a column is an attribute with a `Column`, optional when it has a default. Reading, writing,
checking, comparing and docs/register.md all come from these declarations.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec

from berichtenverkeer.register.declaratie import Column, Reference, Row, Table
from berichtenverkeer.register.fields import (
    AGB_CODE,
    BEDRAG,
    CATEGORIE,
    CODE,
    DATUM,
    FACTOR,
    GEMEENTECODE,
    HULPVORM,
    JA_NEE,
    PARTIJCODE,
    PRODUCTCODE,
    TEXT,
    YEAR,
    ZORGPROFIEL,
    choice,
    several,
    whole,
)
from berichtenverkeer.register.figure_rows import Bevolking, Locatie, Segmentregel, Verwijzergroep, Wachtmaximum
from berichtenverkeer.register.money_rows import Begroting, Index, Lumpsum, Productgroep
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.user_rows import Gebruiker


class Partij(Row, frozen=True, kw_only=True):
    """Who may send and receive berichten: a gemeente, an aanbieder, or the regional organisation itself."""

    soort: Annotated[str, Column(choice("gemeente", "aanbieder", "regio"), "what the partij is", "aanbieder")]
    code: Annotated[
        str, Column(PARTIJCODE, "CBS code (4 digits), AGB code (8 digits), or the code in regio.toml", "99000101")
    ]
    naam: Annotated[str, Column(TEXT, "name", "Stichting De Wilgen")]
    retour: Annotated[
        str,
        Column(
            choice("automatisch", "zelf"),
            "who answers what the partij receives: the gateway at once, or the partij itself; empty = automatisch",
            "automatisch",
        ),
    ] = "automatisch"
    buiten_regio: Annotated[
        bool, Column(JA_NEE, "known as a partij, but outside the figures of the region; empty = nee", "nee")
    ] = False


class Gebied(Row, frozen=True, kw_only=True):
    """A part of the region (K08)."""

    gebied: Annotated[str, Column(CODE, "code", "hart")]
    naam: Annotated[str, Column(TEXT, "name", "Tilburg")]


class Gemeente(Row, frozen=True, kw_only=True):
    """That a gemeente takes part in the region, in which gebied, and from when to when (K09)."""

    gemeente: Annotated[str, Column(GEMEENTECODE, "CBS code", "0855")]
    gebied: Annotated[str, Column(CODE, "gebied it lies in", "hart")]


class Afmelding(Row, frozen=True, kw_only=True):
    """That a gemeente of the region stays out of one segment: regional contracts there are not its own (K09)."""

    gemeente: Annotated[str, Column(GEMEENTECODE, "CBS code", "0809")]
    segment: Annotated[str, Column(CODE, "the segment it stays out of", "3")]


class Gemeentecode(Row, frozen=True, kw_only=True):
    """A CBS code of another year than the list of the product: former gemeenten, and newer ones (TR378)."""

    gemeente: Annotated[str, Column(GEMEENTECODE, "CBS code", "0788")]
    naam: Annotated[str, Column(TEXT, "name", "Haaren")]


class Segment(Row, frozen=True, kw_only=True):
    """A group of products that is bought and paid for in one way (S01-S05, S19)."""

    segment: Annotated[str, Column(CODE, "code", "1")]
    naam: Annotated[str, Column(TEXT, "name", "Hoogspecialistische jeugdhulp")]
    financieringsvorm: Annotated[
        str,
        Column(
            choice("pxq", "resultaat", "lumpsum"),
            "`pxq` price times volume, `resultaat` an amount per client, `lumpsum` an amount for the task",
            "lumpsum",
        ),
    ]
    gewicht: Annotated[
        int, Column(whole("gewicht", 0, 1000), "how heavy the care is: to a higher weight is opschaling", "90")
    ]


class Perceel(Row, frozen=True, kw_only=True):
    """A part of a segment that is contracted by itself (S11-S13)."""

    perceel: Annotated[str, Column(CODE, "code", "2a")]
    naam: Annotated[str, Column(TEXT, "name", "Pleegzorg")]
    segment: Annotated[str, Column(CODE, "the segment it belongs to", "2")]


class Product(Row, frozen=True, kw_only=True):
    """A product of the list that region and aanbieders agreed; without code: the categorie as a whole (IV075)."""

    categorie: Annotated[str, Column(CATEGORIE, "JZ020", "45")]
    code: Annotated[
        str, Column(PRODUCTCODE, "product code; empty = the categorie as a whole (aspecific toewijzing)", "45A04")
    ] = ""
    omschrijving: Annotated[str, Column(TEXT, "name", "Ambulante behandeling specialistisch")]
    hulpvorm: Annotated[
        str,
        Column(
            HULPVORM,
            "hulpvorm of CBS, for trajecten; empty = not jeugdhulp (47, 48) or not to be said",
            "02",
        ),
    ] = ""
    segment: Annotated[str, Column(CODE, "segment; empty = plek `onbekend`", "4")] = ""
    perceel: Annotated[str, Column(CODE, "perceel; empty = plek `onbekend`", "4a")] = ""
    zorgprofiel: Annotated[str, Column(ZORGPROFIEL, "intensity (S15)", "perspectief")] = ""
    wachtnorm_dagen: Annotated[
        int | None, Column(whole("aantal dagen", 0, 999), "norm for W3 in days; empty = no norm", "42")
    ] = None
    gebruiksfactor: Annotated[
        Decimal, Column(FACTOR, "expected use of what is assigned (definitions 6.2); empty = 1", "0,85")
    ] = Decimal(1)
    kosten_per_dag_cents: Annotated[
        int | None,
        Column(BEDRAG, "expected cost of one client for one day, only on a row without code", "38,50"),
    ] = None
    crisis: Annotated[bool, Column(JA_NEE, "crisis care is never blocked; empty = nee", "nee")] = False
    gedwongen_kader: Annotated[
        bool, Column(JA_NEE, "care that a court orders is never blocked (definitions 6.3); empty = nee", "nee", since=2)
    ] = False
    buiten_opdracht: Annotated[
        str,
        Column(
            choice("preventie", "forensisch", "adhd-curatief", "jeugdzorgplus", "landelijk"),
            "why it is no part of the assignment (definitions 3, S10); empty = it is",
            "preventie",
            since=2,
        ),
    ] = ""
    respijt: Annotated[
        bool,
        Column(
            JA_NEE, "relieves those who care: meant beside other care, never alone (F18); empty = nee", "ja", since=2
        ),
    ] = False
    tarief_op: Annotated[
        str,
        Column(
            choice("dag", "ingangsdatum"),
            "whose tarief a day of care has: its own, or that of the Ingangsdatum (definitions 6.2); empty = dag",
            "dag",
            since=2,
        ),
    ] = "dag"


class Contract(Row, frozen=True, kw_only=True):
    """What an aanbieder may deliver to whom, and how it is carried out (K01, K05, S24)."""

    aanbieder: Annotated[str, Column(AGB_CODE, "the aanbieder that delivers", "99000101")]
    gemeente: Annotated[str, Column(GEMEENTECODE, "for this gemeente; empty = for the whole region", "0855")] = ""
    categorie: Annotated[str, Column(CATEGORIE, "JZ020", "45")]
    code: Annotated[str, Column(PRODUCTCODE, "product code; empty = every product of the categorie", "45A04")] = ""
    uitvoeringsvariant: Annotated[
        str,
        Column(
            choice("inspanningsgericht", "outputgericht", "taakgericht"),
            "taakgericht: no toewijzing and no declaratie per client",
            "inspanningsgericht",
        ),
    ]
    hoofdaannemer: Annotated[
        str, Column(AGB_CODE, "the hoofdaannemer when the aanbieder is its onderaannemer; empty = none", "99000102")
    ] = ""
    contractvorm: Annotated[
        str,
        Column(
            choice("regulier", "licht", "maatwerk", "landelijk"),
            "regulier, lichtcontract, maatwerk, or bought nationally; empty = regulier",
            "regulier",
        ),
    ] = "regulier"
    coalitie: Annotated[
        str, Column(CODE, "the coalition that carries it out together (B23); empty = none", "samen", since=2)
    ] = ""
    opties_maanden: Annotated[
        tuple[int, ...],
        Column(
            several(whole("aantal maanden", 1, 240), unique=False),
            "options to extend, in order, each in months (K05); empty = none",
            "24 24",
            since=2,
        ),
    ] = ()
    evaluatiedata: Annotated[
        tuple[date, ...],
        Column(several(DATUM), "days on which it is evaluated (K23); empty = none", "2028-12-31 2031-12-31", since=2),
    ] = ()


class Tarief(Row, frozen=True, kw_only=True):
    """The contract price of one unit of a product (TR418)."""

    aanbieder: Annotated[str, Column(AGB_CODE, "for this aanbieder only; empty = for all", "99000101")] = ""
    categorie: Annotated[str, Column(CATEGORIE, "JZ020", "45")]
    code: Annotated[str, Column(PRODUCTCODE, "product code", "45A04")]
    eenheid: Annotated[
        str, Column(choice("01", "04", "14", "16", "82", "84"), "WJ756: minuut, uur, etmaal, dagdeel, stuks", "04")
    ]
    tarief_cents: Annotated[int, Column(BEDRAG, "price of one unit", "104,40")]


class Plafond(Row, frozen=True, kw_only=True):
    """The ceiling of an aanbieder in a year (B01-B04): an amount, or norm times base, or none at all.

    A norm without base: the aanbieder is new, and the base is the startbudget of the region (B04).
    """

    aanbieder: Annotated[str, Column(AGB_CODE, "whose ceiling it is", "99000101")]
    jaar: Annotated[int, Column(YEAR, "calendar year", "2026")]
    perceel: Annotated[str, Column(CODE, "only for this perceel; not together with segment", "2a")] = ""
    segment: Annotated[str, Column(CODE, "only for this segment; not together with perceel", "2")] = ""
    bedrag_cents: Annotated[int | None, Column(BEDRAG, "the ceiling itself", "1.250.000,00")] = None
    norm: Annotated[Decimal | None, Column(FACTOR, "share of the base", "0,8")] = None
    basisjaar: Annotated[int | None, Column(YEAR, "year of the approved production that is the base", "2024")] = None
    basis_cents: Annotated[int | None, Column(BEDRAG, "approved production of that year", "412.300,00")] = None
    zonder_plafond: Annotated[bool, Column(JA_NEE, "works without ceiling; empty = nee", "nee")] = False


class Mandaat(Row, frozen=True, kw_only=True):
    """What the region may do for a gemeente when a verzoek does not fit (definitions 6.3); no row = signaleren."""

    gemeente: Annotated[str, Column(GEMEENTECODE, "CBS code", "0867")]
    beleid: Annotated[
        str, Column(choice("signaleren", "blokkeren"), "pass on with a signal, or answer with a JW319", "blokkeren")
    ]


_GEMEENTE = Reference(("gemeente",), "partijen", soort="gemeente")
_AANBIEDER = Reference(("aanbieder",), "partijen", soort="aanbieder")
_HOOFDAANNEMER = Reference(("hoofdaannemer",), "partijen", soort="aanbieder")
_SEGMENT = Reference(("segment",), "segmenten")
_A_DAY_OF_AANBIEDER = msgspec.structs.replace(_AANBIEDER, whole=False)
_A_DAY_OF_GEMEENTE = Reference(("gemeente",), "gemeenten", whole=False)
_PERCEEL = Reference(("perceel",), "percelen")
_PRODUCT = ("categorie", "code")

_TABLES = (
    Table("partijen", Partij, ("code",)),
    Table("gemeentecodes", Gemeentecode, ("gemeente",)),
    Table("gebieden", Gebied, ("gebied",)),
    Table("gemeenten", Gemeente, ("gemeente",), (_GEMEENTE, Reference(("gebied",), "gebieden"))),
    Table("segmenten", Segment, ("segment",)),
    Table("afmeldingen", Afmelding, ("gemeente", "segment"), (Reference(("gemeente",), "gemeenten"), _SEGMENT)),
    Table("percelen", Perceel, ("perceel",), (_SEGMENT,)),
    Table("producten", Product, _PRODUCT, (_SEGMENT, _PERCEEL)),
    Table(
        "contracten",
        Contract,
        ("aanbieder", "gemeente", *_PRODUCT, "hoofdaannemer"),
        (_AANBIEDER, _GEMEENTE, _HOOFDAANNEMER, Reference(_PRODUCT, "producten")),
    ),
    Table(
        "tarieven",
        Tarief,
        ("aanbieder", *_PRODUCT, "eenheid"),
        (_A_DAY_OF_AANBIEDER, Reference(_PRODUCT, "producten", whole=False)),
        was_per_year=1,
    ),
    Table(
        "plafonds",
        Plafond,
        ("aanbieder", "jaar", "perceel", "segment"),
        (
            _A_DAY_OF_AANBIEDER,
            msgspec.structs.replace(_SEGMENT, whole=False),
            msgspec.structs.replace(_PERCEEL, whole=False),
        ),
        is_per_year=True,
    ),
    Table("mandaten", Mandaat, ("gemeente",), (Reference(("gemeente",), "gemeenten"),)),
    Table("parameters", Parameters, ()),
    Table(
        "segmentregels",
        Segmentregel,
        ("volgorde",),
        (_SEGMENT, Reference(("segment_aanwezig",), "segmenten")),
        since=2,
    ),
    Table("wachtmaxima", Wachtmaximum, ("segment", "perceel", "hulpvorm"), (_SEGMENT, _PERCEEL), since=2),
    Table("productgroepen", Productgroep, _PRODUCT, since=2),
    Table(
        "begrotingen", Begroting, ("gemeente", "jaar", "productgroep"), (_A_DAY_OF_GEMEENTE,), is_per_year=True, since=2
    ),
    Table(
        "lumpsums",
        Lumpsum,
        ("hoofdaannemer", "segment", "regel"),
        (_HOOFDAANNEMER, _SEGMENT),
        since=2,
    ),
    Table("verwijzergroepen", Verwijzergroep, ("indeling", "code"), since=2),
    Table("bevolking", Bevolking, ("gemeente", "jaar"), (_A_DAY_OF_GEMEENTE,), is_per_year=True, since=2),
    Table("locaties", Locatie, ("aanbieder", "gemeente"), (_AANBIEDER,), since=2),
    Table("indexen", Index, ("index", "jaar"), is_per_year=True, since=2),
    Table("gebruikers", Gebruiker, ("gebruiker",), (Reference(("partij",), "partijen"),), since=3),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
"""All files by name, in an order in which a reference points back."""
