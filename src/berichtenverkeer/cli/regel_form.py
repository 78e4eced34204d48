# SPDX-License-Identifier: EUPL-1.2
"""Rules of the standard as a table; these and our own codes one by one in full, and as the page docs/regels.md."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from berichtenverkeer.core.bevinding import Consequence
from berichtenverkeer.rapporten.forms.text import WIDTH
from berichtenverkeer.regels.catalogue import CatalogueRegel, Regelsoort
from berichtenverkeer.regels.melding import Melding
from berichtenverkeer.regels.regel import Staat

_READABLE = 100
"""Columns of a line of text that still reads well."""
_TWO_KINDS, _FOUR_KINDS = len("JW301 JW302"), len("JW301 JW302 JW305 JW306")

_ENVELOPE = """\
# Rules

Every rule of iJw 3.2 and what becomes of it here, written by `berichtenverkeer rules --markdown` from the
declarations in `src/berichtenverkeer/regels/`: change those, not this page. The text is ours and in Dutch, for who
handles a bericht. One rule: `berichtenverkeer rules TR074`, or `GET /v1/regels/TR074`. What the gateway has to say
besides has codes of its own, below: [Codes of our own](#codes-of-our-own).

"""
_OWN = """
# Codes of our own

What no rule of the standard says. Each is declared in `src/berichtenverkeer/regels/meldingen/`, with how serious it is
and what it means for the bericht; a finding may say at its place more exactly what is wrong. One code:
`berichtenverkeer rules SIGNAAL-OP257`.
"""
_GEVOLGEN = {
    Consequence.WEIGERING: "het bericht wordt niet aangenomen; bewaard wordt alleen dat het is geweigerd",
    Consequence.AFKEURING: "het bericht wordt bewaard en afgekeurd: het wordt niet bezorgd en niet geboekt",
    Consequence.ONBOEKBAAR: "het bericht wordt bezorgd, maar niet geboekt, wat de ontvanger er ook op antwoordt",
    Consequence.ONBEZORGD: "het bericht wordt bewaard, maar niet bezorgd",
    Consequence.AFWIJZING: "het verzoek past niet: er wordt niets voor gereserveerd",
    Consequence.GEEN: "geen: het wordt gemeld, meer niet",
}
_STATES = {
    Staat.LOOPT: "a function judges all that the rule names",
    Staat.DEELS: "a function judges a part; *Wacht op* says what the rest needs",
    Staat.SCHEMA: "the XSD holds it; the finding has a code XSD-..., once for a place",
    Staat.WACHT: "declared, not judged; *Wacht op* says why not and what it needs",
}


def listing(regels: Sequence[CatalogueRegel]) -> None:
    """A row for each rule and a line that counts them, on the terminal or, wide, in a file."""
    console = _console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("code", "niveau", "retour", "staat"):
        table.add_column(name, no_wrap=True)
    table.add_column("berichten", max_width=_FOUR_KINDS if console.width > _READABLE else _TWO_KINDS)
    table.add_column("regel", ratio=1)
    for one in regels:
        berichten = " ".join(one.berichten)
        table.add_row(one.code, one.niveau, one.retourcode or "-", one.staat, berichten, one.tekst)
    console.print(table, markup=False)
    per_staat = Counter(one.staat for one in regels)
    tallies = ", ".join(f"{staat} {per_staat[staat]}" for staat in Staat if per_staat[staat])
    console.print(f"\n{len(regels)} {'regel' if len(regels) == 1 else 'regels'}: {tallies}.", soft_wrap=True)


def whole(explanation: Sequence[CatalogueRegel | Melding]) -> None:
    """Everything about each rule and code of our own."""
    print("\n\n".join("\n".join(_everything(one)) for one in explanation))


def markdown(regels: Sequence[CatalogueRegel], meldingen: Sequence[Melding]) -> str:
    """The page: a table that counts, then a section for each rule, by code; then one for each code of our own."""
    parts = [_ENVELOPE, *_tally(regels)]
    for one in regels:
        parts.append(f"\n## {one.code}\n")
        retour = f"retourcode {one.retourcode}" if one.retourcode else "no retourcode"
        parts.append(f"{one.staat} · {one.niveau} · {retour} · {', '.join(one.berichten)}\n\n")
        parts.append(f"{one.tekst}\n\n")
        parts.extend(f"- *{name}*: {text}\n" for name, text in _note(one))
    if meldingen:
        parts.append(_OWN)
    for melding in meldingen:
        retour = f" · retourcode {melding.retourcode}" if melding.retourcode else ""
        parts.append(f"\n## {melding.code}\n{melding.ernst} · {melding.niveau}{retour}\n\n{melding.tekst}\n\n")
        parts.append(f"- *Wat te doen*: {melding.actie}\n- *Gevolg*: {_GEVOLGEN[melding.gevolg]}\n")
    return "".join(parts)


def _tally(regels: Sequence[CatalogueRegel]) -> Iterator[str]:
    per = Counter((one.soort, one.staat) for one in regels)
    yield f"| what becomes of it | {' | '.join(Regelsoort)} | all |\n|---|{'---:|' * (len(Regelsoort) + 1)}\n"
    for staat, explanation in _STATES.items():
        counts = [per[soort, staat] for soort in Regelsoort]
        yield f"| {staat}: {explanation} | {' | '.join(map(str, counts))} | {sum(counts)} |\n"
    sums = [sum(per[soort, staat] for staat in Staat) for soort in Regelsoort]
    yield f"| all | {' | '.join(map(str, sums))} | {len(regels)} |\n"


def _everything(one: CatalogueRegel | Melding) -> Iterator[str]:
    yield f"{one.code}  {one.niveau}  {f'retourcode {one.retourcode}' if one.retourcode else 'geen retourcode'}"
    width = min(_console().width, _READABLE)
    for name, text in _from_melding(one) if isinstance(one, Melding) else _from_regel(one):
        regels = textwrap.wrap(text, max(width - 15, 20), break_long_words=False)
        yield f"  {name + ':':<13}{regels[0]}"
        yield from (f"{'':15}{regel}" for regel in regels[1:])


def _from_melding(one: Melding) -> Iterator[tuple[str, str]]:
    yield from (("Ernst", one.ernst), ("Melding", one.tekst), ("Wat te doen", one.actie))
    yield "Gevolg", _GEVOLGEN[one.gevolg]


def _from_regel(one: CatalogueRegel) -> Iterator[tuple[str, str]]:
    staat = {
        Staat.LOOPT: "loopt: de gateway beoordeelt alles wat de regel noemt",
        Staat.DEELS: "deels: de gateway beoordeelt een deel van wat de regel noemt",
        Staat.SCHEMA: "schema: het schema houdt de regel tegen; de bevinding heeft een code XSD-...",
        Staat.WACHT: "wacht: de gateway beoordeelt deze regel nog niet",
    }[one.staat]
    yield from (("Berichten", ", ".join(one.berichten)), ("Staat", staat), ("Regel", one.tekst))
    yield from _note(one)


def _note(one: CatalogueRegel) -> Iterator[tuple[str, str]]:
    parts = (("Wat te doen", one.actie), ("Lezing", one.lezing), ("Wacht op", one.wacht_op))
    return ((name, text) for name, text in parts if text)


def _console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    return console
