# SPDX-License-Identifier: EUPL-1.2
"""What a report rests on, under the Dutch names that its forms have."""

from typing import Any

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.rapporten.declaration import Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.plain import cut, plain
from berichtenverkeer.rapporten.result import Ground, Share


def as_object(ground: Ground) -> dict[str, Any]:
    """The same under its Dutch names in camelCase. `k` and `dagK` give the same report again, for ever."""
    return {
        "definitieversie": ground.definitieversie,
        "regio": ground.regio,
        "k": ground.k,
        "dagK": ground.dag_k,
        "registerVersie": ground.register_versie,
        "registerDag": ground.register_dag,
        "perioden": ground.periods,
        "dimensie": ground.dimension,
        "dimensie2": ground.second,
        "filters": ground.filters,
        "termijn": ground.termijn,
        "buitenOpdracht": ground.outside_assignment,
        "verondersteld": ground.presumed_end,
        "kleineAantallen": ground.small_cells,
        "afgerond": ground.rounded,
        "eigen": ground.own,
        "historieVanaf": ground.historie_vanaf,
        "drempels": ground.parameters,
        "eigenBedragen": ground.own_amounts,
        "volledigheid": [
            {"naam": share.name, "uitleg": share.sentence, "aanwezig": share.there, "van": share.of}
            for share in ground.completeness
        ],
    }


def about(ground: Ground) -> str:
    """Whose figures, of when, in one line: what stands over a page and on every sheet of it."""
    whose = f"Regio {ground.regio}"
    if ground.own:
        whose += f", alleen van {_own(ground)}"
    known = f"zoals bekend op {in_words(ground.dag_k)} (K = {ground.k})"
    version = f"definitieversie {ground.definitieversie}"
    return f"{whose}; {wording.span(ground.periods)}; {known}; {version}".replace(" = ", "\u00a0=\u00a0")


def _own(ground: Ground) -> str:
    return f"{ground.own} {plain(ground.own_name)}".strip()


def lines(ground: Ground) -> list[tuple[str, str]]:
    """Name and value of each, as a person reads them."""
    register = in_words(ground.register_dag) if ground.register_dag else "onbekende dag"
    second = f" en {ground.second}" if ground.second else ""
    found = [
        ("Regio", ground.regio),
        ("Periode", wording.span(ground.periods)),
        ("Uitgesplitst per", f"{ground.dimension}{second}"),
        *((f"Alleen {name}", cut(", ".join(plekken))) for name, plekken in sorted(ground.filters.items())),
        ("Zoals bekend op", f"{in_words(ground.dag_k)} (K = {ground.k})"),
        ("Register", f"versie {ground.register_versie} van {register}"),
        ("Definitieversie", str(ground.definitieversie)),
        ("Doorstroomtermijn", f"{ground.termijn} dagen"),
        ("Hulp buiten de opdracht", "telt mee" if ground.outside_assignment else "telt niet mee"),
    ]
    if ground.presumed_end:
        found.append(("Zorg zonder stop", "eindigt met de toewijzing"))
    if ground.historie_vanaf:
        found.append(("Alle zorg bekend vanaf", in_words(ground.historie_vanaf)))
    if ground.own:
        found.append(("Alleen van", _own(ground)))
    if ground.small_cells:
        found.append(("Kleine aantallen", "minder dan 5 jeugdigen staat er als < 5 of als afgeschermd"))
    if ground.own_amounts:
        amounts = (f"{one}: {wording.shown(cents, Unit.CENTS)}" for one, cents in ground.own_amounts.items())
        found.append(("Eigen bedragen", "; ".join(amounts)))
    if ground.rounded:
        found.append(("Aantallen jeugdigen", "afgerond op vijf: dit zijn totalen van de hele regio"))
    found += [_threshold(name, value) for name, value in ground.parameters.items()]
    return found


def _threshold(name: str, value: int) -> tuple[str, str]:
    """Amounts in euro are named so."""
    what, euro, _ = name.partition("_euro")
    number = wording.shown(value, Unit.COUNT)
    return f"Drempel {wording.label(what).lower()}", f"€ {number}" if euro else number


def shares(ground: Ground) -> list[tuple[str, str]]:
    """Of each part of the completeness what it is, and `99 van 100 (99 %)`."""
    return [(share.sentence, _share(share)) for share in ground.completeness]


def _share(share: Share) -> str:
    percent = f" ({100 * share.there // share.of}\N{NO-BREAK SPACE}%)" if share.of else ""
    there, of = (wording.shown(number, Unit.COUNT) for number in (share.there, share.of))
    return f"{there} van {of}{percent}"
