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

from berichtenverkeer.core import logs
from berichtenverkeer.core.errors import BerichtenverkeerError, Beschadigd
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.beller import Beller, administrator
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.regio_clock import clock_of
from berichtenverkeer.gateway.startup import check_start
from berichtenverkeer.ledger.causer import Kanaal

T = TypeVar("T")

Regio = Annotated[
    str | None, typer.Option("--regio", metavar="REGIO", help="Over welke regio, als BV_REGIO er meer noemt.")
]
_CHOSEN: ContextVar[str | None] = ContextVar("regio", default=None)

FAULT, WRONG_USE, BESCHADIGD, BROKEN_OFF = 1, 2, 3, 130


def run(order: Callable[..., Any], **options: Any) -> NoReturn:
    """Run a typer application (not in standalone mode) and leave with its exit status."""
    try:
        status = order(standalone_mode=False, **options)
    except Beschadigd as fault:
        print(*fault.damage, sep="\n", file=sys.stderr)
        report(f"Fout: {fault}", fault.actie)
        sys.exit(BESCHADIGD)
    except BerichtenverkeerError as fault:
        report(f"Fout: {fault}", fault.actie)
        sys.exit(FAULT)
    except TyperException as fault:
        print(_use(fault), file=sys.stderr)
        sys.exit(fault.exit_code)
    except OSError as fault:
        # A file or a folder that a command was given; a bug of ours has another kind.
        report(
            f"Fout: {fault.filename or 'het systeem'}: {fault.strerror or fault}.", "Controleer het pad en de rechten."
        )
        sys.exit(FAULT)
    except (Abort, KeyboardInterrupt):
        sys.exit(BROKEN_OFF)
    sys.exit(status if isinstance(status, int) else 0)


def per_regio(order: Callable[..., T]) -> Callable[..., T]:
    """A command about one regio: it gets the option --regio, which `instellingen` follows."""

    @wraps(order)
    def with_regio(*args: Any, regio: str | None = None, **options: Any) -> T:
        _CHOSEN.set(regio)
        return order(*args, **options)

    own = signature(order, eval_str=True)
    choice = Parameter("regio", Parameter.KEYWORD_ONLY, default=None, annotation=Regio)
    with_regio.__signature__ = own.replace(parameters=[*own.parameters.values(), choice])  # type: ignore[attr-defined]  # read by typer
    return with_regio


def config() -> Settings:
    """The settings, of the regio that the command is about: of --regio, or the only one. Raises SettingMissing,
    RegioChoosing."""
    return read_settings().of_regio(_CHOSEN.get())


def with_gateway(question: Callable[[Gateway, Beller], Awaitable[T]]) -> T:
    """Ask the gateway of the settings one thing, as who keeps it. Raises BerichtenverkeerError."""

    async def set_up() -> T:
        own, aanvraag = config(), str(new_id())
        logs.verzoek(aanvraag, kanaal=Kanaal.CLI)
        await check_start(own)
        async with open_gateway(own, await clock_of(own)) as gateway:
            return await question(gateway, administrator(gateway.regio, aanvraag))

    return asyncio.run(set_up())


def report(text: str, action: str) -> None:
    """What is wrong and what to do, on stderr."""
    print(f"{text}\nWat te doen: {action}", file=sys.stderr)


_KINDS = {
    "NoSuchOption": "Deze optie bestaat niet: {naam}.",
    "MissingParameter": "Dit ontbreekt: {naam}.",
    "BadParameter": "Deze waarde klopt niet: {naam}.",
    "BadOptionUsage": "Bij deze optie ontbreekt de waarde: {naam}.",
}


def _use(fault: TyperException) -> str:
    """The library explains itself in English; what matters to the user is which part, and where to read on."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        return fault.format_message()
    context: Any = getattr(fault, "ctx", None)
    name = getattr(fault, "option_name", None) or getattr(fault, "param_hint", None)
    if name is None and (parameter := getattr(fault, "param", None)) is not None:
        name = getattr(parameter, "metavar", None) or parameter.opts[-1]
    text = _KINDS.get(type(fault).__name__, "Deze opdracht klopt niet of is niet compleet.").format(naam=name)
    where = context.command_path if context is not None else "berichtenverkeer"
    return f"Fout: {text}\nWat te doen: lees `{where} --help`."
