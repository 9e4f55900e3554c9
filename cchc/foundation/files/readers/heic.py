"""A phone's HEIC photo, opened in a process of its own: a spoilt one can end whoever opens it.

This file is run by its path, alone, so that the process starts quickly and knows nothing of the program.
"""

import subprocess
import sys

MOST_PIXELS = 100_000_000  # more than any phone takes; a bomb is a small file that opens into more
LONG_EDGE = 3508  # A4 at 300 dots an inch
_SECONDS = 60
_MEMORY = 2 * 1024**3
_BOMB = 3


class Unreadable(Exception):
    """No photo came out of the bytes."""


class TooLarge(Exception):
    """The photo opens into more pixels than any phone takes."""


def upright(content: bytes) -> bytes:
    """The photo as PNG, turned upright, no longer than LONG_EDGE. Raises Unreadable, TooLarge."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__], input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable from error
    if done.returncode == _BOMB:
        raise TooLarge
    if done.returncode:
        raise Unreadable
    return done.stdout


def _open() -> int:
    import io
    import resource

    from pi_heif import register_heif_opener
    from PIL import Image, ImageOps

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=("HEIF",)) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            return _BOMB
        photo = ImageOps.exif_transpose(opened)
        photo.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    plain = photo.convert("RGBA" if "A" in photo.mode else "RGB")
    plain.save(sys.stdout.buffer, "PNG", compress_level=1)
    return 0


if __name__ == "__main__":
    sys.exit(_open())
