"""Bytes from outside to rows of procedures. No database."""

from cchc.onestop.procedures.readers.columns import COLUMNS, Column
from cchc.onestop.procedures.readers.files import read
from cchc.onestop.procedures.readers.rows import Remark, Row, Unreadable
from cchc.onestop.procedures.readers.writing import cells_of, json_of

__all__ = ["COLUMNS", "Column", "Remark", "Row", "Unreadable", "cells_of", "json_of", "read"]
