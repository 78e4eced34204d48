# SPDX-License-Identifier: EUPL-1.2
"""How a command ends when the world or the command line is wrong: one clear line, what to do, and an exit status."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from typer.exceptions import Abort, TyperException

from berichtenverkeer.core import logboek
from berichtenverkeer.core.errors import BerichtenverkeerError, Beschadigd
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.gateway.beller import Beller, beheerder
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.opstart import keur_opstart
from berichtenverkeer.gateway.regioklok import klok_van
from berichtenverkeer.ledger.veroorzaker import Kanaal

T = TypeVar("T")

Regio = Annotated[
    str | None, typer.Option("--regio", metavar="REGIO", help="Over welke regio, als BV_REGIO er meer noemt.")
]
_CHOSEN: ContextVar[str | None] = ContextVar("regio", default=None)

FOUT, VERKEERD_GEBRUIK, BESCHADIGD, AFGEBROKEN = 1, 2, 3, 130


def voer_uit(opdracht: Callable[..., Any], **opties: Any) -> NoReturn:
    """Run a typer application (not in standalone mode) and leave with its exit status."""
    try:
        status = opdracht(standalone_mode=False, **opties)
    except Beschadigd as fout:
        print(*fout.schade, sep="\n", file=sys.stderr)
        meld(f"Fout: {fout}", fout.actie)
        sys.exit(BESCHADIGD)
    except BerichtenverkeerError as fout:
        meld(f"Fout: {fout}", fout.actie)
        sys.exit(FOUT)
    except TyperException as fout:
        print(_gebruik(fout), file=sys.stderr)
        sys.exit(fout.exit_code)
    except OSError as fout:
        # A file or a folder that a command was given; a bug of ours has another kind.
        meld(f"Fout: {fout.filename or 'het systeem'}: {fout.strerror or fout}.", "Controleer het pad en de rechten.")
        sys.exit(FOUT)
    except (Abort, KeyboardInterrupt):
        sys.exit(AFGEBROKEN)
    sys.exit(status if isinstance(status, int) else 0)


def per_regio(opdracht: Callable[..., T]) -> Callable[..., T]:
    """A command about one regio: it gets the option --regio, which `instellingen` follows."""

    @wraps(opdracht)
    def met_regio(*args: Any, regio: str | None = None, **opties: Any) -> T:
        _CHOSEN.set(regio)
        return opdracht(*args, **opties)

    eigen = signature(opdracht, eval_str=True)
    keuze = Parameter("regio", Parameter.KEYWORD_ONLY, default=None, annotation=Regio)
    met_regio.__signature__ = eigen.replace(parameters=[*eigen.parameters.values(), keuze])  # type: ignore[attr-defined]  # read by typer
    return met_regio


def instellingen() -> Instellingen:
    """The settings, of the regio that the command is about: of --regio, or the only one. Raises InstellingOntbreekt,
    RegioKiezen."""
    return lees_instellingen().of_regio(_CHOSEN.get())


def met_gateway(vraag: Callable[[Gateway, Beller], Awaitable[T]]) -> T:
    """Ask the gateway of the settings one thing, as who keeps it. Raises BerichtenverkeerError."""

    async def stel() -> T:
        eigen, aanvraag = instellingen(), str(nieuw_id())
        logboek.verzoek(aanvraag, kanaal=Kanaal.CLI)
        await keur_opstart(eigen)
        async with open_gateway(eigen, await klok_van(eigen)) as gateway:
            return await vraag(gateway, beheerder(gateway.regio, aanvraag))

    return asyncio.run(stel())


def meld(tekst: str, actie: str) -> None:
    """What is wrong and what to do, on stderr."""
    print(f"{tekst}\nWat te doen: {actie}", file=sys.stderr)


_SOORTEN = {
    "NoSuchOption": "Deze optie bestaat niet: {naam}.",
    "MissingParameter": "Dit ontbreekt: {naam}.",
    "BadParameter": "Deze waarde klopt niet: {naam}.",
    "BadOptionUsage": "Bij deze optie ontbreekt de waarde: {naam}.",
}


def _gebruik(fout: TyperException) -> str:
    """The library explains itself in English; what matters to the user is which part, and where to read on."""
    if type(fout).__name__ == "NoArgsIsHelpError":
        return fout.format_message()
    context: Any = getattr(fout, "ctx", None)
    naam = getattr(fout, "option_name", None) or getattr(fout, "param_hint", None)
    if naam is None and (parameter := getattr(fout, "param", None)) is not None:
        naam = getattr(parameter, "metavar", None) or parameter.opts[-1]
    tekst = _SOORTEN.get(type(fout).__name__, "Deze opdracht klopt niet of is niet compleet.").format(naam=naam)
    waar = context.command_path if context is not None else "berichtenverkeer"
    return f"Fout: {tekst}\nWat te doen: lees `{waar} --help`."
