"""Identifiers made by the program, so that rows know each other before the database has seen them."""

import os
import secrets
import time
import uuid

# Crockford's alphabet: no I, L, O, U, so that a code read aloud or copied by hand stays itself.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


_SECOND = 1000 << 12  # in the units of an identifier's time: a millisecond and 12 bits of it
_last = 0  # the time in the identifier that this process made last


def uuid7() -> uuid.UUID:
    """A random identifier that sorts by the time of its making, to a quarter of a microsecond (RFC 9562, 6.2).

    What one process makes sorts so also where the clock stands, or is put back by less than a second. Two threads
    that ask at once still get two.
    """
    global _last
    millisecond, rest = divmod(time.time_ns(), 1_000_000)
    stamp = millisecond << 12 | (rest << 12) // 1_000_000
    _last = _last + 1 if 0 <= _last - stamp < _SECOND else stamp
    value = _last >> 12 << 80 | 7 << 76 | (_last & 0xFFF) << 64
    return uuid.UUID(int=value | 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2)


def code(length: int) -> str:
    """A random code of `length` marks that people can read to each other; 5 bits a mark."""
    value = secrets.randbits(5 * length)
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in range(length))


def plain_code(text: str) -> str:
    """A code as typed by a person, in the form in which it was made: no spaces or dashes, O read as 0."""
    return text.upper().replace("O", "0").replace("I", "1").replace("L", "1").replace(" ", "").replace("-", "")
