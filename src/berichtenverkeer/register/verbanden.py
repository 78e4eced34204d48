# SPDX-License-Identifier: EUPL-1.2
"""What must be right between rows: one truth per key and day, references that hold, codes that exist."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from berichtenverkeer.register.declaratie import Row, Verwijzing, column_name
from berichtenverkeer.register.reading import Sheet
from berichtenverkeer.register.rows import Gemeentecode, Partij, Perceel, Product
from berichtenverkeer.standaard.gemeenten import gemeenten

Sheets = Mapping[str, Sheet]

_DAY = timedelta(days=1)


def check_verbanden(sheets: Sheets, regio: str) -> None:
    """Add the faults between rows and between files to the bladen where they must be repaired."""
    for sheet in sheets.values():
        _one_truth_per_day(sheet)
        for reference in sheet.tabel.verwijzingen:
            _refers_to_existing(sheets, sheet, reference)
    _gemeentecodes_existing(sheets)
    _percelen_fit(sheets)
    _regio_is_partij(sheets["partijen"], regio)


def _one_truth_per_day(sheet: Sheet) -> None:
    per_key: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in sheet.rijen:
        per_key[sheet.tabel.key_of(row)].append((number, row))
    column = column_name((sheet.tabel.sleutel or ("geldig_van",))[0])
    for rows in per_key.values():
        rows.sort(key=lambda pair: (pair[1].geldig_van, pair[0]))
        longest_number, longest = rows[0]
        for number, row in rows[1:]:
            if row == longest:
                sheet.fout(number, column, f"Deze rij staat ook op regel {longest_number}.", "Verwijder een van beide.")
            elif _ending(longest) >= row.geldig_van:
                sheet.fout(
                    number,
                    "" if sheet.tabel.per_jaar else "geldig_van",
                    f"Deze rij overlapt in tijd met regel {longest_number} met dezelfde sleutel.",
                    "Laat de ene rij eindigen voor de andere begint, of verwijder er een.",
                )
            if _ending(row) > _ending(longest):
                longest_number, longest = number, row


def _ending(row: Row) -> date:
    return row.geldig_tot or date.max


def _refers_to_existing(sheets: Sheets, sheet: Sheet, reference: Verwijzing) -> None:
    target = sheets[reference.naar]
    if not target.is_leesbaar:
        return
    per_key: dict[str, list[Row]] = defaultdict(list)
    for _, row in target.rijen:
        if not reference.soort or (isinstance(row, Partij) and row.soort == reference.soort):
            per_key[target.tabel.key_of(row)].append(row)
    column = column_name(reference.kolommen[-1])
    where = target.tabel.bestand + (f" met soort {reference.soort}" if reference.soort else "")
    for number, row in sheet.rijen:
        values = [str(getattr(row, name)) for name in reference.kolommen]
        key = "|".join(values)
        if not values[0] or key in target.bedorven:
            continue
        text = " ".join(filter(None, values))
        if key not in per_key:
            sheet.fout(
                number, column, f"'{text}' staat niet in {where}.", f"Voeg de rij toe aan {target.tabel.bestand}."
            )
        elif not _covers(per_key[key], row, reference.geheel):
            how = "de hele geldigheid" if reference.geheel else "geen enkele dag"
            sheet.fout(
                number,
                column,
                f"'{text}' geldt volgens {target.tabel.bestand} "
                + (f"niet gedurende {how} van deze rij." if reference.geheel else f"op {how} van dit jaar."),
                f"Pas de geldigheid hier of in {target.tabel.bestand} aan.",
            )


def _covers(targets: Iterable[Row], row: Row, whole: bool) -> bool:
    """Whether the rows together are true on every day of `row` (or, not `whole`, on one day of it)."""
    if not whole:
        return any(target.geldig_van <= _ending(row) and row.geldig_van <= _ending(target) for target in targets)
    day = row.geldig_van
    for target in sorted(targets, key=lambda target: target.geldig_van):
        if target.geldig_van <= day <= _ending(target):
            if _ending(target) >= _ending(row):
                return True
            day = _ending(target) + _DAY
    return False


def _gemeentecodes_existing(sheets: Sheets) -> None:
    exceptions = sheets["gemeentecodes"]
    own = {row.gemeente for _, row in exceptions.rijen if isinstance(row, Gemeentecode)} | exceptions.bedorven
    sheet = sheets["partijen"]
    for number, row in sheet.rijen:
        if not isinstance(row, Partij) or row.soort != "gemeente" or len(row.code) != 4:
            continue
        if row.code not in gemeenten() and row.code not in own and exceptions.is_leesbaar:
            sheet.fout(
                number,
                "code",
                f"De gemeentecode {row.code} staat niet in de indeling van het CBS.",
                "Verbeter de code, of zet haar met begin- en einddatum in gemeentecodes.csv.",
            )


def _percelen_fit(sheets: Sheets) -> None:
    segment = {row.perceel: row.segment for _, row in sheets["percelen"].rijen if isinstance(row, Perceel)}
    sheet = sheets["producten"]
    for number, row in sheet.rijen:
        if isinstance(row, Product) and row.perceel and segment.get(row.perceel, row.segment) != row.segment:
            sheet.fout(
                number,
                "perceel",
                f"Perceel {row.perceel} hoort volgens percelen.csv bij segment {segment[row.perceel]}.",
                "Verbeter het perceel of het segment van dit product.",
            )


def _regio_is_partij(sheet: Sheet, regio: str) -> None:
    if not sheet.is_leesbaar or not regio or regio in sheet.bedorven:
        return
    partijen = [(number, row) for number, row in sheet.rijen if isinstance(row, Partij) and row.soort == "regio"]
    for number, row in partijen:
        if row.code != regio:
            sheet.fout(
                number,
                "code",
                f"De regio heet hier '{row.code}' en in regio.toml '{regio}'.",
                "Gebruik op beide plaatsen dezelfde code.",
            )
    if not partijen:
        sheet.fout(0, "", "De regio zelf ontbreekt.", f"Voeg een rij toe met soort regio en code {regio}.")
