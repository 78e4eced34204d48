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
from berichtenverkeer.core.klok import NEDERLAND
from berichtenverkeer.validation.nagekeken import Bundelverslag, Nagekeken
from berichtenverkeer.validation.toetsing import Uitkomst
from berichtenverkeer.validation.verslagtekst import aantal, oordeel, totaal

_STIJL = """
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
BELEID = f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(_STIJL.encode()).digest()).decode()}'"
"""The Content-Security-Policy of the page: its own style, and nothing else."""

_PAGINA = Markup("""\
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
_TABEL = Markup("""\
<table>
<caption>{titel}</caption>
<thead><tr>{koppen}</tr></thead>
<tbody>
{rijen}
</tbody>
</table>
""")
_HISTORIE = {
    True: "Beoordeeld alsof de berichten nu werden ontvangen: ook met eerdere berichten en het register, elk apart.",
    False: "Alleen de berichten zelf zijn beoordeeld. Regels die eerdere berichten of het register nodig hebben, zijn "
    "overgeslagen.",
}
_LEEG = Markup("")
_REGELEINDE = Markup("\n")


def als_pagina(verslag: Bundelverslag, moment: datetime) -> str:
    """The whole page; `moment` is when the berichten were looked at."""
    return str(
        _PAGINA.format(
            beleid=BELEID,
            stijl=Markup(_STIJL),  # noqa: S704 (our own constant)
            totaal=totaal(verslag),
            moment=moment.astimezone(NEDERLAND).strftime("%d-%m-%Y %H:%M"),
            historie=_HISTORIE[verslag.historie],
            codes=_codes(verslag),
            overzicht=_overzicht(verslag.bestanden),
            details=_LEEG.join(_details(een) for een in verslag.bestanden if _heeft_meer(een)),
        )
    )


def _tabel(titel: str, koppen: Iterable[str], rijen: Iterable[Markup]) -> Markup:
    return _TABEL.format(
        titel=titel,
        koppen=_LEEG.join(Markup('<th scope="col">{}</th>').format(kop) for kop in koppen),
        rijen=_REGELEINDE.join(rijen),
    )


def _codes(verslag: Bundelverslag) -> Markup:
    if not verslag.codes:
        return _LEEG
    rij = Markup(
        '<tr><td><code>{}</code></td><td>{}</td><td class="getal">{}</td><td class="getal">{}</td><td>{}</td></tr>'
    )
    rijen = (
        rij.format(een.code, een.niveau, een.aantal_berichten, een.aantal_plaatsen, een.tekst) for een in verslag.codes
    )
    koppen = ("Code", "Niveau", "Bestanden", "Plaatsen", "Bijvoorbeeld")
    return Markup("<h2>Samenvatting</h2>\n") + _tabel("Hoe vaak elke code voorkomt", koppen, rijen)


def _overzicht(bestanden: Iterable[Nagekeken]) -> Markup:
    rij = Markup('<tr><td>{}</td><td>{}</td><td class="{}">{}</td>{}</tr>')
    rijen = (
        rij.format(
            een.bestand,
            een.berichtsoort or "onbekend",
            Uitkomst.GOED if een.geldig else Uitkomst.FOUT,
            "geldig" if een.geldig else "ongeldig",
            _LEEG.join(Markup('<td class="{0}">{0}</td>').format(een.niveaus[niveau]) for niveau in Niveau),
        )
        for een in bestanden
    )
    return _tabel("Uitkomst per bestand en niveau", ("Bestand", "Berichtsoort", "Oordeel", *Niveau), rijen)


def _heeft_meer(een: Nagekeken) -> bool:
    return bool(een.bevindingen or een.signalen or een.reden)


def _details(een: Nagekeken) -> Markup:
    deel = Markup("<h3>{}: {}</h3>\n").format(een.bestand, oordeel(een))
    if een.reden is not None:
        zin = Markup("<p>Niet alles is beoordeeld (<code>{}</code>): {} {}</p>\n")
        deel += zin.format(een.reden.code, een.reden.tekst, een.reden.actie)
    koppen = ("Regel", "Code", "Niveau", "Plaats", "Wat er mis is", "Wat te doen", "Retourcode")
    for titel, bevindingen in (("Bevindingen", een.bevindingen), ("Signalen", een.signalen)):
        if bevindingen:
            deel += _tabel(titel, koppen, map(_bevinding, bevindingen))
    if een.weggelaten:
        meer = aantal(een.weggelaten, "bevinding", "bevindingen")
        deel += Markup("<p>En nog {} die hier niet staan.</p>\n").format(meer)
    return deel


def _bevinding(een: Bevinding) -> Markup:
    cellen = Markup(
        '<tr><td class="getal">{}</td><td><code>{}</code></td><td>{}</td><td><code>{}</code></td>'
        "<td>{}</td><td>{}</td><td>{}</td></tr>"
    )
    return cellen.format(
        een.regelnummer or "", een.code, een.niveau, een.pad, een.tekst, een.actie, een.retourcode or ""
    )
