# SPDX-License-Identifier: EUPL-1.2
"""Reports as tables for a terminal and as CSV."""

import csv as csvlib
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import msgspec
from rich.console import Console
from rich.table import Table

from berichtenverkeer.gateway.rapportages import Bewegingenlijst, Stroomrapport, Verantwoording, Wachtrapport
from berichtenverkeer.stromen.cijfers import Periodecijfers, Plekcijfers
from berichtenverkeer.stromen.wachtcijfers import Verdeling, Wachtcijfers
from berichtenverkeer.stromen.wachtlijst import Wachtregel

BREEDTE = 140
"""Columns of a report that goes to a file or a pipe."""


def stromen(rapport: Stroomrapport) -> None:
    """Flows, the transfers between plekken, and how complete the berichten are."""
    console = _console(rapport.verantwoording)
    tabel = _tabel(
        "Stromen",
        ("periode", "plek"),
        ("begin", "instroom", "stapeling", "doorstroom", "uitstroom", "afbouw", "doorstroom", "eind", "voorlopig"),
    )
    for periode in rapport.perioden:
        for een in (periode.regio, *periode.plekken):
            tabel.add_row(periode.periode.naam, _naam(een), *_getallen(een), end_section=een is _laatste(periode))
    console.print(tabel)
    _doorstroom(console, rapport.perioden)
    _volledigheid(console, rapport.perioden)
    _onbevestigd(console, rapport.perioden)


def _getallen(een: Plekcijfers) -> list[str]:
    uit = een.uitstroom + een.verondersteld
    kolommen = (een.stand_begin, een.instroom, een.stapeling, een.doorstroom_in, uit, een.afbouw, een.doorstroom_uit)
    return [str(getal) for getal in (*kolommen, een.stand_eind, een.in_voorlopig + een.uit_voorlopig)]


def _doorstroom(console: Console, perioden: Sequence[Periodecijfers]) -> None:
    tabel = _tabel(
        "Doorstroom (naar aankomst)",
        ("periode", "van", "naar"),
        ("aankomsten", "eerder vertrokken", "vertrokken, eerder aangekomen", "vertrokken, later aangekomen"),
    )
    for periode in perioden:
        for cel in periode.doorstroom:
            getallen = (cel.aankomsten, cel.eerder_vertrokken, cel.eerder_aangekomen, cel.later_aangekomen)
            tabel.add_row(periode.periode.naam, cel.van, cel.naar, *map(str, getallen))
    if tabel.row_count:
        console.print(tabel)


def _volledigheid(console: Console, perioden: Sequence[Periodecijfers]) -> None:
    tabel = _tabel(
        "Waarop de cijfers rusten (regio)",
        ("periode",),
        (
            "toewijzingen met start",
            "beëindigd met stop",
            "stops met reden",
            "instroom met verwijzer",
            "zonder stop na einddatum",
            "> 6 mnd onderbroken",
            "zonder toewijzing",
        ),
    )
    for periode in perioden:
        regio, deel = periode.regio, periode.regio.volledigheid
        tabel.add_row(
            periode.periode.naam,
            _aandeel(deel.met_levering, deel.toewijzingen),
            _aandeel(deel.met_stop, deel.beeindigd),
            _aandeel(deel.met_reden, deel.stops),
            _aandeel(deel.met_verwijzer, deel.instroom),
            str(regio.zonder_stop_na_einddatum),
            str(regio.langer_dan_6_maanden_onderbroken),
            str(regio.zonder_toewijzing),
        )
    console.print(tabel)


_TE_BEVESTIGEN = {
    "begin": "stand_begin",
    "in": "in_totaal",
    "uit": "uit_totaal",
    "eind": "stand_eind",
    "toewijzingen": "toewijzingen",
    "stops": "stops",
}
"""Column -> which figure of Onbevestigd; the others are in JSON and CSV."""


def _onbevestigd(console: Console, perioden: Sequence[Periodecijfers]) -> None:
    """What receivers who answer themselves have still to confirm; nothing when there is nothing."""
    titel = "Daarvan onbevestigd: de ontvanger antwoordt zelf en heeft dat nog niet gedaan"
    tabel = _tabel(titel, ("periode", "plek"), tuple(_TE_BEVESTIGEN))
    for periode in perioden:
        for een in (periode.regio, *periode.plekken):
            getallen = [getattr(een.onbevestigd, naam) for naam in _TE_BEVESTIGEN.values()]
            if any(getallen):
                tabel.add_row(periode.periode.naam, _naam(een), *map(str, getallen))
    if tabel.row_count:
        console.print(tabel)


