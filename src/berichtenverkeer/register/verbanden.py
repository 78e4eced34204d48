# SPDX-License-Identifier: EUPL-1.2
"""What must be right between rows: one truth per key and day, references that hold, codes that exist."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from berichtenverkeer.register.declaratie import Reference, Row, column_name
from berichtenverkeer.register.money_rows import Begroting, Productgroep
from berichtenverkeer.register.reading import Sheet
from berichtenverkeer.register.rows import Gemeentecode, Partij, Perceel, Product
from berichtenverkeer.register.user_rows import ROLLEN, Gebruiker
from berichtenverkeer.standaard.gemeenten import gemeenten

Sheets = Mapping[str, Sheet]

_DAY = timedelta(days=1)


def check_verbanden(sheets: Sheets, regio: str) -> None:
    """Add the faults between rows and between files to the sheets where they must be repaired."""
    for sheet in sheets.values():
        _one_truth_per_day(sheet)
        for reference in sheet.table.references:
            _refers_to_known_rows(sheets, sheet, reference)
    _gemeentecodes_exist(sheets)
    _percelen_fit(sheets)
    _groups_fit(sheets)
    _users_fit(sheets)
    _regio_is_partij(sheets["partijen"], regio)


def _one_truth_per_day(sheet: Sheet) -> None:
    per_key: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in sheet.rows:
        per_key[sheet.table.key_of(row)].append((number, row))
    column = column_name((sheet.table.key or ("geldig_van",))[0])
    for rows in per_key.values():
        rows.sort(key=lambda pair: (pair[1].geldig_van, pair[0]))
        longest_number, longest = rows[0]
        for number, row in rows[1:]:
            if row == longest:
                sheet.add_fault(
                    number, column, f"Deze rij staat ook op regel {longest_number}.", "Verwijder een van beide."
                )
            elif _last_day(longest) >= row.geldig_van:
                sheet.add_fault(
                    number,
                    "" if sheet.table.is_per_year else "geldig_van",
                    f"Deze rij overlapt in tijd met regel {longest_number} met dezelfde sleutel.",
                    "Laat de ene rij eindigen voor de andere begint, of verwijder er een.",
                )
            if _last_day(row) > _last_day(longest):
                longest_number, longest = number, row


def _last_day(row: Row) -> date:
    return row.geldig_tot or date.max


def _refers_to_known_rows(sheets: Sheets, sheet: Sheet, reference: Reference) -> None:
    target = sheets[reference.target]
    if not target.is_readable:
        return
    per_key: dict[str, list[Row]] = defaultdict(list)
    for _, row in target.rows:
        if not reference.soort or (isinstance(row, Partij) and row.soort == reference.soort):
            per_key[target.table.key_of(row)].append(row)
    column = column_name(reference.columns[-1])
    where = target.table.file + (f" met soort {reference.soort}" if reference.soort else "")
    for number, row in sheet.rows:
        for values in _named(row, reference):
            key, text = "|".join(values), " ".join(filter(None, values))
            if key in target.faulty_keys:
                continue
            if key not in per_key:
                sheet.add_fault(
                    number, column, f"'{text}' staat niet in {where}.", f"Voeg de rij toe aan {target.table.file}."
                )
            elif not _covers(per_key[key], row, reference.whole):
                sheet.add_fault(
                    number,
                    column,
                    f"'{text}' geldt volgens {target.table.file} "
                    + ("niet gedurende de hele geldigheid" if reference.whole else "op geen enkele dag")
                    + " van deze rij.",
                    f"Pas de geldigheid hier of in {target.table.file} aan.",
                )


def _named(row: Row, reference: Reference) -> list[list[str]]:
    """The keys that a row refers to: one, none, or those of a cell with several."""
    values = [getattr(row, name) for name in reference.columns]
    if isinstance(values[0], tuple):
        return [[str(value)] for value in values[0]]
    return [[str(value) for value in values]] if values[0] else []


def _covers(targets: Iterable[Row], row: Row, whole: bool) -> bool:
    """Whether the rows together are true on every day of `row` (or, not `whole`, on one day of it)."""
    if not whole:
        return any(target.geldig_van <= _last_day(row) and row.geldig_van <= _last_day(target) for target in targets)
    day = row.geldig_van
    for target in sorted(targets, key=lambda target: target.geldig_van):
        if target.geldig_van <= day <= _last_day(target):
            if _last_day(target) >= _last_day(row):
                return True
            day = _last_day(target) + _DAY
    return False


def _gemeentecodes_exist(sheets: Sheets) -> None:
    exceptions = sheets["gemeentecodes"]
    own = {row.gemeente for _, row in exceptions.rows if isinstance(row, Gemeentecode)} | exceptions.faulty_keys
    sheet = sheets["partijen"]
    for number, row in sheet.rows:
        if not isinstance(row, Partij) or row.soort != "gemeente" or len(row.code) != 4:
            continue
        if row.code not in gemeenten() and row.code not in own and exceptions.is_readable:
            sheet.add_fault(
                number,
                "code",
                f"De gemeentecode {row.code} staat niet in de indeling van het CBS.",
                "Verbeter de code, of zet haar met begin- en einddatum in gemeentecodes.csv.",
            )


def _percelen_fit(sheets: Sheets) -> None:
    segment = {row.perceel: row.segment for _, row in sheets["percelen"].rows if isinstance(row, Perceel)}
    sheet = sheets["producten"]
    for number, row in sheet.rows:
        if isinstance(row, Product) and row.perceel and segment.get(row.perceel, row.segment) != row.segment:
            sheet.add_fault(
                number,
                "perceel",
                f"Perceel {row.perceel} hoort volgens percelen.csv bij segment {segment[row.perceel]}.",
                "Verbeter het perceel of het segment van dit product.",
            )


def _groups_fit(sheets: Sheets) -> None:
    """A budget is for a group that has products; a group has one name."""
    groups = sheets["productgroepen"]
    names: dict[str, str] = {}
    for number, row in groups.rows:
        if isinstance(row, Productgroep) and names.setdefault(row.productgroep, row.naam) != row.naam:
            groups.add_fault(
                number,
                "naam",
                f"Productgroep {row.productgroep} heet op een eerdere regel '{names[row.productgroep]}'.",
                "Geef een productgroep overal dezelfde naam.",
            )
    sheet = sheets["begrotingen"]
    for number, row in sheet.rows:
        named = isinstance(row, Begroting) and row.productgroep
        if named and named not in names and groups.is_readable and not groups.faulty_keys:
            sheet.add_fault(
                number,
                "productgroep",
                f"'{named}' staat niet in productgroepen.csv.",
                "Voeg de producten van deze groep toe aan productgroepen.csv.",
            )


def _users_fit(sheets: Sheets) -> None:
    """A rol is one that a partij of that kind has; who logs in at a provider is one person on every day."""
    kinds = {row.code: row.soort for _, row in sheets["partijen"].rows if isinstance(row, Partij)}
    seen: dict[tuple[str, str], list[tuple[int, Gebruiker]]] = defaultdict(list)
    sheet = sheets["gebruikers"]
    for number, row in sheet.rows:
        assert isinstance(row, Gebruiker)
        soort = kinds.get(row.partij)
        fitting = [role for role, soorten in ROLLEN.items() if soort in soorten]
        for role in row.rollen if fitting else ():
            if role not in fitting:
                sheet.add_fault(
                    number,
                    "rollen",
                    f"De rol {role} bestaat niet bij een partij van de soort {soort}.",
                    f"Kies uit: {', '.join(fitting)}.",
                )
        same = seen[row.issuer, row.subject] if row.issuer else []
        for earlier, other in same:
            if other.gebruiker != row.gebruiker and _covers([other], row, whole=False):
                sheet.add_fault(
                    number,
                    "subject",
                    f"Op regel {earlier} staat dezelfde issuer en hetzelfde subject bij een andere gebruiker.",
                    "Een aanmelding is van een gebruiker; laat de ene rij eindigen voor de andere begint.",
                )
        same.append((number, row))


def _regio_is_partij(sheet: Sheet, regio: str) -> None:
    if not sheet.is_readable or not regio or regio in sheet.faulty_keys:
        return
    partijen = [(number, row) for number, row in sheet.rows if isinstance(row, Partij) and row.soort == "regio"]
    for number, row in partijen:
        if row.code != regio:
            sheet.add_fault(
                number,
                "code",
                f"De regio heet hier '{row.code}' en in regio.toml '{regio}'.",
                "Gebruik op beide plaatsen dezelfde code.",
            )
    if not partijen:
        sheet.add_fault(0, "", "De regio zelf ontbreekt.", f"Voeg een rij toe met soort regio en code {regio}.")
