# SPDX-License-Identifier: EUPL-1.2
"""The commands of `tenzij`: the exception for one youth, from request to decision. What has a BSN comes in a file."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.core.money import MAX_CENTS
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.json_form import read_form
from berichtenverkeer.gateway.tenzij_forms import Tenzijbesluit, Tenzijverzoek
from berichtenverkeer.gateway.tenzij_values import TenzijListing, TenzijResult
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.tenzij_store import TenzijQuestion

WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Tenzij: de uitzondering voor één jeugdige, en de verrekening per halfjaar. docs/tenzij.md legt uit hoe.",
)

Form = TypeVar("Form", bound=msgspec.Struct)

Number = Annotated[UUID, typer.Argument(metavar="NUMMER", help="Nummer van de tenzij, uit `tenzij lijst`.")]
Door = Annotated[str, typer.Option(metavar="FUNCTIE", help="Wie dit doet: een functie of gebruiker, geen naam.")]
Motivering = Annotated[str, typer.Option(metavar="TEKST", help="Waarom; wordt verzegeld bewaard.")]
Toelichting = Annotated[str, typer.Option(metavar="TEKST", help="Toelichting; wordt verzegeld bewaard.")]
File = Annotated[Path, typer.Argument(metavar="BESTAND", help="Een JSON-bestand; - leest van de invoer.")]
Json = Annotated[bool, typer.Option("--json", help="Als JSON, met alles erbij.")]
K = Annotated[
    int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
]


@app.callback()
def tenzij() -> None:
    """Tenzij: de uitzondering voor één jeugdige, en de verrekening per halfjaar. docs/tenzij.md legt uit hoe."""


@app.command()
@per_regio
def vraag(bestand: File, json: Json = False) -> None:
    """Vraag een tenzij, namens een aanbieder of een gemeente. Het BSN staat in het bestand, nooit in de opdracht.

    \b
    Het bestand heeft de vorm van POST /v1/tenzij-verzoeken:
      {"bsn": "...", "aanbieder": "99000101", "gemeente": "0855", "categorie": "45", "code": "45A04",
       "van": "2026-04-01", "tot": "2026-12-31", "maximumCents": 60000, "door": "zorgcoördinator",
       "kanNietWachten": "...", "alleenHier": "...", "alternatieven": [{"aanbieder": "99000102", "waarom": "..."}]}

    \b
    Voorbeelden:
      berichtenverkeer tenzij vraag verzoek.json
      berichtenverkeer tenzij vraag - < verzoek.json
    """
    asked = read(bestand, Tenzijverzoek).asked()
    _after_step(lambda gateway, beller: gateway.tenzijs.ask(beller, asked), json=json)


@app.command()
@per_regio
def besluit(number: Number, bestand: File, json: Json = False) -> None:
    """Besluit op een verzoek. Wat u bij een toekenning weglaat, is zoals het is gevraagd.

    \b
    Voorbeelden:
      echo '{"besluit": "toegekend", "maximumCents": 50000, "door": "contractmanager", "motivering": "..."}' |
        berichtenverkeer tenzij besluit 0197... -
      echo '{"besluit": "afgewezen", "door": "contractmanager", "motivering": "..."}' |
        berichtenverkeer tenzij besluit 0197... -
    """
    form = read(bestand, Tenzijbesluit)

    async def decide(gateway: Gateway, beller: Beller) -> TenzijResult:
        if form.besluit == "afgewezen":
            return await gateway.tenzijs.reject(beller, number, form.door, form.motivering)
        granted = form.on(await gateway.tenzijs.asked(beller, number))
        return await gateway.tenzijs.grant(beller, number, granted, form.door, form.motivering)

    _after_step(decide, json=json)


@app.command()
@per_regio
def wijzig(
    number: Number,
    maximum_cents: Annotated[int, typer.Option(min=1, max=MAX_CENTS, metavar="CENTEN", help="Het nieuwe maximum.")],
    tot: Annotated[datetime, typer.Option(metavar="DATUM", formats=["%Y-%m-%d"], help="De laatste dag.")],
    door: Door,
    motivering: Motivering,
    json: Json = False,
) -> None:
    """Wijzig het maximum of de laatste dag; nooit terug voorbij wat is verrekend.

    \b
    Voorbeeld:
      berichtenverkeer tenzij wijzig 0197... --maximum-cents 50000 --tot 2026-11-30 --door contractmanager \\
        --motivering "Er is minder nodig."
    """
    change = (number, maximum_cents, tot.date(), door, motivering)
    _after_step(lambda gateway, beller: gateway.tenzijs.change(beller, *change), json=json)


@app.command()
@per_regio
def beeindig(
    number: Number,
    vanaf: Annotated[
        datetime, typer.Option(metavar="DATUM", formats=["%Y-%m-%d"], help="De eerste dag zonder tenzij.")
    ],
    door: Door,
    motivering: Motivering,
    json: Json = False,
) -> None:
    """Beëindig een tenzij vanaf een dag.

    \b
    Voorbeeld:
      berichtenverkeer tenzij beeindig 0197... --vanaf 2026-10-01 --door contractmanager --motivering "Hulp klaar."
    """
    end = (number, vanaf.date(), door, motivering)
    _after_step(lambda gateway, beller: gateway.tenzijs.end(beller, *end), json=json)


@app.command()
@per_regio
def bevestig(number: Number, door: Door, toelichting: Toelichting = "", json: Json = False) -> None:
    """Bevestig als tweede een besluit boven de grens voor vier ogen.

    \b
    Voorbeeld:
      berichtenverkeer tenzij bevestig 0197... --door teamleider
    """
    _after_step(lambda gateway, beller: gateway.tenzijs.confirm(beller, number, door, toelichting), json=json)


@app.command("trek-in")
@per_regio
def withdraw(number: Number, door: Door, toelichting: Toelichting = "", json: Json = False) -> None:
    """Trek een verzoek in dat u met `tenzij vraag` deed, zolang er niet is besloten.

    \b
    Voorbeeld:
      berichtenverkeer tenzij trek-in 0197... --door zorgcoördinator
    """
    _after_step(lambda gateway, beller: gateway.tenzijs.withdraw(beller, number, door, toelichting), json=json)


@app.command("lijst")
@per_regio
def listing(
    aanbieder: Annotated[str | None, typer.Option(metavar="AGB", help="Alleen van deze aanbieder.")] = None,
    gemeente: Annotated[str | None, typer.Option(metavar="CODE", help="Alleen van deze gemeente.")] = None,
    status: Annotated[TenzijStatus | None, typer.Option(help="Alleen met deze status.")] = None,
    k: K = None,
    na: Annotated[int, typer.Option(min=0, max=MAX_POSITION, help="Sla er zoveel over.")] = 0,
    limiet: Annotated[int, typer.Option(min=1, max=10_000, help="Toon er hooguit zoveel.")] = 250,
    json: Json = False,
) -> None:
    """Welke tenzij's er zijn; wat niet kan wachten en nog op een besluit wacht, staat bovenaan.

    \b
    Voorbeelden:
      berichtenverkeer tenzij lijst --status gevraagd
      berichtenverkeer tenzij lijst --aanbieder 99000101 --json
    """
    question = TenzijQuestion(aanbieder=aanbieder, gemeente=gemeente, status=status, na=na, limiet=limiet)
    found = with_gateway(lambda gateway, beller: gateway.tenzijs.listing(beller, question, k))
    if json:
        show(found)
        return
    _table(found)
    if found.volgende is not None:
        print(f"Er zijn er meer dan hier staan; ga verder met --k {found.k} --na {found.volgende}.", file=sys.stderr)


@app.command("toon")
@per_regio
def view(number: Number, k: K = None) -> None:
    """Toon één tenzij als JSON, met al haar stappen en wat erbij is geschreven.

    \b
    Voorbeeld:
      berichtenverkeer tenzij toon 0197...
    """
    show(with_gateway(lambda gateway, beller: gateway.tenzijs.one(beller, number, k)))


def read(path: Path, form: type[Form]) -> Form:
    """The form in a file, or (`-`) on standard input. Raises WrongForm with all that is wrong, OSError."""
    return read_form(sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes(), form)


def show(what: Any) -> None:
    """As JSON."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(what), indent=2) + b"\n")


