# SPDX-License-Identifier: EUPL-1.2
"""The commands for backups: make one, put one back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.gateway.backups import make_backup
from berichtenverkeer.ledger import backup_restore

File = Annotated[Path, typer.Argument(metavar="BESTAND", help="Het bestand met de reservekopie.")]


def backup(bestand: File) -> None:
    """Maak een reservekopie van de hele database, terwijl de gateway draait.

    De sleutels staan er niet in: bewaar BV_HOOFDSLEUTEL en BV_ZOEKSLEUTEL (of hun bestanden) apart. Zonder die
    sleutels is de kopie onleesbaar; samen zijn ze alle persoonsgegevens.

    \b
    Voorbeeld:
      berichtenverkeer backup /veilig/2026-06-01.kopie

    Gaat het mis? Er blijft geen half bestand achter; verhelp de oorzaak en probeer het opnieuw.
    """
    print(asyncio.run(make_backup(read_settings(), bestand)))


def restore(
    bestand: File,
    proef: Annotated[
        bool, typer.Option("--proef", help="Probeer alleen, in een proefdatabase die daarna weer weg is.")
    ] = False,
) -> None:
    """Zet een reservekopie terug in een lege database.

    Zet eerst de sleutels terug die bij de kopie horen. Een database waarin al iets staat, wordt geweigerd.

    \b
    Voorbeeld:
      BV_DATA=/nieuw berichtenverkeer restore /veilig/2026-06-01.kopie
      berichtenverkeer restore --proef /veilig/2026-06-01.kopie

    Met `--proef` blijft uw eigen database zoals zij is; er komt alleen in te staan of het lukte. Geef de opdracht met
    de sleutels zoals u ze bewaart. Er is schijfruimte voor de hele database nodig in de map voor tijdelijke bestanden.

    Gaat het mis? Er is dan niets gewijzigd: een kopie wordt helemaal teruggezet of niet. Slaagt het, voer dan
    `berichtenverkeer migrate` en `berichtenverkeer rebuild` uit, voordat u `serve` start.
    """
    put_back = backup_restore.try_restore if proef else backup_restore.restore
    print(put_back(read_settings(), bestand))


def epoch() -> None:
    """Laat posities verdergaan waar zij nog nooit waren, na een herstel buiten `restore` om.

    Nodig als de database op een andere manier is teruggezet: een kopie van de schijf, terug naar een tijdstip (PITR),
    of een reserveserver die niet alles had. Partijen onthouden tot waar zij hun post zagen; zonder nieuwe epoch zouden
    zij post missen. Is er niets verloren, dan kan het geen kwaad. Na `restore` is het al gedaan.

    \b
    Voorbeeld:
      berichtenverkeer epoch

    Gaat het mis? Er is dan niets gewijzigd. Stop eerst alle processen; de melding zegt wat er verder nodig is.
    """
    print(backup_restore.new_epoch(read_settings()))
