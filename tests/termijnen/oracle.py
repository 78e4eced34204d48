# SPDX-License-Identifier: EUPL-1.2
"""The terms of the standard read aloud over the gebeurtenissen themselves: slow, day by day, without state or SQL.

Working days are counted on a calendar that is written out here, so that this file shares nothing with what it judges.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)

DAY = timedelta(days=1)
HOLIDAYS = {
    date(jaar, *day)
    for jaar, dagen in {
        2025: ((1, 1), (4, 18), (4, 21), (5, 5), (5, 29), (6, 9), (12, 25), (12, 26)),
        2026: ((1, 1), (4, 3), (4, 6), (4, 27), (5, 5), (5, 14), (5, 25), (12, 25)),
        2027: ((1, 1), (3, 26), (3, 29), (4, 27), (5, 5), (5, 6), (5, 17)),
    }.items()
    for day in dagen
}


class Clock(NamedTuple):
    soort: str
    partij: str
    wederpartij: str
    sleutel: str
    van: date
    deadline: date
    voldaan_op: date | None
    werkdagen: int
    te_laat: int


def is_werkdag(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def werkdagen(van: date, tot: date) -> int:
    """After `van`, up to and including `tot`; below zero when `tot` comes first."""
    if tot < van:
        return -werkdagen(tot, van)
    count = 0
    while van < tot:
        van += DAY
        count += is_werkdag(van)
    return count


def na_werkdagen(van: date, count: int) -> date:
    while count:
        van += DAY
        count -= is_werkdag(van)
    return van


def na_dagen(van: date, count: int) -> date:
    """Algemene termijnenwet, article 1: not on a Saturday, a Sunday or a holiday."""
    tot = van + count * DAY
    while not is_werkdag(tot):
        tot += DAY
    return tot


def _clock(
    soort: str, who: tuple[str, str], key: str, van: date, deadline: date, voldaan: date | None, op: date
) -> Clock:
    tot = voldaan or op
    te_laat = max(0, werkdagen(deadline, tot))
    return Clock(soort, *who, key, van, deadline, voldaan, werkdagen(van, tot), te_laat)


def clocks(gebeurtenissen: Sequence[Gebeurtenis], op: date) -> list[Clock]:
    """What is owed on the day `op` after these gebeurtenissen, in ledger order."""
    return sorted([*_verzoeken(gebeurtenissen, op), *_care(gebeurtenissen, op)], key=str)


# --- requests -----------------------------------------------------------------------------------------------------


def _verzoeken(gebeurtenissen: Sequence[Gebeurtenis], op: date) -> Iterable[Clock]:
    for question in gebeurtenissen:
        if not isinstance(question, VerzoekOntvangen | WijzigingVerzocht):
            continue
        who, key = (question.gemeente, question.aanbieder), f"verzoek/{question.referentie}"
        counts = _antwoorden(gebeurtenissen, question)
        onderzocht = [f.ontvangen_op for f in counts if isinstance(f, VerzoekInOnderzoek)]
        rejected = [f for f in counts if isinstance(f, VerzoekAfgewezen)]
        toegewezen = _toewijzingen_op(gebeurtenissen, question)
        besluiten = sorted([*(f.ontvangen_op for f in rejected), *toegewezen])
        antwoorden = sorted([*onderzocht, *besluiten])
        soort = "antwoord-verzoek" if isinstance(question, VerzoekOntvangen) else "antwoord-wijziging"
        van = question.ontvangen_op
        yield _clock(soort, who, key, van, na_werkdagen(van, 5), next(iter(antwoorden), None), op)
        if onderzocht:
            van = question.dagtekening
            yield _clock("eindantwoord", who, key, van, na_dagen(van, 56), next(iter(besluiten), None), op)
        if rejected and rejected[-1].reden == "8":
            van, voldaan = question.ontvangen_op, min(f.ontvangen_op for f in rejected)
            yield _clock("woonplaatsbeginsel", who, key, van, na_dagen(van, 14), voldaan, op)


def _antwoorden(
    gebeurtenissen: Sequence[Gebeurtenis], question: VerzoekOntvangen | WijzigingVerzocht
) -> Iterable[VerzoekAfgewezen | VerzoekInOnderzoek]:
    """The JW319's that say anything: after the request, and before it was rejected or granted (TR359, TR365)."""
    found = []
    for gebeurtenis in gebeurtenissen[gebeurtenissen.index(question) :]:
        if isinstance(gebeurtenis, ToewijzingVastgesteld) and gebeurtenis.referentie_aanbieder == question.referentie:
            break
        if isinstance(gebeurtenis, VerzoekAfgewezen | VerzoekInOnderzoek) and _about(gebeurtenis, question):
            found.append(gebeurtenis)
            if isinstance(gebeurtenis, VerzoekAfgewezen):
                break
    return found


