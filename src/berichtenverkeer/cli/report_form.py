# SPDX-License-Identifier: EUPL-1.2
"""Reports as tables for a terminal and as CSV."""

import csv as csvlib
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import msgspec
from rich.console import Console
from rich.table import Table

from berichtenverkeer.gateway.reports import Bewegingenlijst, Stroomrapport, Verantwoording, Wachtrapport
from berichtenverkeer.stromen.figures import Periodecijfers, Plekcijfers
from berichtenverkeer.stromen.wachtlijst import Wachtregel
from berichtenverkeer.stromen.wait_figures import Verdeling, Wachtcijfers

WIDTH = 140
"""Columns of a report that goes to a file or a pipe."""


def stromen(report: Stroomrapport) -> None:
    """Flows, the transfers between plekken, and how complete the berichten are."""
    console = _console(report.verantwoording)
    table = _table(
        "Stromen",
        ("periode", "plek"),
        ("begin", "instroom", "stapeling", "doorstroom", "uitstroom", "afbouw", "doorstroom", "eind", "voorlopig"),
    )
    for periode in report.perioden:
        for one in (periode.regio, *periode.plekken):
            table.add_row(periode.periode.naam, _name(one), *_numerals(one), end_section=one is _last(periode))
    console.print(table)
    _doorstroom(console, report.perioden)
    _volledigheid(console, report.perioden)
    _onbevestigd(console, report.perioden)


def _numerals(one: Plekcijfers) -> list[str]:
    out = one.uitstroom + one.verondersteld
    columns = (one.stand_begin, one.instroom, one.stapeling, one.doorstroom_in, out, one.afbouw, one.doorstroom_uit)
    return [str(numeral) for numeral in (*columns, one.stand_eind, one.in_voorlopig + one.uit_voorlopig)]


def _doorstroom(console: Console, perioden: Sequence[Periodecijfers]) -> None:
    table = _table(
        "Doorstroom (naar aankomst)",
        ("periode", "van", "naar"),
        ("aankomsten", "eerder vertrokken", "vertrokken, eerder aangekomen", "vertrokken, later aangekomen"),
    )
    for periode in perioden:
        for cell in periode.doorstroom:
            numerals = (cell.aankomsten, cell.eerder_vertrokken, cell.eerder_aangekomen, cell.later_aangekomen)
            table.add_row(periode.periode.naam, cell.van, cell.naar, *map(str, numerals))
    if table.row_count:
        console.print(table)