def wachttijden(rapport: Wachtrapport) -> None:
    """Medians and p90 beside numbers; per cent within the norm where there is one; and who waits how long already."""
    console = _console(rapport.verantwoording)
    tabel = _tabel(
        "Wachttijden: aantal, mediaan / p90 in dagen (antwoord: werkdagen), binnen norm",
        ("periode", "plek"),
        ("antwoord", "toewijzing tot start", "wachttijd", "doorlooptijd", "crisis > 28 dagen"),
    )
    lijst = _tabel(
        "Wachtlijst op de laatste dag: hoe lang zij al wachten, in dagen en per klasse van weken",
        ("periode", "plek"),
        (
            "wachtenden",
            "mediaan / p90 / langst",
            "tot 4",
            "6",
            "13",
            "26",
            "52",
            "langer",
            "vervallen",
            "niet te meten",
        ),
    )
    for periode in rapport.perioden:
        for een in (periode.regio, *periode.plekken):
            verdelingen = (een.antwoordtijd, een.toewijzing_tot_start, een.wachttijd, een.doorlooptijd)
            crisis = _met_onbevestigd(str(een.crisis_te_lang), een.crisis_te_lang_onbevestigd)
            tabel.add_row(periode.periode.naam, _naam(een), *map(_verdeling, verdelingen), crisis)
            lijst.add_row(periode.periode.naam, _naam(een), *_wachtlijst(een), str(een.niet_te_meten or "-"))
        tabel.add_section()
        lijst.add_section()
    console.print(tabel)
    console.print(lijst)


NIET_TE_METEN = "niet te meten"
"""What stands where a figure is absent: care without toewijzing has no waiting."""


def _wachtlijst(een: Wachtcijfers) -> list[str]:
    if een.wachtlijst is None:
        return [NIET_TE_METEN, *[""] * 7, NIET_TE_METEN]
    lijst, klassen = een.wachtlijst, msgspec.structs.astuple(een.wachtlijst.klassen)
    duren = f"{lijst.mediaan} / {lijst.p90} / {lijst.langst}" if lijst.aantal else "-"
    if lijst.met_norm:
        duren += f", {_aandeel(lijst.binnen_norm, lijst.met_norm)}"
    duren += f" (negatief: {lijst.negatief})" if lijst.negatief else ""
    aantal = _met_onbevestigd(str(een.wachtenden), een.wachtenden_onbevestigd or 0)
    afgelopen = _met_onbevestigd(str(een.vervallen), een.vervallen_onbevestigd or 0)
    return [aantal, duren, *map(str, klassen), afgelopen]


def wachtregels(rapport: Wachtrapport, lijst: str) -> None:
    """One toewijzing a line: who waits, or whose toewijzing lapsed."""
    console = _console(rapport.verantwoording)
    kolommen = ("periode", "client", "plek", "gemeente", "toewijzing", "aanbieder", "product", "sinds", "einddatum")
    tabel = _tabel(lijst.capitalize(), kolommen, ("dagen", "norm", "bijzonderheid"))
    for periode in rapport.perioden:
        regels: list[Wachtregel] = getattr(periode, lijst)
        for een in regels:
            product = f"{een.categorie or ''} {een.code or ''}".strip()
            wie = (een.client, een.plek, een.gemeente, str(een.toewijzing_nummer), een.aanbieder, product)
            wat = ["over de norm" if een.over_norm else None, "onbevestigd" if een.onbevestigd else None]
            wanneer = (
                str(een.sinds),
                str(een.einddatum or ""),
                str(een.dagen),
                "" if een.norm_dagen is None else str(een.norm_dagen),
            )
            tabel.add_row(periode.periode.naam, *wie, *wanneer, ", ".join(filter(None, wat)))
    console.print(tabel)