def _toewijzingen_op(
    gebeurtenissen: Sequence[Gebeurtenis], question: VerzoekOntvangen | WijzigingVerzocht
) -> list[date]:
    """On which days it was granted: what came before the request counts when nothing came after it."""
    before, na = gebeurtenissen[: gebeurtenissen.index(question)], gebeurtenissen[gebeurtenissen.index(question) :]
    for part in (na, before):
        dagen = [
            f.ontvangen_op
            for f in part
            if isinstance(f, ToewijzingVastgesteld) and f.referentie_aanbieder == question.referentie
        ]
        if dagen:
            return dagen
    return []


def _about(antwoord: VerzoekAfgewezen | VerzoekInOnderzoek, question: VerzoekOntvangen | WijzigingVerzocht) -> bool:
    return (antwoord.aanbieder, antwoord.referentie) == (question.aanbieder, question.referentie)


# --- care ---------------------------------------------------------------------------------------------------------


class _Start(NamedTuple):
    """A start that was not removed, with the stops on it that were not removed."""

    gebeurtenis: LeveringGestart
    tijdelijk: LeveringGestopt | None
    definitief: LeveringGestopt | None


def _care(gebeurtenissen: Sequence[Gebeurtenis], op: date) -> Iterable[Clock]:
    starts = _starts(gebeurtenissen)
    for one in starts:
        gebeurtenis = one.gebeurtenis
        who = gebeurtenis.aanbieder, gebeurtenis.gemeente
        product = f"{gebeurtenis.product.categorie or ''}/{gebeurtenis.product.code or ''}"
        key = f"levering/{gebeurtenis.toewijzing_nummer or ''}/{product}/{gebeurtenis.begindatum}"
        versions = _versions(gebeurtenissen, gebeurtenis)
        if gebeurtenis.ontvangen_op is not None:
            van = max(gebeurtenis.begindatum, min((v.ontvangen_op for v in versions), default=gebeurtenis.begindatum))
            yield _clock("start", who, key, van, na_werkdagen(van, 5), gebeurtenis.ontvangen_op, op)
        stop = one.tijdelijk or one.definitief
        if stop is not None and stop.ontvangen_op is not None:
            deadline = na_werkdagen(stop.einddatum, 5)
            yield _clock("stop", who, key, stop.einddatum, deadline, stop.ontvangen_op, op)
        if one.definitief is None and versions and not _is_hervat(one, starts):
            end = versions[-1].einddatum
            if (
                end is None
                or end >= op
                or _is_removed(versions[-1])
                or _gaat_verder(gebeurtenissen, starts, gebeurtenis, op)
            ):
                continue
            van = max(end, gebeurtenis.begindatum, *_stops_elders(starts, gebeurtenis, op))
            clock = _clock("stop-verwacht", who, key, van, na_werkdagen(van, 5), None, op)
            if clock.te_laat:
                yield clock


def _starts(gebeurtenissen: Sequence[Gebeurtenis]) -> list[_Start]:
    found: dict[str, _Start] = {}
    for gebeurtenis in gebeurtenissen:
        if not isinstance(gebeurtenis, LeveringGestart | StartVerwijderd | LeveringGestopt | StopVerwijderd):
            continue
        key = str(
            (
                gebeurtenis.client,
                gebeurtenis.gemeente,
                gebeurtenis.aanbieder,
                gebeurtenis.toewijzing_nummer,
                gebeurtenis.product,
            )
        )
        key += str(gebeurtenis.begindatum)
        match gebeurtenis:
            case LeveringGestart():
                found.setdefault(key, _Start(gebeurtenis, None, None))
            case StartVerwijderd() if key in found and found[key][1:] == (None, None):
                del found[key]
            case LeveringGestopt() if key in found and _stop_van(found[key], gebeurtenis.reden) is None:
                found[key] = _met_stop(found[key], gebeurtenis.reden, gebeurtenis)
            case StopVerwijderd() if key in found:
                stop = _stop_van(found[key], gebeurtenis.reden)
                if stop is not None and (stop.einddatum, stop.reden) == (gebeurtenis.einddatum, gebeurtenis.reden):
                    found[key] = _met_stop(found[key], gebeurtenis.reden, None)
    return list(found.values())


