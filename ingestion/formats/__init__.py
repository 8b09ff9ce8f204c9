"""Readers of files from banks, payers and people. ``read_statements`` is the door to bank files, ``read_table`` to tables."""

from ingestion.formats.read import read_statements
from ingestion.formats.statement import Check, Statement, StatementFile, StatementLine, UnreadableFileError
from ingestion.formats.table import read_table

__all__ = ["Check", "Statement", "StatementFile", "StatementLine", "UnreadableFileError", "read_statements", "read_table"]
