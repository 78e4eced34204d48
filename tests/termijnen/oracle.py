# SPDX-License-Identifier: EUPL-1.2
"""The terms of the standard read aloud over the gebeurtenissen themselves: slow, day by day, without state or SQL.

Working days are counted on a calendar that is written out here, so that this file shares nothing with what it judges.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
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

DAG = timedelta(days=1)
FEESTDAGEN = {
    date(jaar, *dag)
    for jaar, dagen in {
        2025: ((1, 1), (4, 18), (4, 21), (5, 5), (5, 29), (6, 9), (12, 25), (12, 26)),
        2026: ((1, 1), (4, 3), (4, 6), (4, 27), (5, 5), (5, 14), (5, 25), (12, 25)),
        2027: ((1, 1), (3, 26), (3, 29), (4, 27), (5, 5), (5, 6), (5, 17)),
    }.items()
    for dag in dagen
}


class Klok(NamedTuple):
    soort: str
    partij: str
    wederpartij: str
    sleutel: str
    van: date
    deadline: date
    voldaan_op: date | None
    werkdagen: int
    te_laat: int


def is_werkdag(dag: date) -> bool:
    return dag.weekday() < 5 and dag not in FEESTDAGEN


def werkdagen(van: date, tot: date) -> int:
    """After `van`, up to and including `tot`; below zero when `tot` comes first."""
    if tot < van:
        return -werkdagen(tot, van)
    aantal = 0
    while van < tot:
        van += DAG
        aantal += is_werkdag(van)
    return aantal


def na_werkdagen(van: date, aantal: int) -> date:
    while aantal:
        van += DAG
        aantal -= is_werkdag(van)
    return van


def na_dagen(van: date, aantal: int) -> date:
    """Algemene termijnenwet, article 1: not on a Saturday, a Sunday or a holiday."""
    tot = van + aantal * DAG
    while not is_werkdag(tot):
        tot += DAG
    return tot


def _klok(
    soort: str, wie: tuple[str, str], sleutel: str, van: date, deadline: date, voldaan: date | None, op: date
) -> Klok:
    tot = voldaan or op
    te_laat = max(0, werkdagen(deadline, tot))
    return Klok(soort, *wie, sleutel, van, deadline, voldaan, werkdagen(van, tot), te_laat)


def klokken(feiten: Sequence[Gebeurtenis], op: date) -> list[Klok]:
    """What is owed on the day `op` after these gebeurtenissen, in ledger order."""
    return sorted([*_verzoeken(feiten, op), *_zorg(feiten, op)], key=str)


# --- requests -----------------------------------------------------------------------------------------------------


def _verzoeken(feiten: Sequence[Gebeurtenis], op: date) -> Iterable[Klok]:
    for vraag in feiten:
        if not isinstance(vraag, VerzoekOntvangen | WijzigingVerzocht):
            continue
        wie, sleutel = (vraag.gemeente, vraag.aanbieder), f"verzoek/{vraag.referentie}"
        telt = _antwoorden(feiten, vraag)
        onderzocht = [f.ontvangen_op for f in telt if isinstance(f, VerzoekInOnderzoek)]
        afgewezen = [f for f in telt if isinstance(f, VerzoekAfgewezen)]
        toegewezen = _toewijzingen_op(feiten, vraag)
        besluiten = sorted([*(f.ontvangen_op for f in afgewezen), *toegewezen])
        antwoorden = sorted([*onderzocht, *besluiten])
        soort = "antwoord-verzoek" if isinstance(vraag, VerzoekOntvangen) else "antwoord-wijziging"
        van = vraag.ontvangen_op
        yield _klok(soort, wie, sleutel, van, na_werkdagen(van, 5), next(iter(antwoorden), None), op)
        if onderzocht:
            van = vraag.dagtekening
            yield _klok("eindantwoord", wie, sleutel, van, na_dagen(van, 56), next(iter(besluiten), None), op)
        if afgewezen and afgewezen[-1].reden == "8":
            van, voldaan = vraag.ontvangen_op, min(f.ontvangen_op for f in afgewezen)
            yield _klok("woonplaatsbeginsel", wie, sleutel, van, na_dagen(van, 14), voldaan, op)


def _antwoorden(
    feiten: Sequence[Gebeurtenis], vraag: VerzoekOntvangen | WijzigingVerzocht
) -> Iterable[VerzoekAfgewezen | VerzoekInOnderzoek]:
    """The JW319's that say anything: after the request, and before it was rejected or granted (TR359, TR365)."""
    gevonden = []
    for feit in feiten[feiten.index(vraag) :]:
        if isinstance(feit, ToewijzingVastgesteld) and feit.referentie_aanbieder == vraag.referentie:
            break
        if isinstance(feit, VerzoekAfgewezen | VerzoekInOnderzoek) and _over(feit, vraag):
            gevonden.append(feit)
            if isinstance(feit, VerzoekAfgewezen):
                break
    return gevonden


