# SPDX-License-Identifier: EUPL-1.2
"""What a rule saw: every question that it asked of History, with the answer, in plain Dutch and without a BSN."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.clock import in_words
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.regel import Regel

MOST_FACTS = 50
"""How many are kept of one rule: a declaratie of thousands of prestaties asks thousands."""

_MOST_LISTED = 10


class Fact(msgspec.Struct, frozen=True):
    """One question and its answer. `partijen` are those whose care it is about: others have no right to see it.

    Empty: it is about the register, or the day.
    """

    vraag: str
    antwoord: str
    partijen: frozenset[str] = frozenset()


class WatchedHistory:
    """A History that remembers what it was asked. Of the same thing once."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._facts: dict[tuple[str, str], Fact] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._history, name)
        if not callable(found):
            self._note(name, (), found)
            return found

        def asked(*arguments: Any) -> Any:
            answer = found(*arguments)
            self._note(name, arguments, answer)
            return answer

        return asked

    @property
    def facts(self) -> Sequence[Fact]:
        """What it was asked, in that order; the first MOST_FACTS of it."""
        return list(self._facts.values())

    def _note(self, name: str, arguments: Sequence[Any], answer: Any) -> None:
        if len(self._facts) >= MOST_FACTS or name not in _QUESTIONS:
            return
        words, shown = _QUESTIONS[name]
        question = words(*arguments) if callable(words) else words.format(*map(_plain, arguments))
        fact = Fact(question, shown(answer), _partijen([*arguments, answer]))
        self._facts.setdefault((fact.vraag, fact.antwoord), fact)


def facts_of(regel: Regel, bericht: Bericht, history: History) -> Sequence[Fact]:
    """What a rule asks of History when it judges a bericht."""
    watched = WatchedHistory(history)
    for _ in regel.examine(bericht, cast("History", watched)):
        pass
    return watched.facts


def _plain(value: Any) -> Any:
    return "zonder" if value is None else value


def _partijen(values: Iterable[Any]) -> frozenset[str]:
    """Whose care any of these rows is about."""
    found: set[str] = set()
    for value in values:
        for row in value if isinstance(value, list | tuple) else (value,):
            found |= {who for field in ("gemeente", "aanbieder") if isinstance(who := getattr(row, field, None), str)}
    return frozenset(found)


def _is(answer: bool) -> str:
    return "ja" if answer else "nee"


def _count(answer: object) -> str:
    return str(answer)


def _day(answer: date | None) -> str:
    return "er is er geen" if answer is None else in_words(answer)


def _on(one: date | None) -> str:
    """A day of a row, which may have none."""
    return "onbekend" if one is None else in_words(one)


def _periode(begin: date, end: date | None) -> str:
    return f"vanaf {_on(begin)}" if end is None else f"van {_on(begin)} tot en met {_on(end)}"


def _product(row: Any) -> str:
    return " ".join(one for one in (row.categorie, row.code) if one) or "geen product"


def _omvang(row: Any) -> str:
    if row.budget_cents is not None:
        return f", budget {row.budget_cents} cent"
    if row.volume is None:
        return ""
    return f", volume {row.volume}, eenheid {row.eenheid}, frequentie {row.frequentie}"


def _toewijzing(row: Any) -> str:
    gone = ", verwijderd" if row.is_verwijderd else ""
    return f"{row.nummer}: {_product(row)}, {_periode(row.ingangsdatum, row.einddatum)}{_omvang(row)}{gone}"


def _levering(row: Any) -> str:
    paused = f", tijdelijk gestopt op {_on(row.tijdelijk_einde)}" if row.tijdelijk_einde else ""
    end = f", gestopt op {_on(row.einde)} met reden {row.reden}" if row.einde else ""
    return f"{_product(row)}, gestart op {_on(row.begindatum)}{paused}{end}"


def _verzoek(row: Any) -> str:
    state = "afgewezen" if row.is_rejected else "toegewezen" if row.is_toegewezen else "open"
    return f"{row.referentie}: {state}{', in onderzoek' if row.is_in_onderzoek else ''}"


