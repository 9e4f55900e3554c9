"""What happens to files, as audit and the scanner hear it."""

from dataclasses import dataclass

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FileStored(Event):
    """A file was taken; `must_scan`: it is hidden until the scanner has seen it."""

    file_id: str
    agency_id: int
    size: int
    must_scan: bool


@dataclass(frozen=True, kw_only=True)
class FileTurned(Event):
    """The pages of a file were turned; the bytes are others now."""

    file_id: str
    degrees: int
    must_scan: bool


@dataclass(frozen=True, kw_only=True)
class FileScanned(Event):
    """The scanner has seen a file; `threat` names what it found, empty for nothing."""

    file_id: str
    threat: str


@dataclass(frozen=True, kw_only=True)
class FileDiscarded(Event):
    """A file was given up by the room that kept it."""

    file_id: str
    agency_id: int
