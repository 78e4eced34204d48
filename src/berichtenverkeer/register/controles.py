# SPDX-License-Identifier: EUPL-1.2
"""What must be right in one row by itself, beyond the notation of its cells: attribute, what is wrong, what to do."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from berichtenverkeer.register.rijen import Contract, Partij, Plafond, Product
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN

Klacht = tuple[str, str, str]

_CODEVORM = {"gemeente": re.compile(r"[0-9]{4}"), "aanbieder": re.compile(r"[0-9]{8}"), "regio": re.compile(r"[a-z].*")}
_CODENAAM = {
    "gemeente": "de gemeentecode van vier cijfers",
    "aanbieder": "de AGB-code van acht cijfers",
    "regio": "de code uit regio.toml",
}
_PRODUCTCODE_MET_CATEGORIE = re.compile(r"([0-9]{2})[A-Z][0-9]{2}")


def _partij(rij: Partij) -> Iterator[Klacht]:
    if _CODEVORM[rij.soort].fullmatch(rij.code) is None:
        yield (
            "code",
            f"De code '{rij.code}' hoort niet bij de soort {rij.soort}.",
            f"Vul {_CODENAAM[rij.soort]} in, of wijzig de soort.",
        )


def _product(rij: Product) -> Iterator[Klacht]:
    if rij.categorie not in CODELIJSTEN["JZ020"].codes:
        yield (
            "categorie",
            f"De productcategorie {rij.categorie} staat niet in codelijst JZ020.",
            "Kies een categorie uit die lijst.",
        )
    vorm = _PRODUCTCODE_MET_CATEGORIE.fullmatch(rij.code)
    if vorm is not None and vorm[1] != rij.categorie:
        yield (
            "code",
            f"De productcode {rij.code} begint met categorie {vorm[1]}, maar staat bij categorie {rij.categorie}.",
            "Verbeter de categorie of de productcode.",
        )
    if rij.code and rij.kosten_per_dag_cents is not None:
        yield (
            "kosten_per_dag_cents",
            "Verwachte kosten per dag staan alleen bij een categorie zonder productcode.",
            "Laat deze cel leeg, en gebruik het tarief van het product.",
        )
    if rij.gebruiksfactor == 0:
        yield "gebruiksfactor", "De gebruiksfactor is nul.", "Vul een getal groter dan nul in, bijvoorbeeld 0,85."


def _contract(rij: Contract) -> Iterator[Klacht]:
    if rij.hoofdaannemer == rij.aanbieder:
        yield (
            "hoofdaannemer",
            "De aanbieder staat als hoofdaannemer van zichzelf.",
            "Laat de cel leeg wanneer de aanbieder geen onderaannemer is.",
        )


def _plafond(rij: Plafond) -> Iterator[Klacht]:
    if rij.perceel and rij.segment:
        yield "segment", "Een plafond geldt voor een perceel of voor een segment.", "Laat een van beide cellen leeg."
    vormen = [rij.bedrag_cents is not None, rij.norm is not None, rij.zonder_plafond]
    if sum(vormen) != 1:
        yield (
            "bedrag_cents",
            "Het plafond is niet, of op meer dan een manier bepaald.",
            "Vul een bedrag in, of een norm, of ja bij zonder_plafond.",
        )
    elif (rij.basisjaar is None) != (rij.basis_cents is None):
        yield (
            "basisjaar",
            "Van de basis ontbreekt het jaar of het bedrag.",
            "Vul beide in, of laat beide leeg voor een nieuwe aanbieder.",
        )
    elif rij.norm is None and rij.basis_cents is not None:
        yield "basis_cents", "Er is een basis zonder norm.", "Vul de norm in, of laat basisjaar en basis leeg."
    if rij.basisjaar is not None and rij.basisjaar >= rij.jaar:
        yield "basisjaar", "Het basisjaar ligt niet voor het jaar van het plafond.", "Kies een eerder jaar."


_PER_SOORT: dict[type, Callable[[Any], Iterator[Klacht]]] = {
    Partij: _partij,
    Product: _product,
    Contract: _contract,
    Plafond: _plafond,
}


def klachten(rij: object) -> Iterator[Klacht]:
    """Everything that is wrong in this row by itself."""
    toets = _PER_SOORT.get(type(rij))
    if toets is not None:
        yield from toets(rij)