def bewegingen(lijst: Bewegingenlijst) -> None:
    """One movement a line."""
    console = _console(lijst.verantwoording)
    kolommen = ("client", "datum", "richting", "plek", "soort", "andere plek", "bijzonderheid", "berichten")
    tabel = _tabel("Bewegingen", kolommen, ())
    for een in lijst.bewegingen:
        daar = f"{een.andere_plek} ({een.andere_datum})" if een.andere_plek else ""
        bijzonder = [een.beroep, een.reden and f"reden {een.reden}", "voorlopig" if een.voorlopig else None]
        bijzonder.append("onbevestigd" if een.onbevestigd else None)
        plek = (een.client, str(een.datum), een.richting, een.plek, een.soort, daar)
        tabel.add_row(*plek, ", ".join(filter(None, bijzonder)), "\n".join(map(str, een.berichten)))
    console.print(tabel)


def csv(verantwoording: Verantwoording, regels: Iterable[Any], uit: TextIO) -> None:
    """A line per period and plek (or per movement), each with what it rests on; `;` between cells."""
    bron = {
        naam: getattr(verantwoording, naam)
        for naam in ("definitieversie", "k", "dag_k", "register_versie", "dimensie", "termijn")
    } | {"met_verondersteld_einde": verantwoording.verondersteld}
    schrijver = None
    for regel in regels:
        periode, een = regel if isinstance(regel, tuple) else (None, regel)
        wanneer = {"periode": periode.naam, "begin": periode.begin, "eind": periode.eind} if periode else {}
        rij = wanneer | _plat(een) | bron
        if schrijver is None:
            schrijver = csvlib.DictWriter(uit, rij, delimiter=";", lineterminator="\n")
            schrijver.writeheader()
        schrijver.writerow(rij)


def _plat(een: msgspec.Struct, voor: str = "") -> dict[str, object]:
    """Every field under its own name; those of a field with fields under both names, empty when it is absent."""
    rij: dict[str, object] = {}
    for veld in msgspec.structs.fields(een):
        naam, waarde = veld.name, getattr(een, veld.name)
        if waarde is None and isinstance(veld.default, msgspec.Struct):
            rij |= dict.fromkeys(_plat(veld.default, f"{voor}{naam}_"))
        elif isinstance(waarde, msgspec.Struct):
            rij |= _plat(waarde, f"{voor}{naam}_")
        elif isinstance(waarde, dict):
            rij[voor + naam] = " ".join(f"{code}:{aantal}" for code, aantal in waarde.items())
        else:
            rij[voor + naam] = " ".join(map(str, waarde)) if isinstance(waarde, tuple) else waarde
    return rij


def _console(waarover: Verantwoording) -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = BREEDTE
    register = f"register {waarover.register_versie} van {waarover.register_dag or 'onbekende dag'}"
    console.print(
        f"{waarover.regio}, {waarover.perioden[0].begin} tot en met {waarover.perioden[-1].eind},"
        f" per {waarover.dimensie}. Zoals bekend op {waarover.dag_k} (K = {waarover.k}), {register}."
        f" Definitieversie {waarover.definitieversie}, doorstroomtermijn {waarover.termijn} dagen."
        f" Later precies hetzelfde: --k {waarover.k} --dag-k {waarover.dag_k}"
    )
    return console


def _tabel(titel: str, teksten: Sequence[str], getallen: Sequence[str]) -> Table:
    tabel = Table(title=titel, title_justify="left")
    for naam in teksten:
        tabel.add_column(naam)
    for naam in getallen:
        tabel.add_column(naam, justify="right")
    return tabel


def _laatste(periode: Periodecijfers) -> Plekcijfers:
    return periode.plekken[-1]


def _naam(een: Plekcijfers | Wachtcijfers) -> str:
    return f"{een.plek} {een.naam}".strip()


def _verdeling(een: Verdeling | None) -> str:
    if een is None:
        return NIET_TE_METEN
    if not een.aantal:
        return "-" if not een.negatief else f"- (negatief: {een.negatief})"
    tekst = f"{een.aantal}: {een.mediaan} / {een.p90}"
    if een.met_norm:
        tekst += f", {_aandeel(een.binnen_norm, een.met_norm)}"
    return _met_onbevestigd(tekst, een.onbevestigd) + (f" (negatief: {een.negatief})" if een.negatief else "")


def _met_onbevestigd(tekst: str, aantal: int) -> str:
    return tekst + (f" (onbevestigd: {aantal})" if aantal else "")


def _aandeel(deel: int, geheel: int) -> str:
    return f"{100 * deel // geheel} %" if geheel else "-"
