"""Why a file could not be read at all."""


class Unreadable(ValueError):
    """The file is no document of a kind that is read, or it is broken. The message is for who gave it."""
