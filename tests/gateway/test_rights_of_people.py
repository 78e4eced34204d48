# SPDX-License-Identifier: EUPL-1.2
"""What each rol of a person may, against what pages.md says of it; the whole table is walked in test_web_rechten.py."""

import pytest

from berichtenverkeer.gateway.beller import UserRole
from berichtenverkeer.gateway.rights import (
    ADMINISTRATOR,
    AUDIENCES,
    PERSONS,
    RIGHTS,
    Bereik,
    Who,
)
from berichtenverkeer.register.user_rows import ROLLEN

OF_THEMSELVES = {name for name in RIGHTS if name.startswith("sessions.")}
KEPT_SEARCHES = {name for name in RIGHTS if name.startswith("saved_searches.")}
"""What only a person has: of who works in a mailbox."""

CONTENT = {
    *("postvak.view", "postvak.read", "postvak.payload", "draden.draad", "tenzijs.one", "checking.with_history"),
    *("searching.berichten", "searching.pseudonym", "searching.client", "reasons.why"),
}
CONTENT |= {name for name in RIGHTS if name.startswith("own_care.")}
ACTS = {
    *("reception.receive", "reception.refuse", "postvak.collect"),
    *(f"tenzijs.{act}" for act in ("ask", "withdraw", "grant", "reject", "change", "end", "confirm")),
    *("signals.discuss", "signals.decide", "stops.ask", "stops.decide", "stops.lift"),
    *("verrekeningen.ask", "verrekeningen.answer", "verrekeningen.settle"),
}
WATCHING = ("gateway.measure", "operations.view", "seals.of_month")
KEEPING = {"access.", "register.", "gebruikers.", "report_sets.", "figures.", "plafonds.update", "plafonds.recalculate"}


def rights_of(who: Who) -> dict[str, Bereik]:
    return {name: row[who] for name, row in RIGHTS.items() if who in row and name not in OF_THEMSELVES | KEPT_SEARCHES}


def test_who_stands_in_the_table_is_a_system_a_person_that_the_register_can_have_or_who_keeps_the_gateway() -> None:
    systems = {(UserRole.KOPPELING, soort) for soort in ("gemeente", "aanbieder", "regio")}
    known = {who for row in (*RIGHTS.values(), *AUDIENCES.values()) for who in row}
    assert known == systems | set(PERSONS) | {ADMINISTRATOR}
    assert {(str(role), soort) for role, soort in PERSONS} == {(r, s) for r, soorten in ROLLEN.items() for s in soorten}
    assert {str(role) for role in UserRole} == {"koppeling", *ROLLEN}


@pytest.mark.parametrize("soort", ["gemeente", "aanbieder"])
def test_a_backoffice_may_what_the_systems_of_its_partij_may(soort: str) -> None:
    assert rights_of((UserRole.BACKOFFICE, soort)) == rights_of((UserRole.KOPPELING, soort))
    assert all(set(RIGHTS[name]) <= {who for who in PERSONS if who[0] is UserRole.BACKOFFICE} for name in KEPT_SEARCHES)


@pytest.mark.parametrize("soort", ["gemeente", "aanbieder", "regio"])
def test_a_lezer_sees_the_figures_of_his_partij_and_neither_content_nor_acts(soort: str) -> None:
    koppeling, lezer = rights_of((UserRole.KOPPELING, soort)), rights_of((UserRole.LEZER, soort))
    assert lezer.items() <= koppeling.items()
    assert not lezer.keys() & (CONTENT | ACTS | {"postvak.listing", "gateway.measure"})
    assert koppeling.keys() - lezer.keys() <= CONTENT | ACTS | {"postvak.listing", "gateway.measure"}


def test_a_contractmanager_decides_and_sees_all_of_the_region_but_nobodys_mailbox() -> None:
    koppeling = rights_of((UserRole.KOPPELING, "regio"))
    manager = rights_of((UserRole.CONTRACTMANAGER, "regio"))
    own_post = {name for name in koppeling if name.startswith(("postvak.", "reception."))}
    assert manager == {name: bereik for name, bereik in koppeling.items() if name not in own_post | {"gateway.measure"}}


def test_a_controleur_sees_who_saw_what_and_no_content_and_no_figures() -> None:
    for soort in ROLLEN["controleur"]:
        rights = rights_of((UserRole.CONTROLEUR, soort))
        assert not rights.keys() & (CONTENT | ACTS)
        assert all(
            name.startswith(("inzage.", "gebruikers.listing", "gebruikers.links", *WATCHING)) for name in rights
        ), rights
        assert not any((UserRole.CONTROLEUR, soort) in row for row in AUDIENCES.values())


def test_a_beheerder_keeps_tokens_users_and_register_and_sees_no_content_and_no_figures() -> None:
    rights = rights_of((UserRole.BEHEERDER, "regio"))
    assert not rights.keys() & (CONTENT | ACTS)
    assert all(name.startswith((*KEEPING, *WATCHING, "time.oordeel")) for name in rights), rights
    assert not any((UserRole.BEHEERDER, "regio") in row for row in AUDIENCES.values())


def test_every_person_ends_his_own_sessions_and_sees_those_alone() -> None:
    for name in OF_THEMSELVES:
        assert RIGHTS[name] == dict.fromkeys(PERSONS, Bereik.EIGEN), name
