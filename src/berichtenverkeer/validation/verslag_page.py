# SPDX-License-Identifier: EUPL-1.2
"""The report of a bundle as one HTML page to read or print: nothing from outside, no script (decision 056).

All that is put into it goes through `Markup.format` and `Markup.join`, which escape what is not Markup itself. The page
forbids itself everything but its own style, by hash, so that even a mistake here could not load or run a thing.
"""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.validation.examining import Uitkomst
from berichtenverkeer.validation.nagekeken import Bundelverslag, Nagekeken
from berichtenverkeer.validation.verslag_text import count, oordeel, total

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 72rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
thead th { background: #eee; } td.getal { text-align: right; }
.goed { color: #0b5d1e; } .fout { color: #a30000; font-weight: bold; }
.overgeslagen { color: #555; font-style: italic; }
code { font-size: .95em; }
@media print {
  body { font-size: 10pt; margin: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; } tr { break-inside: avoid; } h2, h3, caption { break-after: avoid; }
  thead th { background: none; } .goed, .fout, .overgeslagen { color: inherit; }
}
"""
BELEID = f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
"""The Content-Security-Policy of the page: its own style, and nothing else."""

_PAGE = Markup("""\
<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{beleid}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nagekeken berichten</title>
<style>{stijl}</style>
</head>
<body>
<h1>Nagekeken berichten</h1>
<p>{totaal} Gemaakt op {moment}. Er is niets verstuurd of bewaard.</p>
<p>{historie}</p>
{codes}
<h2>Alle bestanden</h2>
{overzicht}
{details}
</body>
</html>
""")
_TABLE = Markup("""\
<table>
<caption>{titel}</caption>
<thead><tr>{koppen}</tr></thead>
<tbody>
{rijen}
</tbody>
</table>
""")
_HISTORY = {
    True: "Beoordeeld alsof de berichten nu werden ontvangen: ook met eerdere berichten en het register, elk apart.",
    False: "Alleen de berichten zelf zijn beoordeeld. Regels die eerdere berichten of het register nodig hebben, zijn "
    "overgeslagen.",
}
_EMPTY = Markup("")
_LINE_END = Markup("\n")


def as_page(verslag: Bundelverslag, moment: datetime) -> str:
    """The whole page; `moment` is when the berichten were looked at."""
    return str(
        _PAGE.format(
            beleid=BELEID,
            stijl=Markup(_STYLE),  # noqa: S704 (our own constant)
            totaal=total(verslag),
            moment=moment.astimezone(NETHERLANDS).strftime("%d-%m-%Y %H:%M"),
            historie=_HISTORY[verslag.historie],
            codes=_codes(verslag),
            overzicht=_overview(verslag.bestanden),
            details=_EMPTY.join(_details(one) for one in verslag.bestanden if _has_more(one)),
        )
    )


def _table(title: str, envelopes: Iterable[str], rows: Iterable[Markup]) -> Markup:
    return _TABLE.format(
        titel=title,
        koppen=_EMPTY.join(Markup('<th scope="col">{}</th>').format(envelope) for envelope in envelopes),
        rijen=_LINE_END.join(rows),
    )


def _codes(verslag: Bundelverslag) -> Markup:
    if not verslag.codes:
        return _EMPTY
    row = Markup(
        '<tr><td><code>{}</code></td><td>{}</td><td class="getal">{}</td><td class="getal">{}</td><td>{}</td></tr>'
    )
    rows = (
        row.format(one.code, one.niveau, one.aantal_berichten, one.aantal_plaatsen, one.tekst) for one in verslag.codes
    )
    envelopes = ("Code", "Niveau", "Bestanden", "Plaatsen", "Bijvoorbeeld")
    return Markup("<h2>Samenvatting</h2>\n") + _table("Hoe vaak elke code voorkomt", envelopes, rows)


def _overview(files: Iterable[Nagekeken]) -> Markup:
    row = Markup('<tr><td>{}</td><td>{}</td><td class="{}">{}</td>{}</tr>')
    rows = (
        row.format(
            one.bestand,
            one.berichtsoort or "onbekend",
            Uitkomst.GOED if one.geldig else Uitkomst.FOUT,
            "geldig" if one.geldig else "ongeldig",
            _EMPTY.join(Markup('<td class="{0}">{0}</td>').format(one.niveaus[niveau]) for niveau in Niveau),
        )
        for one in files
    )
    return _table("Uitkomst per bestand en niveau", ("Bestand", "Berichtsoort", "Oordeel", *Niveau), rows)


def _has_more(one: Nagekeken) -> bool:
    return bool(one.bevindingen or one.signalen or one.reden)


def _details(one: Nagekeken) -> Markup:
    part = Markup("<h3>{}: {}</h3>\n").format(one.bestand, oordeel(one))
    if one.reden is not None:
        sentence = Markup("<p>Niet alles is beoordeeld (<code>{}</code>): {} {}</p>\n")
        part += sentence.format(one.reden.code, one.reden.tekst, one.reden.actie)
    envelopes = ("Regel", "Code", "Niveau", "Plaats", "Wat er mis is", "Wat te doen", "Retourcode")
    for title, bevindingen in (("Bevindingen", one.bevindingen), ("Signalen", one.signalen)):
        if bevindingen:
            part += _table(title, envelopes, map(_bevinding, bevindingen))
    if one.weggelaten:
        more = count(one.weggelaten, "bevinding", "bevindingen")
        part += Markup("<p>En nog {} die hier niet staan.</p>\n").format(more)
    return part


def _bevinding(one: Bevinding) -> Markup:
    cells = Markup(
        '<tr><td class="getal">{}</td><td><code>{}</code></td><td>{}</td><td><code>{}</code></td>'
        "<td>{}</td><td>{}</td><td>{}</td></tr>"
    )
    return cells.format(
        one.regelnummer or "", one.code, one.niveau, one.pad, one.tekst, one.actie, one.retourcode or ""
    )
