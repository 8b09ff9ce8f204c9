"""Lines of bank files (BAI2, camt.053, MT940, OFX) as items."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from ingestion.errors import ConfigError
from orchestration.file_match.file_read import FileRead, Item, Note

TABLES = (".csv", ".xlsx", ".xlsm", ".parquet", ".pq", ".tsv")


def bank_items(path: Path, side: str, *, is_inverted: bool = False) -> FileRead | None:
    """None where ``path`` is no bank file. A generic CSV is a table, not a statement. Raises ConfigError."""
    from ingestion.formats import UnreadableFileError, read_statements
    from ingestion.formats.detect import detect

    content = path.read_bytes()
    kind = None if path.suffix.lower() in TABLES else detect(content)
    if kind in (None, "csv"):
        return None
    try:
        file = read_statements(path.name, content)
    except UnreadableFileError as error:
        raise ConfigError(f"{path.name}: {error.reason}", "Ask the bank for the file again, or export it as CSV.") from None
    seen: Counter[str] = Counter()
    found = []
    for statement in file.statements:
        for line in statement.lines:
            text = f"{line.booking_date}|{line.amount}|{line.text}"
            base = line.bank_reference or hashlib.sha256(text.encode()).hexdigest()[:16]
            seen[base] += 1
            found.append(
                Item(
                    side=side,
                    id=base if seen[base] == 1 else f"{base}#{seen[base]}",
                    on=line.booking_date,
                    amount=-line.amount if is_inverted else line.amount,
                    currency=line.currency or statement.currency or "",
                    account=statement.account_number or "",
                    counterparty=line.counterparty or "",
                    references=tuple(r for r in (line.customer_reference, line.end_to_end_id, line.bank_reference) if r),
                    check_number=line.check_number or "",
                    description=line.text or "",
                    extra=(),
                    row=len(found) + 1,
                    has_own_id=bool(line.bank_reference),
                )
            )
    notes = [Note(f"Read as a bank file ({kind}).")]
    notes += [Note(f"The file's own control fails: {check.detail or check.name}.", is_doubtful=True) for check in file.failures]
    return FileRead(path.name, side, tuple(found), {}, tuple(notes), (), ())
