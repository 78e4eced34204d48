# SPDX-License-Identifier: EUPL-1.2
"""The commands `plafond stand` and `plafond herbereken`, and how figures of plafonds are shown."""

import csv as csvlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.plafonds import Aanbiedersruimte, PlafondFigures, Plafondstand
from berichtenverkeer.gateway.signals import Signaalregel
from berichtenverkeer.gateway.stop_forms import Stopregel
from berichtenverkeer.plafonds.lading import Difference
from berichtenverkeer.plafonds.prognose import Prognose

WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""

_BEDRAGEN = tuple(field for field in PlafondFigures.__struct_fields__ if field.endswith("_cents"))
_COLUMNS = (
    *(field for field in PlafondFigures.__struct_fields__ if field != "prognose"),
    *(field for field in Prognose.__struct_fields__ if field not in ("bekend_cents", "terugblik")),
    "vorig_jaar_prognose_cents",
    "vorig_jaar_geworden_cents",
)
"""Those of the CSV."""

_IF_IT_IS_THERE = ("onbevestigd_cents", "tenzij_beslag_cents", "tenzij_realisatie_cents")
"""Columns of the table only when they are not zero everywhere."""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Plafonds: klopt wat er is geboekt? docs/plafonds.md zegt wat elk bedrag betekent.",
)


@app.callback()
def plafond() -> None:
    """Plafonds: klopt wat er is geboekt? docs/plafonds.md zegt wat elk bedrag betekent."""


@app.command("stand")
@per_regio
def plafonds(
    jaar: Annotated[int | None, typer.Option(min=2000, max=2100, help="Alleen dit jaar.")] = None,
    aanbieder: Annotated[str | None, typer.Option(metavar="AGB", help="Alleen deze aanbieder.")] = None,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Als CSV in centen, een regel per plafond.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Als JSON in centen.")] = False,
) -> None:
    """Hoeveel ruimte iedere aanbieder heeft: plafond, vrij, gereserveerd, beslag, realisatie, overschrijding.

    Een plafond van een perceel of segment geldt naast dat van de hele aanbieder. De totalen staan daarom apart.

    \b
    Voorbeelden:
      berichtenverkeer plafond stand --jaar 2026
      berichtenverkeer plafond stand --aanbieder 99000101   (met tenzij's, signalen en cliëntenstops)
      berichtenverkeer plafond stand --jaar 2026 --csv > plafonds.csv

    Elk rapport noemt de positie K waarop het rust; met --k krijgt u later precies hetzelfde.
    """
    if csv and json:
        raise typer.BadParameter("kies een van beide", param_hint="--csv, --json")
    stand = ask(jaar, aanbieder, k)
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(stand), indent=2) + b"\n")
    elif csv:
        _csv(stand)
    else:
        table(stand)
        if isinstance(stand, Aanbiedersruimte):
            print(*_beside(stand), sep="\n")


def ask(jaar: int | None, aanbieder: str | None, k: int | None) -> Plafondstand:
    """The plafonds of one aanbieder, or of all."""
    if aanbieder is None:
        return with_gateway(lambda g, beller: g.plafonds.from_regio(beller, jaar, k))
    return with_gateway(lambda g, beller: g.plafonds.from_aanbieder(beller, aanbieder, jaar, k))


@app.command()
@per_regio
def herbereken(
    controleer: Annotated[
        bool,
        typer.Option("--controleer", help="Noem alleen wat verschilt, en boek niets. Verschilt er iets: status 1."),
    ] = False,
) -> None:
    """Reken alle plafonds opnieuw uit en vergelijk met wat er is geboekt.

    Er hoort niets te verschillen. Zonder --controleer worden de verschillen geboekt; wat al was geboekt, blijft staan.
    Dat is alleen nodig na een nieuwe versie op een database die al een register had.

    \b
    Voorbeeld:
      berichtenverkeer plafond herbereken --controleer

    Gaat het mis? Dan is er niets gewijzigd; u kunt de opdracht opnieuw geven. Is het grootboek zelf beschadigd, dan
    noemt zij alles wat kapot is, en eindigt zij met status 3.
    """
    if not controleer:
        count = with_gateway(lambda g, beller: g.plafonds.update(beller))
        print("Er was niets te boeken." if not count else f"Bijgewerkt met {_count(count, 'boeking', 'boekingen')}.")
    differences = with_gateway(lambda g, beller: g.plafonds.recalculate(beller))
    for difference in differences:
        print(_regel(difference))
    if differences:
        report(
            f"Fout: {_count(len(differences), 'verschil', 'verschillen')} tussen wat is geboekt en wat hoort.",
            "geef `berichtenverkeer rebuild`, dan `berichtenverkeer plafond herbereken`, en meld dit aan de makers.",
        )
        raise typer.Exit(FAULT)
    print("Niets verschilt: wat er is geboekt, is wat er hoort te staan.")