def _part(row: Any) -> str:
    number = "" if row.toewijzing_nummer is None else f" toewijzing {row.toewijzing_nummer}"
    return f"{row.soort}{number}{', toegewezen' if row.is_toegewezen else ''}"


def _prestatie(row: Any) -> str:
    sign = "credit" if row.is_credit else "debet"
    periode = _periode(row.begindatum, row.einddatum)
    return f"{row.referentie}: {sign}, {periode}, volume {row.volume}, {row.bedrag_cents} cent, {row.uitslag}"


def _declaratie(row: Any) -> str:
    state = "beantwoord" if row.is_answered else "nog niet beantwoord"
    return f"{row.nummer}: vanaf {_on(row.periode_begin)}, {row.totaal_cents} cent, {state}"


def _tarief(row: Any) -> str:
    return f"{row.tarief_cents} cent voor eenheid {row.eenheid}"


def _one(shown: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda row: "niet bekend" if row is None else shown(row)


def _each(shown: Callable[[Any], str]) -> Callable[[Any], str]:
    def listed(rows: Sequence[Any]) -> str:
        more = f"; en nog {len(rows) - _MOST_LISTED}" if len(rows) > _MOST_LISTED else ""
        return "; ".join(map(shown, rows[:_MOST_LISTED])) + more or "geen"

    return listed


def _tarieven(categorie: str, code: str, op: date, ingangsdatum: date | None) -> str:
    of_begin = f" (toewijzing vanaf {_on(ingangsdatum)})" if ingangsdatum is not None else ""
    return f"Tarief van {categorie} {code} op {_on(op)}{of_begin}"


_QUESTIONS: Mapping[str, tuple[str | Callable[..., str], Callable[[Any], str]]] = {
    "vandaag": ("Dag van ontvangst", _day),
    "identificatie_is_gebruikt": ("Is deze Identificatie eerder gebruikt?", _is),
    "toewijzing": ("Toewijzing {0}", _one(_toewijzing)),
    "is_own": ("Is toewijzing {0.nummer} voor deze cliënt en aanbieder?", _is),
    "is_of": ("Is toewijzing {0.nummer} voor deze cliënt en aanbieder?", _is),
    "leveringen": ("Leveringen op toewijzing {0}", _each(_levering)),
    "verzoek": ("Verzoek {0}", _one(_verzoek)),
    "is_own_verzoek": ("Is verzoek {0.referentie} voor deze gemeente en cliënt?", _is),
    "open_verzoeken": ("Open verzoeken voor deze cliënt", _each(_verzoek)),
    "toewijzingen": ("Toewijzingen van deze cliënt", _each(_toewijzing)),
    "delen": ("Producten van verzoek {0.referentie}", _each(_part)),
    "is_known_client": ("Heeft deze cliënt hier ooit een toewijzing gehad?", _is),
    "goedgekeurde_prestaties": ("Aantal goedgekeurde prestaties op toewijzing {0}", _count),
    "prestaties": ("Prestaties op toewijzing {0}", _each(_prestatie)),
    "prestatie": ("Prestatie {0}", _one(_prestatie)),
    "prestatie_in": ("Prestatie {1} in declaratie {0.nummer}", _one(_prestatie)),
    "prestatie_is_of": ("Is prestatie {0.referentie} voor deze cliënt?", _is),
    "declaratie": ("Declaratie {0}", _one(_declaratie)),
    "declaratie_with": ("Declaratie in het bericht met Identificatie {0}", _one(_declaratie)),
    "last_declaratieperiode": ("Begin van de laatste declaratieperiode", _day),
    "tarieven": (_tarieven, _each(_tarief)),
    "uitvoeringsvariant": ("Uitvoeringsvariant van {0} {1} op {2}", lambda answer: answer or "niet eenduidig"),
    "is_taakgericht": ("Is {0} {1} taakgericht op {2}?", _is),
    "gemeentecode_exists": ("Bestaat gemeentecode {0} op {1}?", _is),
    "product_fits": ("Past {0} {1} bij wat is afgesproken op {2}?", _is),
}
"""Of each question of History: its words, and how the answer reads. A test holds that none is left out."""
