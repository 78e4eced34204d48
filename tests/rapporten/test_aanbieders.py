# SPDX-License-Identifier: EUPL-1.2
"""Wie is gecontracteerd, wie doet mee?"""

from datetime import date, timedelta
from random import Random

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.aanbieders import AANBIEDERS
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Contract
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.contractbouw import DERDE, chance_contracts, contract, holds, register
from rapporten.orakel import geld
from rapporten.zorgbouw import Care, lives, made


def test_aanbieders_by_hand() -> None:
    """By hand, in the first quarter of 2025. Wilgen has a regular contract for 453 and 454, Linde a light one for 453
    that ended on 31 January, Derde is onderaannemer of Wilgen for 453 since 1 February. At the end two have a
    contract (Wilgen, Derde), none of them light; Derde is new, Linde left. Linde gave care in January, Wilgen long
    ago: so Wilgen has a contract without care for six months, and one aanbieder is active. Wilgen offers 2 products
    and Derde 1: 3 pairs.
    """
    connection = region(
        register(
            contract(WILGEN),
            contract(WILGEN, "454"),
            contract(LINDE, tot="2025-01-31", contractvorm="licht"),
            contract(DERDE, van="2025-02-01", hoofdaannemer=WILGEN),
        ),
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2024-03-01", "einde": "2024-08-01"},
            {
                "client": 2,
                "toewijzing_nummer": 2,
                "begindatum": "2025-01-10",
                "einde": "2025-01-20",
                "aanbieder": LINDE,
            },
        ],
    )
    result = ask(connection, AANBIEDERS, "2025-Q1")
    assert rows(result, "aanbieders", Level.TOTAL)[None].values == {
        "gecontracteerd": 2,
        "regulier": 2,
        "licht": 0,
        "maatwerk": 0,
        "landelijk": 0,
        "aandeel_licht": 0.0,
        "actief": 1,
        "zonder_zorg": 1,
        "nieuw": 1,
        "vertrokken": 1,
        "onderaannemers": 1,
        "producten": 2,
        "aanbod": 3,
        "producten_per_aanbieder": 1.5,
    }
    pairs = {key: row.values for key, row in rows(result, "onderaannemers", Level.TOTAL).items()}
    assert pairs == {(WILGEN, DERDE): {"hoofdaannemer": WILGEN, "onderaannemer": DERDE, "producten": 1, "jeugdigen": 0}}


@pytest.mark.parametrize("seed", range(3))
def test_who_is_contracted_and_active_is_what_a_slow_reading_finds(seed: int) -> None:
    """In the third quarter of 2025; six months without care count back from its last day."""
    begin, day, half = date(2025, 7, 1), date(2025, 9, 30), date(2025, 3, 30)
    contracts, care = chance_contracts(Random(seed), day), lives(seed, count=8)
    result = ask(made(care, register=register(*contracts)), AANBIEDERS, "2025-Q3", dimension=Dimension.SEGMENT)
    for plek in (None, *"1234"):
        level = Level.PLEK if plek else Level.TOTAL
        now = [one for one in contracts if holds(one, day) and plek in (None, one.code[-1])]
        who = {one.aanbieder for one in now}
        forms = {form: {one.aanbieder for one in now if one.contractvorm == form} for form in FORMS}
        ever = {one.aanbieder for one in contracts if holds(one, day)}
        before = {one.aanbieder for one in contracts if holds(one, begin - timedelta(days=1))}
        was = {
            one.aanbieder for one in contracts if holds(one, begin - timedelta(days=1)) and plek in (None, one.code[-1])
        }
        idle = {one for one in who if not any(c.aanbieder == one and c.within(half + timedelta(1), day) for c in care)}
        old = {one for one in idle if min(c.geldig_van for c in contracts if relevant(c, one, begin, day)) <= half}
        found = rows(result, "aanbieders", level).get(plek)
        active = {one.aanbieder for one in care if one.within(begin, day) and plek in (None, one.segment)}
        assert (found.values if found else dict.fromkeys(NAMES, 0)) | {"producten_per_aanbieder": None} == {
            "gecontracteerd": len(who),
            **{form: len(some) for form, some in forms.items()},
            "aandeel_licht": geld.percent(len(forms["licht"]), len(who)) if found else 0,
            "actief": len(active),
            "zonder_zorg": len(old),
            "nieuw": len(who - before),
            "vertrokken": len(was - ever),
            "onderaannemers": len({one.aanbieder for one in now if one.hoofdaannemer}),
            "producten": len({one.code for one in now}),
            "aanbod": len({(one.aanbieder, one.code) for one in now}),
            "producten_per_aanbieder": None,
        }, plek
    pairs = {key: row.values for key, row in rows(result, "onderaannemers", Level.TOTAL).items()}
    under = [one for one in contracts if holds(one, day) and one.hoofdaannemer]
    assert {(one.hoofdaannemer, one.aanbieder) for one in under} <= set(pairs)
    for (above, who), row in pairs.items():
        products = {one.code for one in under if (one.hoofdaannemer, one.aanbieder) == (above, who)}
        given = {(f"45{one.segment}", one.client) for one in care if under_on_first_day(contracts, one) == (above, who)
                 if one.within(begin, day)}  # fmt: skip
        assert row["producten"] == len(products | {code for code, _ in given})
        assert row["jeugdigen"] == len({client for _, client in given})


FORMS = ("regulier", "licht", "maatwerk", "landelijk")
NAMES = tuple(column.name for column in AANBIEDERS.table("aanbieders").columns)


def relevant(one: Contract, who: str, begin: date, day: date) -> bool:
    """Of those contracts his time as a contracted aanbieder is read from."""
    return one.aanbieder == who and (holds(one, day) or holds(one, begin - timedelta(days=1)))


def under_on_first_day(contracts: list[Contract], one: Care) -> tuple[str, str] | None:
    """The hoofdaannemer of the contract that this care began under, and its aanbieder."""
    mine = [
        contract
        for contract in contracts
        if (contract.aanbieder, contract.code) == (one.aanbieder, f"45{one.segment}")
        and contract.gemeente in ("", one.gemeente)
        and holds(contract, one.begin)
    ]
    return (mine[0].hoofdaannemer, one.aanbieder) if mine and mine[0].hoofdaannemer else None
