# SPDX-License-Identifier: EUPL-1.2
"""Rules of the standard as a table; these and our own codes one by one in full, and as the page docs/regels.md."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.rapportvorm import BREEDTE
from berichtenverkeer.core.bevinding import Gevolg
from berichtenverkeer.regels.catalogus import Catalogusregel, Regelsoort
from berichtenverkeer.regels.melding import Melding
from berichtenverkeer.regels.regel import Staat

_LEESBAAR = 100
"""Columns of a line of text that still reads well."""
_TWEE_SOORTEN, _VIER_SOORTEN = len("JW301 JW302"), len("JW301 JW302 JW305 JW306")

_KOP = """\
# Rules

Every rule of iJw 3.2 and what becomes of it here, written by `berichtenverkeer rules --markdown` from the
declarations in `src/berichtenverkeer/regels/`: change those, not this page. The text is ours and in Dutch, for who
handles a bericht. One rule: `berichtenverkeer rules TR074`, or `GET /v1/regels/TR074`. What the gateway has to say
besides has codes of its own, below: [Codes of our own](#codes-of-our-own).

"""
_EIGEN = """
# Codes of our own

What no rule of the standard says. Each is declared in `src/berichtenverkeer/regels/meldingen/`, with how serious it is
and what it means for the bericht; a finding may say at its place more exactly what is wrong. One code:
`berichtenverkeer rules SIGNAAL-OP257`.
"""
_GEVOLGEN = {
    Gevolg.WEIGERING: "het bericht wordt niet aangenomen; bewaard wordt alleen dat het is geweigerd",
    Gevolg.AFKEURING: "het bericht wordt bewaard en afgekeurd: het wordt niet bezorgd en niet geboekt",
    Gevolg.ONBOEKBAAR: "het bericht wordt bezorgd, maar niet geboekt, wat de ontvanger er ook op antwoordt",
    Gevolg.ONBEZORGD: "het bericht wordt bewaard, maar niet bezorgd",
    Gevolg.AFWIJZING: "het verzoek past niet: er wordt niets voor gereserveerd",
    Gevolg.GEEN: "geen: het wordt gemeld, meer niet",
}
_STATEN = {
    Staat.LOOPT: "a function judges all that the rule names",
    Staat.DEELS: "a function judges a part; *Wacht op* says what the rest needs",
    Staat.SCHEMA: "the XSD holds it; the finding has a code XSD-..., once for a place",
    Staat.WACHT: "declared, not judged; *Wacht op* says why not and what it needs",
}


def lijst(regels: Sequence[Catalogusregel]) -> None:
    """A row for each rule and a line that counts them, on the terminal or, wide, in a file."""
    console = _console()
    tabel = Table(box=None, pad_edge=False, header_style="bold")
    for naam in ("code", "niveau", "retour", "staat"):
        tabel.add_column(naam, no_wrap=True)
    tabel.add_column("berichten", max_width=_VIER_SOORTEN if console.width > _LEESBAAR else _TWEE_SOORTEN)
    tabel.add_column("regel", ratio=1)
    for een in regels:
        berichten = " ".join(een.berichten)
        tabel.add_row(een.code, een.niveau, een.retourcode or "-", een.staat, berichten, een.tekst)
    console.print(tabel, markup=False)
    per_staat = Counter(een.staat for een in regels)
    tellingen = ", ".join(f"{staat} {per_staat[staat]}" for staat in Staat if per_staat[staat])
    console.print(f"\n{len(regels)} {'regel' if len(regels) == 1 else 'regels'}: {tellingen}.", soft_wrap=True)


def heel(uitleg: Sequence[Catalogusregel | Melding]) -> None:
    """Everything about each rule and code of our own."""
    print("\n\n".join("\n".join(_alles(een)) for een in uitleg))


def markdown(regels: Sequence[Catalogusregel], meldingen: Sequence[Melding]) -> str:
    """The page: a table that counts, then a section for each rule, by code; then one for each code of our own."""
    delen = [_KOP, *_telling(regels)]
    for een in regels:
        delen.append(f"\n## {een.code}\n")
        retour = f"retourcode {een.retourcode}" if een.retourcode else "no retourcode"
        delen.append(f"{een.staat} · {een.niveau} · {retour} · {', '.join(een.berichten)}\n\n")
        delen.append(f"{een.tekst}\n\n")
        delen.extend(f"- *{naam}*: {tekst}\n" for naam, tekst in _toelichting(een))
    if meldingen:
        delen.append(_EIGEN)
    for melding in meldingen:
        retour = f" · retourcode {melding.retourcode}" if melding.retourcode else ""
        delen.append(f"\n## {melding.code}\n{melding.ernst} · {melding.niveau}{retour}\n\n{melding.tekst}\n\n")
        delen.append(f"- *Wat te doen*: {melding.actie}\n- *Gevolg*: {_GEVOLGEN[melding.gevolg]}\n")
    return "".join(delen)


def _telling(regels: Sequence[Catalogusregel]) -> Iterator[str]:
    per = Counter((een.soort, een.staat) for een in regels)
    yield f"| what becomes of it | {' | '.join(Regelsoort)} | all |\n|---|{'---:|' * (len(Regelsoort) + 1)}\n"
    for staat, uitleg in _STATEN.items():
        aantallen = [per[soort, staat] for soort in Regelsoort]
        yield f"| {staat}: {uitleg} | {' | '.join(map(str, aantallen))} | {sum(aantallen)} |\n"
    sommen = [sum(per[soort, staat] for staat in Staat) for soort in Regelsoort]
    yield f"| all | {' | '.join(map(str, sommen))} | {len(regels)} |\n"


def _alles(een: Catalogusregel | Melding) -> Iterator[str]:
    yield f"{een.code}  {een.niveau}  {f'retourcode {een.retourcode}' if een.retourcode else 'geen retourcode'}"
    breedte = min(_console().width, _LEESBAAR)
    for naam, tekst in _van_melding(een) if isinstance(een, Melding) else _van_regel(een):
        regels = textwrap.wrap(tekst, max(breedte - 15, 20), break_long_words=False)
        yield f"  {naam + ':':<13}{regels[0]}"
        yield from (f"{'':15}{regel}" for regel in regels[1:])


def _van_melding(een: Melding) -> Iterator[tuple[str, str]]:
    yield from (("Ernst", een.ernst), ("Melding", een.tekst), ("Wat te doen", een.actie))
    yield "Gevolg", _GEVOLGEN[een.gevolg]


def _van_regel(een: Catalogusregel) -> Iterator[tuple[str, str]]:
    staat = {
        Staat.LOOPT: "loopt: de gateway beoordeelt alles wat de regel noemt",
        Staat.DEELS: "deels: de gateway beoordeelt een deel van wat de regel noemt",
        Staat.SCHEMA: "schema: het schema houdt de regel tegen; de bevinding heeft een code XSD-...",
        Staat.WACHT: "wacht: de gateway beoordeelt deze regel nog niet",
    }[een.staat]
    yield from (("Berichten", ", ".join(een.berichten)), ("Staat", staat), ("Regel", een.tekst))
    yield from _toelichting(een)


def _toelichting(een: Catalogusregel) -> Iterator[tuple[str, str]]:
    delen = (("Wat te doen", een.actie), ("Lezing", een.lezing), ("Wacht op", een.wacht_op))
    return ((naam, tekst) for naam, tekst in delen if tekst)


def _console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = BREEDTE
    return console