def _stop_van(start: _Start, reden: str) -> LeveringGestopt | None:
    return start.tijdelijk if reden == "20" else start.definitief


def _met_stop(start: _Start, reden: str, stop: LeveringGestopt | None) -> _Start:
    return start._replace(tijdelijk=stop) if reden == "20" else start._replace(definitief=stop)


def _versions(gebeurtenissen: Sequence[Gebeurtenis], start: LeveringGestart) -> list[ToewijzingVastgesteld]:
    """Of the toewijzing that a start is on, in the order in which they were decided."""
    own = [
        f
        for f in gebeurtenissen
        if isinstance(f, ToewijzingVastgesteld) and (f.gemeente, f.nummer) == (start.gemeente, start.toewijzing_nummer)
    ]
    return sorted(own, key=lambda f: (f.toewijzingsdatum, f.toewijzingstijd))


def _is_removed(versie: ToewijzingVastgesteld) -> bool:
    return versie.einddatum == versie.ingangsdatum and versie.reden_wijziging in ("13", "01")


def _is_hervat(one: _Start, starts: Sequence[_Start]) -> bool:
    if one.tijdelijk is None:
        return False
    same = (
        other.gebeurtenis
        for other in starts
        if (
            other.gebeurtenis.client,
            other.gebeurtenis.gemeente,
            other.gebeurtenis.aanbieder,
            other.gebeurtenis.toewijzing_nummer,
        )
        == (
            one.gebeurtenis.client,
            one.gebeurtenis.gemeente,
            one.gebeurtenis.aanbieder,
            one.gebeurtenis.toewijzing_nummer,
        )
    )
    return any(f.begindatum > one.gebeurtenis.begindatum and f.begindatum >= one.tijdelijk.einddatum for f in same)


def _stops_elders(starts: Sequence[_Start], start: LeveringGestart, op: date) -> list[date]:
    """When the same care, begun later under another number, stopped before `op`."""

    def what(one: LeveringGestart) -> tuple[object, ...]:
        return one.client, one.gemeente, one.aanbieder, one.product

    return [
        one.definitief.einddatum
        for one in starts
        if one.definitief is not None and one.definitief.einddatum < op and what(one.gebeurtenis) == what(start)
        if one.gebeurtenis.toewijzing_nummer not in (None, start.toewijzing_nummer)
        and one.gebeurtenis.begindatum > start.begindatum
    ]


def _is_gestopt(starts: Sequence[_Start], other: ToewijzingVastgesteld, op: date) -> bool:
    """Whether the last care that began on a toewijzing stopped for good before `op`."""
    own = [
        one
        for one in starts
        if (
            one.gebeurtenis.client,
            one.gebeurtenis.gemeente,
            one.gebeurtenis.aanbieder,
            one.gebeurtenis.toewijzing_nummer,
        )
        == (other.client, other.gemeente, other.aanbieder, other.nummer)
    ]
    if not own:
        return False
    latest = max(one.gebeurtenis.begindatum for one in own)
    return all(
        one.definitief is not None and one.definitief.einddatum < op
        for one in own
        if one.gebeurtenis.begindatum == latest
    )


def _gaat_verder(
    gebeurtenissen: Sequence[Gebeurtenis], starts: Sequence[_Start], start: LeveringGestart, op: date
) -> bool:
    """Whether another toewijzing for the same care at the same aanbieder is in force on `op`, and its care not over."""
    numbers = {f.nummer for f in gebeurtenissen if isinstance(f, ToewijzingVastgesteld)} - {start.toewijzing_nummer}
    for number in numbers:
        last = sorted(
            (
                f
                for f in gebeurtenissen
                if isinstance(f, ToewijzingVastgesteld) and (f.gemeente, f.nummer) == (start.gemeente, number)
            ),
            key=lambda f: (f.toewijzingsdatum, f.toewijzingstijd),
        )[-1:]
        for f in last:
            same = (f.client, f.aanbieder) == (start.client, start.aanbieder)
            fits = f.product.categorie in (None, start.product.categorie) and f.product.code in (
                None,
                start.product.code,
            )
            holds = f.ingangsdatum <= op and (f.einddatum is None or f.einddatum >= op)
            if same and fits and holds and not _is_removed(f) and not _is_gestopt(starts, f, op):
                return True
    return False
