# SPDX-License-Identifier: EUPL-1.2
"""What must be right in one row by itself, beyond the notation of its cells: attribute, what is wrong, what to do."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from berichtenverkeer.register.figure_rows import Segmentregel, Verwijzergroep, Wachtmaximum
from berichtenverkeer.register.money_rows import Lumpsum
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Contract, Partij, Plafond, Product
from berichtenverkeer.register.user_rows import Gebruiker
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN

Complaint = tuple[str, str, str]

_CODE_FORM = {
    "gemeente": re.compile(r"[0-9]{4}"),
    "aanbieder": re.compile(r"[0-9]{8}"),
    "regio": re.compile(r"[a-z].*"),
}
_CODE_NAME = {
    "gemeente": "de gemeentecode van vier cijfers",
    "aanbieder": "de AGB-code van acht cijfers",
    "regio": "de code uit regio.toml",
}
_PRODUCTCODE_WITH_CATEGORIE = re.compile(r"([0-9]{2})[A-Z][0-9]{2}")


def _partij(row: Partij) -> Iterator[Complaint]:
    if _CODE_FORM[row.soort].fullmatch(row.code) is None:
        yield (
            "code",
            f"De code '{row.code}' hoort niet bij de soort {row.soort}.",
            f"Vul {_CODE_NAME[row.soort]} in, of wijzig de soort.",
        )


def _product(row: Product) -> Iterator[Complaint]:
    if row.categorie not in CODELIJSTEN["JZ020"].codes:
        yield (
            "categorie",
            f"De productcategorie {row.categorie} staat niet in codelijst JZ020.",
            "Kies een categorie uit die lijst.",
        )
    form = _PRODUCTCODE_WITH_CATEGORIE.fullmatch(row.code)
    if form is not None and form[1] != row.categorie:
        yield (
            "code",
            f"De productcode {row.code} begint met categorie {form[1]}, maar staat bij categorie {row.categorie}.",
            "Verbeter de categorie of de productcode.",
        )
    if row.code and row.kosten_per_dag_cents is not None:
        yield (
            "kosten_per_dag_cents",
            "Verwachte kosten per dag staan alleen bij een categorie zonder productcode.",
            "Laat deze cel leeg, en gebruik het tarief van het product.",
        )
    if row.gebruiksfactor == 0:
        yield "gebruiksfactor", "De gebruiksfactor is nul.", "Vul een getal groter dan nul in, bijvoorbeeld 0,85."


def _contract(row: Contract) -> Iterator[Complaint]:
    if row.hoofdaannemer == row.aanbieder:
        yield (
            "hoofdaannemer",
            "De aanbieder staat als hoofdaannemer van zichzelf.",
            "Laat de cel leeg wanneer de aanbieder geen onderaannemer is.",
        )


def _plafond(row: Plafond) -> Iterator[Complaint]:
    if row.perceel and row.segment:
        yield "segment", "Een plafond geldt voor een perceel of voor een segment.", "Laat een van beide cellen leeg."
    forms = [row.bedrag_cents is not None, row.norm is not None, row.zonder_plafond]
    if sum(forms) != 1:
        yield (
            "bedrag_cents",
            "Het plafond is niet, of op meer dan een manier bepaald.",
            "Vul een bedrag in, of een norm, of ja bij zonder_plafond.",
        )
    elif (row.basisjaar is None) != (row.basis_cents is None):
        yield (
            "basisjaar",
            "Van de basis ontbreekt het jaar of het bedrag.",
            "Vul beide in, of laat beide leeg voor een nieuwe aanbieder.",
        )
    elif row.norm is None and row.basis_cents is not None:
        yield "basis_cents", "Er is een basis zonder norm.", "Vul de norm in, of laat basisjaar en basis leeg."
    if row.basisjaar is not None and row.basisjaar >= row.jaar:
        yield "basisjaar", "Het basisjaar ligt niet voor het jaar van het plafond.", "Kies een eerder jaar."


def _segmentregel(row: Segmentregel) -> Iterator[Complaint]:
    conditions = row.segment_aanwezig, row.zorgprofiel_aanwezig, row.aanbieders_minstens, row.producten_minstens
    if not any(conditions):
        yield (
            "segment_aanwezig",
            "Deze regel heeft geen voorwaarde, en zou dus voor iedereen gelden.",
            "Vul ten minste een voorwaarde in, of verwijder de regel.",
        )


def _wachtmaximum(row: Wachtmaximum) -> Iterator[Complaint]:
    if sum(map(bool, (row.segment, row.perceel, row.hulpvorm))) != 1:
        yield (
            "segment",
            "Een maximum geldt voor een segment, een perceel of een hulpvorm.",
            "Vul een van de drie cellen in, en laat de andere twee leeg.",
        )


def _verwijzer(attribute: str, codes: Iterable[str]) -> Iterator[Complaint]:
    for code in codes:
        if code not in CODELIJSTEN["COD327"].codes:
            yield attribute, f"De verwijzer {code} staat niet in codelijst COD327.", "Kies een code uit die lijst."


def _lumpsum(row: Lumpsum) -> Iterator[Complaint]:
    if row.soort in ("verhoging", "verlaging") and not row.reden:
        yield "reden", f"Bij een {row.soort} staat geen reden.", "Vul in waardoor het bedrag verandert."
    if row.geldig_tot is None or row.geldig_tot.year != row.geldig_van.year:
        yield (
            "geldig_tot",
            "Een regel van een lumpsum begint en eindigt in hetzelfde jaar.",
            f"Vul een datum in tot en met {row.geldig_van.year}-12-31, en zet wat daarna geldt op een eigen regel.",
        )


def _gebruiker(row: Gebruiker) -> Iterator[Complaint]:
    if bool(row.issuer) != bool(row.subject):
        yield (
            "subject",
            "Van de aanmelding bij een provider ontbreekt de issuer of het subject.",
            "Vul beide in, of laat beide leeg: dan kan de gebruiker alleen met een eenmalige link inloggen.",
        )


_PER_KIND: dict[type, Callable[[Any], Iterator[Complaint]]] = {
    Partij: _partij,
    Product: _product,
    Contract: _contract,
    Plafond: _plafond,
    Segmentregel: _segmentregel,
    Wachtmaximum: _wachtmaximum,
    Verwijzergroep: lambda row: _verwijzer("code", [row.code]),
    Parameters: lambda row: _verwijzer("nooit_blokkeren_verwijzers", row.nooit_blokkeren_verwijzers),
    Lumpsum: _lumpsum,
    Gebruiker: _gebruiker,
}


def complaints(row: object) -> Iterator[Complaint]:
    """Everything that is wrong in this row by itself."""
    examine = _PER_KIND.get(type(row))
    if examine is not None:
        yield from examine(row)
