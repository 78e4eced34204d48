# SPDX-License-Identifier: EUPL-1.2
"""The catalogue against the rule list of the standard: 157 of 157 accounted for, or the names of those that are not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from berichtenverkeer.berichten import JW305
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, Regel, Staat, Verklaring
from berichtenverkeer.regels.catalogue import CatalogueRegel, catalogue
from berichtenverkeer.regels.regel import Registry, explain, regel
from regels.test_registry import NIVEAU, core, met_standaard, regellijst

CATALOGUS = {one.code: one for one in catalogue()}
DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
AANTAL = {"TR": 80, "CD": 22, "CS": 19, "RS": 36}

AFWIJKINGEN: dict[str, dict[str, tuple[Any, str]]] = {}
"""Where we differ from the list on purpose: code -> field -> (our value, the decision record that says why)."""

_FIELDS: dict[str, tuple[Callable[[CatalogueRegel], Any], Callable[[dict[str, str]], Any]]] = {
    "soort": (lambda one: one.soort, lambda row: row["soort"].partition("-")[0]),
    "berichten": (lambda one: one.berichten, lambda row: tuple(sorted(row["berichten"].split(",")))),
    "niveau": (lambda one: one.niveau, lambda row: {**NIVEAU, "XSD": Niveau.XSD}[row["controleniveau"]]),
    "retourcode": (lambda one: one.retourcode, lambda row: row["retourcode"] or None),
}


@met_standaard
def test_every_rule_of_the_standard_is_accounted_for_and_no_other() -> None:
    listing = regellijst()
    per_soort = {soort: sum(code.startswith(soort) for code in listing) for soort in AANTAL}
    assert per_soort == AANTAL
    ontbreekt, unknown = sorted(listing.keys() - CATALOGUS.keys()), sorted(CATALOGUS.keys() - listing.keys())
    assert not ontbreekt, f"{len(ontbreekt)} in no theme of regels: {' '.join(ontbreekt)}"
    assert not unknown, f"no rules of iJw 3.2: {' '.join(unknown)}"


@met_standaard
@pytest.mark.parametrize("code", sorted(CATALOGUS))
def test_a_rule_is_what_the_standard_says_or_a_decision_record_says_why_not(code: str) -> None:
    expected = {name: van_rij(regellijst()[code]) for name, (_, van_rij) in _FIELDS.items()}
    for name, (value, record) in AFWIJKINGEN.get(code, {}).items():
        assert (DECISIONS / record).is_file(), f"{code}: there is no {record}"
        assert value != expected[name], f"{code} no longer differs in {name}"
        expected[name] = value
    assert {name: van_ons(CATALOGUS[code]) for name, (van_ons, _) in _FIELDS.items()} == expected


@met_standaard
@pytest.mark.parametrize("code", sorted(CATALOGUS))
def test_the_schema_holds_level_xsd_and_functions_the_rest_unless_the_reason_is_told(code: str) -> None:
    one = CATALOGUS[code]
    assert (one.staat is Staat.SCHEMA) == (regellijst()[code]["controleniveau"] == "XSD")
    assert (one.wacht_op is None) == (one.staat in (Staat.LOOPT, Staat.SCHEMA))
    assert (code in REGELS) == (one.staat in (Staat.LOOPT, Staat.DEELS))


@met_standaard
@pytest.mark.parametrize("code", sorted(REGELS.explained.keys() - {one.code for one in REGELS}))
def test_the_text_of_a_rule_without_a_function_is_our_own(code: str) -> None:
    row = regellijst()[code]
    origin = {core(row[column]) for column in ("definitie", "toelichting", "retourmelding")}
    assert not {core(CATALOGUS[code].tekst), core(CATALOGUS[code].actie)} & origin


def test_no_rule_without_a_function_is_ever_asked() -> None:
    assert REGELS.for_bericht("JW305", Niveau.XSD) == ()
    assert {one.code for one in REGELS.for_bericht("JW305", *Niveau)} == {
        code for code, one in REGELS.explained.items() if isinstance(one, Regel) and "JW305" in one.berichten
    }


@pytest.fixture
def registry() -> Registry:
    return Registry()


def test_a_rule_that_cannot_run_is_declared_with_what_it_waits_for(registry: Registry) -> None:
    explain(
        "TR001",
        JW305,
        niveau=Niveau.EXTERN,
        text="Een.",
        action="Doe.",
        retourcode="9001",
        wait_for="Een lijst.",
        registry=registry,
    )
    assert registry.explained["TR001"].staat is Staat.WACHT
    assert "TR001" not in registry
    assert registry.for_bericht("JW305", Niveau.EXTERN) == ()
    with pytest.raises(AssertionError, match="TR002: what does it wait for"):
        explain("TR002", JW305, niveau=Niveau.EXTERN, text="Een.", action="Doe.", registry=registry)


def test_the_schema_waits_for_nothing_and_has_no_function(registry: Registry) -> None:
    with pytest.raises(AssertionError, match="RS001: what does it wait for"):
        explain("RS001", JW305, niveau=Niveau.XSD, text="Een.", action="Doe.", wait_for="Iets.", registry=registry)
    with pytest.raises(AssertionError, match="RS001: the schema holds"):
        regel("RS001", JW305, niveau=Niveau.XSD, action="Doe.", retourcode=None, registry=registry)(_een_toets)
    assert len(registry.explained) == 0


@pytest.mark.parametrize("what", ["toets", "schema"])
def test_a_code_is_declared_once_with_or_without_a_function(registry: Registry, what: str) -> None:
    def een_keer() -> None:
        if what == "toets":
            regel("CS002", JW305, niveau=Niveau.BERICHT, action="Doe.", registry=registry)(_een_toets)
        else:
            explain("CS002", JW305, niveau=Niveau.XSD, text="Een.", action="Doe.", registry=registry)

    een_keer()
    with pytest.raises(AssertionError, match="CS002 is declared twice"):
        explain("CS002", JW305, niveau=Niveau.XSD, text="Een.", action="Doe.", registry=registry)
    assert len(registry.explained) == 1


def test_a_missing_retourcode_is_none_and_never_empty(registry: Registry) -> None:
    with pytest.raises(AssertionError, match="has None"):
        registry.add(
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
