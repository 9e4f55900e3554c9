"""clamd's INSTREAM: the bytes go to the scanner in pieces, one line comes back."""

import socket
import struct

PIECE = 64 * 1024


class ScannerSilent(Exception):
    """The scanner does not answer, or not in its own language; the file stays hidden until it does."""


def scan(address: str, content: bytes, wait: float = 60) -> str:
    """What the scanner at `address` (host:port, or a socket's path) finds in `content`; empty for nothing.

    Raises ScannerSilent.
    """
    try:
        with _call(address, wait) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerSilent(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer[8:-6][:200]
    raise ScannerSilent(answer)


def _call(address: str, wait: float) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(wait)
        line.connect(address)
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=wait)


def _answer(line: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\0") and len(got) < 4096:
        more = line.recv(4096)
        if not more:
            break
        got += more
    return got.rstrip(b"\0\n").decode(errors="replace")
