"""One door to every bank file."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping

from ingestion.formats.bai2 import read_bai2
from ingestion.formats.camt import read_camt
from ingestion.formats.csv_statement import read_csv
from ingestion.formats.detect import FORMATS, Format, detect, is_zip
from ingestion.formats.mt940 import read_mt940
from ingestion.formats.ofx import read_ofx
from ingestion.formats.statement import Profile, StatementFile, UnreadableFileError

LARGEST_MEMBER = 512 * 1024 * 1024
_READERS: dict[Format, Callable[[str, bytes, str | None], StatementFile]] = {
    "bai2": read_bai2,
    "camt053": read_camt,
    "mt940": read_mt940,
    "ofx": read_ofx,
}


def read_statements(name: str, content: bytes, profile: Profile | None = None, *, format: str = "auto") -> StatementFile:
    """The statements in ``content``. See StatementFile.failures before booking any of it.

    format: bai2, camt053, mt940, ofx, csv, or auto to tell by the content. profile: how the bank writes CSV; its ``encoding`` counts for
    the other text formats too. A zip is read as the sum of its files. Raises UnreadableFileError (reason and cure, no content).
    """
    if not content.strip():
        raise UnreadableFileError("The file is empty.", "Ask the bank to send it again.")
    if is_zip(content):
        return _zipped(name, content, profile, format)
    kind = detect(content) if format == "auto" else format
    if kind is None:
        raise UnreadableFileError("The file is no bank statement known here.", f"Send one of: {', '.join(FORMATS)}.")
    if kind not in FORMATS:
        raise UnreadableFileError(f"There is no format {kind}.", f"Use auto or one of: {', '.join(FORMATS)}.")
    if kind == "csv":
        return read_csv(name, content, profile)
    encoding = profile.get("encoding") if isinstance(profile, Mapping) else None
    return _READERS[kind](name, content, str(encoding) if encoding else None)


def _zipped(name: str, content: bytes, profile: Profile | None, format: str) -> StatementFile:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if any(m.file_size > LARGEST_MEMBER for m in members):
                raise UnreadableFileError("The zip holds a file too large to be a statement.", "Send the files unzipped.")
            files = [read_statements(m.filename, archive.read(m), profile, format=format) for m in members]
    except (zipfile.BadZipFile, zlib.error, RuntimeError):
        raise UnreadableFileError("The zip is damaged or encrypted.", "Ask the bank to send it again, without a password.") from None
    if not files:
        raise UnreadableFileError("The zip is empty.", "Ask the bank to send it again.")
    return StatementFile(name, files[0].format, tuple(s for f in files for s in f.statements), tuple(c for f in files for c in f.checks))