def _toewijzingen_op(feiten: Sequence[Gebeurtenis], vraag: VerzoekOntvangen | WijzigingVerzocht) -> list[date]:
    """On which days it was granted: what came before the request counts when nothing came after it."""
    voor, na = feiten[: feiten.index(vraag)], feiten[feiten.index(vraag) :]
    for deel in (na, voor):
        dagen = [
            f.ontvangen_op
            for f in deel
            if isinstance(f, ToewijzingVastgesteld) and f.referentie_aanbieder == vraag.referentie
        ]
        if dagen:
            return dagen
    return []


def _over(antwoord: VerzoekAfgewezen | VerzoekInOnderzoek, vraag: VerzoekOntvangen | WijzigingVerzocht) -> bool:
    return (antwoord.aanbieder, antwoord.referentie) == (vraag.aanbieder, vraag.referentie)


# --- care ---------------------------------------------------------------------------------------------------------


class _Start(NamedTuple):
    """A start that was not removed, with the stops on it that were not removed."""

    feit: LeveringGestart
    tijdelijk: LeveringGestopt | None
    definitief: LeveringGestopt | None


def _zorg(feiten: Sequence[Gebeurtenis], op: date) -> Iterable[Klok]:
    starts = _starts(feiten)
    for een in starts:
        feit = een.feit
        wie = feit.aanbieder, feit.gemeente
        product = f"{feit.product.categorie or ''}/{feit.product.code or ''}"
        sleutel = f"levering/{feit.toewijzing_nummer or ''}/{product}/{feit.begindatum}"
        versies = _versies(feiten, feit)
        if feit.ontvangen_op is not None:
            van = max(feit.begindatum, min((v.ontvangen_op for v in versies), default=feit.begindatum))
            yield _klok("start", wie, sleutel, van, na_werkdagen(van, 5), feit.ontvangen_op, op)
        stop = een.tijdelijk or een.definitief
        if stop is not None and stop.ontvangen_op is not None:
            deadline = na_werkdagen(stop.einddatum, 5)
            yield _klok("stop", wie, sleutel, stop.einddatum, deadline, stop.ontvangen_op, op)
        if een.definitief is None and versies and not _is_hervat(een, starts):
            einde = versies[-1].einddatum
            if einde is None or einde >= op or _is_verwijderd(versies[-1]) or _gaat_verder(feiten, starts, feit, op):
                continue
            van = max(einde, feit.begindatum, *_stops_elders(starts, feit, op))
            klok = _klok("stop-verwacht", wie, sleutel, van, na_werkdagen(van, 5), None, op)
            if klok.te_laat:
                yield klok


def _starts(feiten: Sequence[Gebeurtenis]) -> list[_Start]:
    gevonden: dict[str, _Start] = {}
    for feit in feiten:
        if not isinstance(feit, LeveringGestart | StartVerwijderd | LeveringGestopt | StopVerwijderd):
            continue
        sleutel = str((feit.client, feit.gemeente, feit.aanbieder, feit.toewijzing_nummer, feit.product))
        sleutel += str(feit.begindatum)
        match feit:
            case LeveringGestart():
                gevonden.setdefault(sleutel, _Start(feit, None, None))
            case StartVerwijderd() if sleutel in gevonden and gevonden[sleutel][1:] == (None, None):
                del gevonden[sleutel]
            case LeveringGestopt() if sleutel in gevonden and _stop_van(gevonden[sleutel], feit.reden) is None:
                gevonden[sleutel] = _met_stop(gevonden[sleutel], feit.reden, feit)
            case StopVerwijderd() if sleutel in gevonden:
                stop = _stop_van(gevonden[sleutel], feit.reden)
                if stop is not None and (stop.einddatum, stop.reden) == (feit.einddatum, feit.reden):
                    gevonden[sleutel] = _met_stop(gevonden[sleutel], feit.reden, None)
    return list(gevonden.values())


