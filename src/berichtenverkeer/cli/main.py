# SPDX-License-Identifier: EUPL-1.2
"""The program `berichtenverkeer`: its commands, and how every one of them ends."""

from importlib.metadata import version
from typing import Annotated

import typer

from berichtenverkeer.cli import (
    backups,
    budgets,
    clock,
    draad,
    gebruiker,
    peilbestand,
    plafond,
    prognose,
    regels,
    register,
    report,
    serving,
    signals,
    stop,
    tenzij,
    termijnen,
    token,
    valideren,
    verrekening,
    voorstel,
    what_if,
    why,
)
from berichtenverkeer.cli.execution import run

app = typer.Typer(
    name="berichtenverkeer",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    if asked:
        print(f"berichtenverkeer {version('berichtenverkeer')} (iJw 3.2)")
        raise typer.Exit


@app.callback()
def berichtenverkeer(
    versie: Annotated[
        bool, typer.Option("--versie", help="Toon de versie en stop.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Gateway en grootboek voor het berichtenverkeer in de jeugdhulp (iJw 3.2).

    \b
    Beginnen:
      berichtenverkeer demo                       alles zien werken, met verzonnen gegevens
      berichtenverkeer migrate                    de database klaarmaken
      berichtenverkeer register load MAP          vertellen wie er meedoen
      berichtenverkeer token new CODE             een partij toegang geven
      berichtenverkeer gebruiker link GEBRUIKER   iemand laten inloggen
      berichtenverkeer serve                      berichten aannemen
      berichtenverkeer validate PAD               berichten nakijken zonder iets te versturen
      berichtenverkeer rules CODE                 lezen wat een regel vraagt
      berichtenverkeer clocks --open --te-laat    zien wie te laat is
      berichtenverkeer thread ID                  zien wat bij een bericht hoort
      berichtenverkeer why ID                     zien waarom een bericht zo is beoordeeld

    Alle instellingen zijn omgevingsvariabelen; docs/instellingen.md beschrijft ze. Status 0 is goed, 1 is een fout in
    de omgeving of in wat u aanbood, 2 is een verkeerde opdracht, 3 is een beschadigde database.
    """
    del versie


for order in (serving.serve, serving.migrate, serving.rebuild, backups.backup, backups.restore, serving.demo):
    app.command()(order)
app.command()(backups.epoch)
app.command("validate")(valideren.valideren)
app.command("rules")(regels.regels)
app.command("clocks")(termijnen.termijnen)
app.command()(draad.thread)
app.command()(why.why)
app.command()(clock.clock)
for order in (budgets.begroting, budgets.lumpsum, budgets.solidariteit):
    app.command()(order)
app.add_typer(register.app, name="register")
app.add_typer(token.app, name="token")
app.add_typer(gebruiker.app, name="gebruiker")
report.app.command()(peilbestand.peilbestand)
app.add_typer(report.app, name="report")
plafond.app.command("stand")(plafond.plafonds)
plafond.app.command()(prognose.prognose)
plafond.app.command("wat-als")(what_if.what_if)
plafond.app.command()(voorstel.voorstel)
plafond.app.command()(signals.signalen)
plafond.app.command()(signals.gesprek)
plafond.app.command()(signals.besluit)
plafond.app.command("verdeel")(voorstel.spread)
app.add_typer(plafond.app, name="plafond")
app.add_typer(stop.app, name="stop")
for order in (verrekening.uitvraag, verrekening.opgave, verrekening.verreken, verrekening.verrekeningen):
    tenzij.app.command()(order)
app.add_typer(tenzij.app, name="tenzij")


def main() -> None:
    """The entry point: a world error is one line and what to do, never a traceback."""
    run(app)


if __name__ == "__main__":
    main()