def _after_step(step: Callable[[Gateway, Beller], Awaitable[TenzijResult]], *, json: bool) -> None:
    result = with_gateway(step)
    if json:
        show(result)
        return
    again = " (was al gevraagd)" if result.is_herhaald else ""
    print(f"Tenzij {result.tenzij.id}: {result.tenzij.status}{again}.")
    for one in result.opnieuw_besloten:
        print(f"Opnieuw besloten op verzoek {one.referentie}: {one.uitkomst}.")


def _table(listing: TenzijListing) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(f"{listing.regio}, zoals bekend op K = {listing.k}. Later precies hetzelfde: --k {listing.k}")
    table = Table(title="Tenzij's, bedragen in centen", title_justify="left")
    for name in (
        "nummer",
        "aanbieder",
        "gevraagd door",
        "status",
        "beslissen voor",
        "tot",
        "maximum",
        "beslag",
        "gebruikt",
    ):
        table.add_column(name)
    for one in listing.tenzijs:
        what = one.toegekend or one.te_bevestigen or one.gevraagd
        term = f"{one.beslissen_voor or '-'}{' (te laat)' if one.is_te_laat else ''}"
        money = (str(what.maximum_cents), str(one.beslag_cents), str(one.realisatie_cents))
        status = f"{one.status}{' (zwak)' if one.is_zwak else ''}"
        table.add_row(str(one.id), one.aanbieder, one.gevraagd_door or "beheer", status, term, str(what.tot), *money)
    console.print(table)
