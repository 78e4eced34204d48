# SPDX-License-Identifier: EUPL-1.2
"""What is true of care after a list of facts (definitions 2), counted anew each time it is asked."""

from collections.abc import Iterable, Sequence
from datetime import date

from plafonds.orakel.feiten import Antwoord, Declaratieantwoord, Feit, Prestatie, Start, Stop, Toewijzing
from rapporten import oracle

Nummer = tuple[str, int]
"""Gemeente and ToewijzingNummer."""


def nummer(toewijzing: Toewijzing) -> Nummer:
    return toewijzing.zorg.gemeente, toewijzing.nummer


def versies(feiten: Iterable[Feit], plek: Nummer) -> list[Toewijzing]:
    """In the order of their Toewijzingsdatum and -tijd; of two at one moment the later received comes last.

    What uses a number for other care than its first version did is no version of it (TR332).
    """
    every = [one for one in feiten if isinstance(one, Toewijzing) and nummer(one) == plek]
    return sorted((one for one in every if is_zelfde_zorg(one, every[0])), key=lambda one: one.moment)


def is_zelfde_zorg(one: Toewijzing, other: Toewijzing) -> bool:
    a, b = one.zorg, other.zorg
    return (a.client, a.aanbieder, a.categorie, a.code) == (b.client, b.aanbieder, b.categorie, b.code)


def nummers(feiten: Iterable[Feit]) -> list[Nummer]:
    return list(dict.fromkeys(nummer(one) for one in feiten if isinstance(one, Toewijzing)))


def leveringen(feiten: Sequence[Feit]) -> list[oracle.Levering]:
    """Of every client: what started and was not taken back, with what ends it."""
    starts: dict[Start, dict[str, Stop]] = {}
    for one in feiten:
        match one:
            case Start(is_terug=False):
                starts.setdefault(one, {})
            case Start():
                gone = _sent(one)
                if gone in starts and not starts[gone]:
                    del starts[gone]
            case Stop() if one.start in starts:
                stops, kind = starts[one.start], "tijdelijk" if one.reden == "20" else "definitief"
                old = stops.get(kind)
                if one.is_terug and old is not None and (old.eind, old.reden) == (one.eind, one.reden):
                    del stops[kind]
                elif not one.is_terug:
                    stops.setdefault(kind, one)
            case _:
                pass
    return oracle.leveringen([_levering(start, stops) for start, stops in starts.items()])


def _sent(start: Start) -> Start:
    return Start(start.client, start.aanbieder, start.gemeente, start.nummer, start.categorie, start.code, start.begin)


def _levering(start: Start, stops: dict[str, Stop]) -> oracle.Start:
    tijdelijk, definitief = stops.get("tijdelijk"), stops.get("definitief")
    return oracle.Start(
        start.client,
        start.aanbieder,
        start.gemeente,
        start.nummer,
        oracle.Product(start.categorie, start.code),
        start.begin,
        tijdelijk.eind if tijdelijk else None,
        definitief.eind if definitief else None,
        definitief.reden if definitief else None,
    )


def gestopt_op(every: Sequence[oracle.Levering], toewijzing: Toewijzing) -> date | None:
    """The last day of care, when all that started on it has ended for good."""
    zorg = toewijzing.zorg
    here = (zorg.client, zorg.aanbieder, zorg.gemeente, toewijzing.nummer)
    ends = [
        one.eind for one in every
        if (one.client, one.start.aanbieder, one.start.gemeente, one.start.toewijzing_nummer) == here
    ]  # fmt: skip
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def goedgekeurd(feiten: Sequence[Feit]) -> list[Prestatie]:
    """What was declared and approved, less what a credit took back."""
    approved: list[Prestatie] = []
    for place, one in enumerate(feiten):
        if isinstance(one, Prestatie) and _is_goedgekeurd(one, feiten[place:]):
            approved.append(one)
    back = {(one.aanbieder, one.gemeente, one.nummer, one.credit_op) for one in approved if one.credit_op}
    return [
        one for one in approved
        if one.credit_op is None and (one.aanbieder, one.gemeente, one.nummer, one.referentie) not in back
    ]  # fmt: skip


def _is_goedgekeurd(prestatie: Prestatie, later: Sequence[Feit]) -> bool:
    if prestatie.declaratie is None:
        return True
    for one in later:
        if isinstance(one, Declaratieantwoord) and one.declaratie == prestatie.declaratie:
            return not one.is_verworpen and prestatie.referentie not in one.afgewezen
    return False


def is_open(feiten: Sequence[Feit], aanbieder: str, referentie: str) -> bool:
    """Neither granted nor rejected."""
    for one in feiten:
        if isinstance(one, Antwoord) and (one.aanbieder, one.referentie, one.is_afwijzing) == (
            aanbieder,
            referentie,
            True,
        ):
            return False
        if isinstance(one, Toewijzing) and (one.zorg.aanbieder, one.referentie) == (aanbieder, referentie):
            return False
    return True


class Staat:
    """All of it after these facts, each counted once."""

    def __init__(self, feiten: Sequence[Feit]) -> None:
        self.versies = {one: versies(feiten, one) for one in nummers(feiten)}
        self.leveringen = leveringen(feiten)
        self.goedgekeurd = goedgekeurd(feiten)