def _regel(difference: Difference) -> str:
    """`99000101 2026 segment 4, toewijzing/0363/1: what is wrong`."""
    where = []
    if (key := difference.plafond) is not None:
        part = [f"{name} {code}" for name in ("perceel", "segment") if (code := getattr(key, name))]
        where.append(" ".join(("plafond", key.aanbieder, str(key.jaar), *part)))
    if difference.claim is not None:
        where.append(str(difference.claim))
    return f"{', '.join(where)}: {difference.tekst}"


def _csv(stand: Plafondstand) -> None:
    origin = {name: getattr(stand, name) for name in ("definitieversie", "k", "register_versie", "register_dag")}
    writer = csvlib.DictWriter(sys.stdout, (*_COLUMNS, *origin), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(one) | origin for one in stand.plafonds)


def _row(one: PlafondFigures) -> dict[str, object]:
    """What is said of a plafond, flat."""
    said, before = one.prognose, one.prognose.terugblik
    row = msgspec.structs.asdict(one) | msgspec.structs.asdict(said)
    row |= {
        "vorig_jaar_prognose_cents": before and before.prognose_cents,
        "vorig_jaar_geworden_cents": before and before.geworden_cents,
    }
    return {name: row[name] for name in _COLUMNS}


def table(stand: Plafondstand) -> None:
    """Print plafonds as a table, with totals."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(origin_of(stand))
    bedragen = [
        field
        for field in _BEDRAGEN
        if field not in _IF_IT_IS_THERE or any(getattr(one, field) for one in stand.plafonds)
    ]
    overview = Table(title="Plafonds", title_justify="left")
    for name in ("jaar", "aanbieder", "naam", "deel"):
        overview.add_column(name)
    for name in (*(field.removesuffix("_cents") for field in bedragen), "gebruik"):
        overview.add_column(name, justify="right")
    for one in stand.plafonds:
        percent = "-" if one.gebruik_procent is None else f"{one.gebruik_procent} %"
        who = (str(one.jaar), one.aanbieder, one.naam or "", part_of(one))
        overview.add_row(*who, *(euro(getattr(one, field)) for field in bedragen), percent)
    overview.add_section()
    for (jaar, soort), group in sorted(_per_kind(stand.plafonds).items()):
        overview.add_row(
            str(jaar),
            "totaal",
            _count(len(group), "plafond", "plafonds"),
            soort,
            *(euro(sum(getattr(one, field) for one in group)) for field in bedragen),
            "",
        )
    console.print(overview)


def _beside(ruimte: Aanbiedersruimte) -> Iterator[str]:
    """A line for all that is of the aanbieder beside its plafonds."""
    for one in ruimte.tenzijs:
        left = "er geldt nog niets" if one.over_cents is None else f"over {euro(one.over_cents)}"
        name = one.referentie or one.id
        money = f"maximum {euro(one.maximum_cents)}, gebruikt {euro(one.gebruikt_cents)}, {left}"
        yield f"Tenzij {name}: {one.status}, {one.van} tot en met {one.tot}, {money}."
    for signaal in ruimte.signalen:
        until = f" tot {signaal.tot}" if signaal.tot else ""
        steps = [f"gesprek {_clock(signaal.gesprek_op, signaal.gesprek_voor)}"]
        if signaal.besluit_voor:
            steps.append(f"besluit {_clock(signaal.besluit_op, signaal.besluit_voor)}")
        late = ", te laat" if signaal.is_te_laat else ""
        yield f"Signaal {signaal.jaar} {part_of(signaal)}: vanaf {signaal.dag}{until}, {', '.join(steps)}{late}."
    for stop in ruimte.clientenstops:
        where = f", gemeente {stop.gemeente}" if stop.gemeente else ""
        yield f"Cliëntenstop {part_of(stop)}{where}: {stop.status}, vanaf {stop.van} ({stop.grond})."


def _clock(done: date | None, last: date) -> str:
    return f"op {done}" if done else f"uiterlijk {last}"


def origin_of(stand: Plafondstand) -> str:
    """What the figures rest on."""
    return (
        f"{stand.regio}. Zoals bekend op K = {stand.k}, register {stand.register_versie} van"
        f" {stand.register_dag or 'onbekende dag'}. Definitieversie {stand.definitieversie}. Bedragen in euro's."
        f" Later precies hetzelfde: --k {stand.k}"
    )


def part_of(one: PlafondFigures | Signaalregel | Stopregel) -> str:
    """Of which part of the aanbieder it is."""
    parts = (one.perceel and f"perceel {one.perceel}", one.segment and f"segment {one.segment}")
    return ", ".join(filter(None, parts)) or "geheel"


def _per_kind(every: Iterable[PlafondFigures]) -> dict[tuple[int, str], Sequence[PlafondFigures]]:
    """Plafonds that may be added up: of one year, all of whole aanbieders, or all of percelen, or all of segmenten."""
    groups: dict[tuple[int, str], list[PlafondFigures]] = {}
    for one in every:
        soort = "percelen" if one.perceel else "segmenten" if one.segment else "geheel"
        groups.setdefault((one.jaar, soort), []).append(one)
    return dict(groups)


def euro(cents: int) -> str:
    """In euros: 123456 -> 1.234,56."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros:,}".replace(",", ".") + f",{rest:02}"


def _count(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
