"""Bytes from outside to rows of procedures. No database."""

from cchc.onestop.procedures.readers.files import read
from cchc.onestop.procedures.readers.own import COLUMNS, Column, cells_of, json_of
from cchc.onestop.procedures.readers.rows import Remark, Row, Unreadable

__all__ = ["COLUMNS", "Column", "Remark", "Row", "Unreadable", "cells_of", "json_of", "read"]