def _stop_van(start: _Start, reden: str) -> LeveringGestopt | None:
    return start.tijdelijk if reden == "20" else start.definitief


def _met_stop(start: _Start, reden: str, stop: LeveringGestopt | None) -> _Start:
    return start._replace(tijdelijk=stop) if reden == "20" else start._replace(definitief=stop)


def _versies(feiten: Sequence[Gebeurtenis], start: LeveringGestart) -> list[ToewijzingVastgesteld]:
    """Of the toewijzing that a start is on, in the order in which they were decided."""
    eigen = [
        f
        for f in feiten
        if isinstance(f, ToewijzingVastgesteld) and (f.gemeente, f.nummer) == (start.gemeente, start.toewijzing_nummer)
    ]
    return sorted(eigen, key=lambda f: (f.toewijzingsdatum, f.toewijzingstijd))


def _is_verwijderd(versie: ToewijzingVastgesteld) -> bool:
    return versie.einddatum == versie.ingangsdatum and versie.reden_wijziging in ("13", "01")


def _is_hervat(een: _Start, starts: Sequence[_Start]) -> bool:
    if een.tijdelijk is None:
        return False
    zelfde = (
        ander.feit
        for ander in starts
        if (ander.feit.client, ander.feit.gemeente, ander.feit.aanbieder, ander.feit.toewijzing_nummer)
        == (een.feit.client, een.feit.gemeente, een.feit.aanbieder, een.feit.toewijzing_nummer)
    )
    return any(f.begindatum > een.feit.begindatum and f.begindatum >= een.tijdelijk.einddatum for f in zelfde)


def _stops_elders(starts: Sequence[_Start], start: LeveringGestart, op: date) -> list[date]:
    """When the same care, begun later under another number, stopped before `op`."""

    def wat(een: LeveringGestart) -> tuple[object, ...]:
        return een.client, een.gemeente, een.aanbieder, een.product

    return [
        een.definitief.einddatum
        for een in starts
        if een.definitief is not None and een.definitief.einddatum < op and wat(een.feit) == wat(start)
        if een.feit.toewijzing_nummer not in (None, start.toewijzing_nummer) and een.feit.begindatum > start.begindatum
    ]


def _is_gestopt(starts: Sequence[_Start], ander: ToewijzingVastgesteld, op: date) -> bool:
    """Whether the last care that began on a toewijzing stopped for good before `op`."""
    eigen = [
        een
        for een in starts
        if (een.feit.client, een.feit.gemeente, een.feit.aanbieder, een.feit.toewijzing_nummer)
        == (ander.client, ander.gemeente, ander.aanbieder, ander.nummer)
    ]
    if not eigen:
        return False
    laatst = max(een.feit.begindatum for een in eigen)
    return all(
        een.definitief is not None and een.definitief.einddatum < op for een in eigen if een.feit.begindatum == laatst
    )


def _gaat_verder(feiten: Sequence[Gebeurtenis], starts: Sequence[_Start], start: LeveringGestart, op: date) -> bool:
    """Whether another toewijzing for the same care at the same aanbieder is in force on `op`, and its care not over."""
    nummers = {f.nummer for f in feiten if isinstance(f, ToewijzingVastgesteld)} - {start.toewijzing_nummer}
    for nummer in nummers:
        laatste = sorted(
            (
                f
                for f in feiten
                if isinstance(f, ToewijzingVastgesteld) and (f.gemeente, f.nummer) == (start.gemeente, nummer)
            ),
            key=lambda f: (f.toewijzingsdatum, f.toewijzingstijd),
        )[-1:]
        for f in laatste:
            zelfde = (f.client, f.aanbieder) == (start.client, start.aanbieder)
            past = f.product.categorie in (None, start.product.categorie) and f.product.code in (
                None,
                start.product.code,
            )
            geldt = f.ingangsdatum <= op and (f.einddatum is None or f.einddatum >= op)
            if zelfde and past and geldt and not _is_verwijderd(f) and not _is_gestopt(starts, f, op):
                return True
    return False