def _volledigheid(console: Console, perioden: Sequence[Periodecijfers]) -> None:
    table = _table(
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
        regio, part = periode.regio, periode.regio.volledigheid
        table.add_row(
            periode.periode.naam,
            _share(part.met_levering, part.toewijzingen),
            _share(part.met_stop, part.beeindigd),
            _share(part.met_reden, part.stops),
            _share(part.met_verwijzer, part.instroom),
            str(regio.zonder_stop_na_einddatum),
            str(regio.langer_dan_6_maanden_onderbroken),
            str(regio.zonder_toewijzing),
        )
    console.print(table)


_TO_CONFIRM = {
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
    title = "Daarvan onbevestigd: de ontvanger antwoordt zelf en heeft dat nog niet gedaan"
    table = _table(title, ("periode", "plek"), tuple(_TO_CONFIRM))
    for periode in perioden:
        for one in (periode.regio, *periode.plekken):
            numerals = [getattr(one.onbevestigd, name) for name in _TO_CONFIRM.values()]
            if any(numerals):
                table.add_row(periode.periode.naam, _name(one), *map(str, numerals))
    if table.row_count:
        console.print(table)


def wachttijden(report: Wachtrapport) -> None:
    """Medians and p90 beside numbers; per cent within the norm where there is one; and who waits how long already."""
    console = _console(report.verantwoording)
    table = _table(
        "Wachttijden: aantal, mediaan / p90 in dagen (antwoord: werkdagen), binnen norm",
        ("periode", "plek"),
        ("antwoord", "toewijzing tot start", "wachttijd", "doorlooptijd", "crisis > 28 dagen"),
    )
    listing = _table(
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
    for periode in report.perioden:
        for one in (periode.regio, *periode.plekken):
            distributions = (one.antwoordtijd, one.toewijzing_tot_start, one.wachttijd, one.doorlooptijd)
            crisis = _with_onbevestigd(str(one.crisis_te_lang), one.crisis_te_lang_onbevestigd)
            table.add_row(periode.periode.naam, _name(one), *map(_distribution, distributions), crisis)
            listing.add_row(periode.periode.naam, _name(one), *_wachtlijst(one), str(one.niet_te_meten or "-"))
        table.add_section()
        listing.add_section()
    console.print(table)
    console.print(listing)


NOT_MEASURABLE = "niet te meten"
"""What stands where a figure is absent: care without toewijzing has no waiting."""


def _wachtlijst(one: Wachtcijfers) -> list[str]:
    if one.wachtlijst is None:
        return [NOT_MEASURABLE, *[""] * 7, NOT_MEASURABLE]
    listing, classes = one.wachtlijst, msgspec.structs.astuple(one.wachtlijst.klassen)
    durations = f"{listing.mediaan} / {listing.p90} / {listing.langst}" if listing.aantal else "-"
    if listing.met_norm:
        durations += f", {_share(listing.binnen_norm, listing.met_norm)}"
    durations += f" (negatief: {listing.negatief})" if listing.negatief else ""
    count = _with_onbevestigd(str(one.wachtenden), one.wachtenden_onbevestigd or 0)
    finished = _with_onbevestigd(str(one.vervallen), one.vervallen_onbevestigd or 0)
    return [count, durations, *map(str, classes), finished]


def wachtregels(report: Wachtrapport, listing: str) -> None:
    """One toewijzing a line: who waits, or whose toewijzing lapsed."""
    console = _console(report.verantwoording)
    columns = ("periode", "client", "plek", "gemeente", "toewijzing", "aanbieder", "product", "sinds", "einddatum")
    table = _table(listing.capitalize(), columns, ("dagen", "norm", "bijzonderheid"))
    for periode in report.perioden:
        regels: list[Wachtregel] = getattr(periode, listing)
        for one in regels:
            product = f"{one.categorie or ''} {one.code or ''}".strip()
            who = (one.client, one.plek, one.gemeente, str(one.toewijzing_nummer), one.aanbieder, product)
            what = ["over de norm" if one.over_norm else None, "onbevestigd" if one.onbevestigd else None]
            when = (
                str(one.sinds),
                str(one.einddatum or ""),
                str(one.dagen),
                "" if one.norm_dagen is None else str(one.norm_dagen),
            )
            table.add_row(periode.periode.naam, *who, *when, ", ".join(filter(None, what)))
    console.print(table)


def bewegingen(listing: Bewegingenlijst) -> None:
    """One movement a line."""
    console = _console(listing.verantwoording)
    columns = ("client", "datum", "richting", "plek", "soort", "andere plek", "bijzonderheid", "berichten")
    table = _table("Bewegingen", columns, ())
    for one in listing.bewegingen:
        there = f"{one.andere_plek} ({one.andere_datum})" if one.andere_plek else ""
        special = [one.beroep, one.reden and f"reden {one.reden}", "voorlopig" if one.voorlopig else None]
        special.append("onbevestigd" if one.onbevestigd else None)
        plek = (one.client, str(one.datum), one.richting, one.plek, one.soort, there)
        table.add_row(*plek, ", ".join(filter(None, special)), "\n".join(map(str, one.berichten)))
    console.print(table)


def csv(verantwoording: Verantwoording, regels: Iterable[Any], out: TextIO) -> None:
    """A line per period and plek (or per movement), each with what it rests on; `;` between cells."""
    origin = {
        name: getattr(verantwoording, name)
        for name in ("definitieversie", "k", "dag_k", "register_versie", "dimensie", "termijn")
    } | {"met_verondersteld_einde": verantwoording.verondersteld}
    writer = None
    for regel in regels:
        periode, one = regel if isinstance(regel, tuple) else (None, regel)
        when = {"periode": periode.naam, "begin": periode.begin, "eind": periode.eind} if periode else {}
        row = when | _flat(one) | origin
        if writer is None:
            writer = csvlib.DictWriter(out, row, delimiter=";", lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)


def _flat(one: msgspec.Struct, before: str = "") -> dict[str, object]:
    """Every field under its own name; those of a field with fields under both names, empty when it is absent."""
    row: dict[str, object] = {}
    for field in msgspec.structs.fields(one):
        name, value = field.name, getattr(one, field.name)
        if value is None and isinstance(field.default, msgspec.Struct):
            row |= dict.fromkeys(_flat(field.default, f"{before}{name}_"))
        elif isinstance(value, msgspec.Struct):
            row |= _flat(value, f"{before}{name}_")
        elif isinstance(value, dict):
            row[before + name] = " ".join(f"{code}:{count}" for code, count in value.items())
        else:
            row[before + name] = " ".join(map(str, value)) if isinstance(value, tuple) else value
    return row


def _console(what_about: Verantwoording) -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    register = f"register {what_about.register_versie} van {what_about.register_dag or 'onbekende dag'}"
    console.print(
        f"{what_about.regio}, {what_about.perioden[0].begin} tot en met {what_about.perioden[-1].eind},"
        f" per {what_about.dimensie}. Zoals bekend op {what_about.dag_k} (K = {what_about.k}), {register}."
        f" Definitieversie {what_about.definitieversie}, doorstroomtermijn {what_about.termijn} dagen."
        f" Later precies hetzelfde: --k {what_about.k} --dag-k {what_about.dag_k}"
    )
    return console


def _table(title: str, texts: Sequence[str], numerals: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in texts:
        table.add_column(name)
    for name in numerals:
        table.add_column(name, justify="right")
    return table


def _last(periode: Periodecijfers) -> Plekcijfers:
    return periode.plekken[-1]


def _name(one: Plekcijfers | Wachtcijfers) -> str:
    return f"{one.plek} {one.naam}".strip()


def _distribution(one: Verdeling | None) -> str:
    if one is None:
        return NOT_MEASURABLE
    if not one.aantal:
        return "-" if not one.negatief else f"- (negatief: {one.negatief})"
    text = f"{one.aantal}: {one.mediaan} / {one.p90}"
    if one.met_norm:
        text += f", {_share(one.binnen_norm, one.met_norm)}"
    return _with_onbevestigd(text, one.onbevestigd) + (f" (negatief: {one.negatief})" if one.negatief else "")


def _with_onbevestigd(text: str, count: int) -> str:
    return text + (f" (onbevestigd: {count})" if count else "")


def _share(part: int, whole: int) -> str:
    return f"{100 * part // whole} %" if whole else "-"
