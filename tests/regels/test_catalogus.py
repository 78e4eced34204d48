# SPDX-License-Identifier: EUPL-1.2
"""The catalogue against the rule list of the standard: 157 of 157 accounted for, or the names of those that are not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from berichtenverkeer.berichten import JW305
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, Regel, Staat, Verklaring
from berichtenverkeer.regels.catalogus import Catalogusregel, catalogus
from berichtenverkeer.regels.regel import Registry, regel, verklaar
from regels.test_registry import NIVEAU, kern, met_standaard, regellijst

CATALOGUS = {een.code: een for een in catalogus()}
DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
AANTAL = {"TR": 80, "CD": 22, "CS": 19, "RS": 36}

AFWIJKINGEN: dict[str, dict[str, tuple[Any, str]]] = {}
"""Where we differ from the list on purpose: code -> field -> (our value, the decision record that says why)."""

_VELDEN: dict[str, tuple[Callable[[Catalogusregel], Any], Callable[[dict[str, str]], Any]]] = {
    "soort": (lambda een: een.soort, lambda rij: rij["soort"].partition("-")[0]),
    "berichten": (lambda een: een.berichten, lambda rij: tuple(sorted(rij["berichten"].split(",")))),
    "niveau": (lambda een: een.niveau, lambda rij: {**NIVEAU, "XSD": Niveau.XSD}[rij["controleniveau"]]),
    "retourcode": (lambda een: een.retourcode, lambda rij: rij["retourcode"] or None),
}


@met_standaard
def test_every_rule_of_the_standard_is_accounted_for_and_no_other() -> None:
    lijst = regellijst()
    per_soort = {soort: sum(code.startswith(soort) for code in lijst) for soort in AANTAL}
    assert per_soort == AANTAL
    ontbreekt, onbekend = sorted(lijst.keys() - CATALOGUS.keys()), sorted(CATALOGUS.keys() - lijst.keys())
    assert not ontbreekt, f"{len(ontbreekt)} in no theme of regels: {' '.join(ontbreekt)}"
    assert not onbekend, f"no rules of iJw 3.2: {' '.join(onbekend)}"


@met_standaard
@pytest.mark.parametrize("code", sorted(CATALOGUS))
def test_a_rule_is_what_the_standard_says_or_a_decision_record_says_why_not(code: str) -> None:
    verwacht = {naam: van_rij(regellijst()[code]) for naam, (_, van_rij) in _VELDEN.items()}
    for naam, (waarde, record) in AFWIJKINGEN.get(code, {}).items():
        assert (DECISIONS / record).is_file(), f"{code}: there is no {record}"
        assert waarde != verwacht[naam], f"{code} no longer differs in {naam}"
        verwacht[naam] = waarde
    assert {naam: van_ons(CATALOGUS[code]) for naam, (van_ons, _) in _VELDEN.items()} == verwacht


@met_standaard
@pytest.mark.parametrize("code", sorted(CATALOGUS))
def test_the_schema_holds_level_xsd_and_functions_the_rest_unless_the_reason_is_told(code: str) -> None:
    een = CATALOGUS[code]
    assert (een.staat is Staat.SCHEMA) == (regellijst()[code]["controleniveau"] == "XSD")
    assert (een.wacht_op is None) == (een.staat in (Staat.LOOPT, Staat.SCHEMA))
    assert (code in REGELS) == (een.staat in (Staat.LOOPT, Staat.DEELS))


@met_standaard
@pytest.mark.parametrize("code", sorted(REGELS.verklaard.keys() - {een.code for een in REGELS}))
def test_the_text_of_a_rule_without_a_function_is_our_own(code: str) -> None:
    rij = regellijst()[code]
    bron = {kern(rij[kolom]) for kolom in ("definitie", "toelichting", "retourmelding")}
    assert not {kern(CATALOGUS[code].tekst), kern(CATALOGUS[code].actie)} & bron


def test_no_rule_without_a_function_is_ever_asked() -> None:
    assert REGELS.voor("JW305", Niveau.XSD) == ()
    assert {een.code for een in REGELS.voor("JW305", *Niveau)} == {
        code for code, een in REGELS.verklaard.items() if isinstance(een, Regel) and "JW305" in een.berichten
    }


@pytest.fixture
def registry() -> Registry:
    return Registry()


def test_a_rule_that_cannot_run_is_declared_with_what_it_waits_for(registry: Registry) -> None:
    verklaar(
        "TR001",
        JW305,
        niveau=Niveau.EXTERN,
        tekst="Een.",
        actie="Doe.",
        retourcode="9001",
        wacht_op="Een lijst.",
        registry=registry,
    )
    assert registry.verklaard["TR001"].staat is Staat.WACHT
    assert "TR001" not in registry
    assert registry.voor("JW305", Niveau.EXTERN) == ()
    with pytest.raises(AssertionError, match="TR002: what does it wait for"):
        verklaar("TR002", JW305, niveau=Niveau.EXTERN, tekst="Een.", actie="Doe.", registry=registry)


def test_the_schema_waits_for_nothing_and_has_no_function(registry: Registry) -> None:
    with pytest.raises(AssertionError, match="RS001: what does it wait for"):
        verklaar("RS001", JW305, niveau=Niveau.XSD, tekst="Een.", actie="Doe.", wacht_op="Iets.", registry=registry)
    with pytest.raises(AssertionError, match="RS001: the schema holds"):
        regel("RS001", JW305, niveau=Niveau.XSD, actie="Doe.", retourcode=None, registry=registry)(_een_toets)
    assert len(registry.verklaard) == 0


@pytest.mark.parametrize("wat", ["toets", "schema"])
def test_a_code_is_declared_once_with_or_without_a_function(registry: Registry, wat: str) -> None:
    def een_keer() -> None:
        if wat == "toets":
            regel("CS002", JW305, niveau=Niveau.BERICHT, actie="Doe.", registry=registry)(_een_toets)
        else:
            verklaar("CS002", JW305, niveau=Niveau.XSD, tekst="Een.", actie="Doe.", registry=registry)

    een_keer()
    with pytest.raises(AssertionError, match="CS002 is declared twice"):
        verklaar("CS002", JW305, niveau=Niveau.XSD, tekst="Een.", actie="Doe.", registry=registry)
    assert len(registry.verklaard) == 1


def test_a_missing_retourcode_is_none_and_never_empty(registry: Registry) -> None:
    with pytest.raises(AssertionError, match="has None"):
        registry.voeg_toe(
            Verklaring(
                code="TR001",
                berichten=frozenset({"JW325"}),
                niveau=Niveau.EXTERN,
                retourcode="",
                tekst="Een.",
                actie="Doe.",
                wacht_op="Iets.",
            )
        )


def _een_toets(bericht: object, history: object) -> tuple[str, ...]:
    """Een regel."""
    del bericht, history
    return ()
