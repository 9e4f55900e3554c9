"""English beside the Vietnamese of the code, without any tool that a fresh machine may lack.

Messages in code and templates are Vietnamese; `cchc/locale/en` has their English. `cchc/locale/vi` has the
Vietnamese of what Django and allauth say in English and have no Vietnamese for.

    python -m cchc.ui.translations collect         put new messages into the English list, drop gone ones, compile
    python -m cchc.ui.translations missing         print what lacks English as JSON, to be filled in
    python -m cchc.ui.translations fill FILE       take such a JSON back, compile
    python -m cchc.ui.translations compile         write the .mo files from the .po files
"""

import ast
import json
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "locale"
CONTEXT_END = "\x04"

# Which arguments of a function are context, singular and plural; None where it has none.
_SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_CALL = re.compile(r"\b(n?p?gettext|_)\(")
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
_HEADERS = {
    "en": "nplurals=2; plural=(n != 1);",
    "vi": "nplurals=1; plural=0;",
}

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Entry:
    """A message and its translation. `said` has one text, or one for each plural form."""

    id: str
    context: str = ""
    plural: str = ""
    said: tuple[str, ...] = ()
    places: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> Key:
        """What tells messages apart."""
        return self.context, self.id, self.plural

    @property
    def is_translated(self) -> bool:
        """Whether every form has a text."""
        return bool(self.said) and all(self.said)


def collect(root: Path = ROOT) -> list[Entry]:
    """Every message of the code and the templates under `root`, tests apart, with the files that say it."""
    found: dict[Key, Entry] = {}
    for file in sorted(root.rglob("*")):
        parts = file.relative_to(root).parts
        if {"tests", "migrations", "vendor", "locale", "__pycache__"} & set(parts):
            continue
        if file.suffix == ".py":
            entries = in_code(file.read_text())
        elif "templates" in parts and file.suffix in (".html", ".txt", ".svg"):
            entries = in_template(file.read_text())
        else:
            continue
        for entry in entries:
            known = found.get(entry.key, entry)
            found[entry.key] = replace(known, places=(*known.places, "/".join(parts)))
    return [
        replace(entry, places=tuple(dict.fromkeys(entry.places)))
        for entry in sorted(found.values(), key=lambda entry: (entry.id, entry.context))
    ]


def in_code(source: str) -> Iterator[Entry]:
    """The messages of a module: calls of Django's translation functions with literal text."""
    tree = ast.parse(source)
    names = dict[str, str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _entry(names.get(node.func.id, ""), node)


def in_template(source: str) -> Iterator[Entry]:
    """The messages of a template: `translate`, `blocktranslate` and `_("…")`."""
    drawn = templatize(source)
    for call in _CALL.finditer(drawn):
        name = "gettext" if call.group(1) == "_" else call.group(1)
        node = _parsed(drawn, call.start())
        if node is not None:
            yield from _entry(name, node)


def _parsed(text: str, start: int) -> ast.Call | None:
    """The call that begins at `start`, read up to its closing bracket."""
    for end in (place.end() for place in re.finditer(r"\)", text[start:])):
        try:
            tree = ast.parse(text[start : start + end], mode="eval")
        except SyntaxError:
            continue
        return tree.body if isinstance(tree.body, ast.Call) else None
    return None


def _entry(name: str, call: ast.Call) -> Iterator[Entry]:
    shape = _SHAPES.get(name)
    if shape is None:
        return
    context, singular, plural = (None if place is None else _text(call, place) for place in shape)
    if singular:
        yield Entry(singular, context or "", plural or "")


def _text(call: ast.Call, place: int) -> str | None:
    if place >= len(call.args):
        return None
    argument = call.args[place]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def read(po: Path) -> list[Entry]:
    """The entries of a .po file, its header apart."""
    entries, fields, current, places = list[Entry](), dict[str, str](), "", list[str]()

    def finish() -> None:
        if fields.get("msgid"):
            said = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
            entry = Entry(fields["msgid"], fields.get("msgctxt", ""), fields.get("msgid_plural", ""), said)
            entries.append(replace(entry, places=tuple(places)))
        fields.clear()
        places.clear()

    for line in [*po.read_text().splitlines(), ""]:
        if not line:
            finish()
        elif line.startswith("#:"):
            places.append(line[2:].strip())
        elif line.startswith('"'):
            fields[current] += json.loads(line)
        elif not line.startswith("#"):
            current, text = line.split(" ", 1)
            fields[current] = json.loads(text)
    return entries


def write(po: Path, language: str, entries: Iterable[Entry]) -> None:
    """Write a .po file, in the order of the messages, so that two people's additions rarely meet."""
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in _header(language).splitlines()), ""]
    for entry in sorted(entries, key=lambda entry: (entry.id, entry.context)):
        lines += [f"#: {place}" for place in entry.places]
        if entry.context:
            lines.append(f"msgctxt {_quoted(entry.context)}")
        lines.append(f"msgid {_quoted(entry.id)}")
        if entry.plural:
            lines.append(f"msgid_plural {_quoted(entry.plural)}")
            forms = entry.said or ("",) * (2 if language == "en" else 1)
            lines += [f"msgstr[{place}] {_quoted(text)}" for place, text in enumerate(forms)]
        else:
            lines.append(f"msgstr {_quoted(entry.said[0] if entry.said else '')}")
        lines.append("")
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text("\n".join(lines))


def _header(language: str) -> str:
    return (
        f"Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: 8bit\nPlural-Forms: {_HEADERS[language]}\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def compiled(language: str, entries: Iterable[Entry]) -> bytes:
    """The .mo file of the translated entries, as gettext reads it."""
    texts = {"": _header(language)}
    for entry in entries:
        if entry.is_translated:
            name = f"{entry.context}{CONTEXT_END}{entry.id}" if entry.context else entry.id
            texts[f"{name}\0{entry.plural}" if entry.plural else name] = "\0".join(entry.said)
    pairs = [(key.encode(), texts[key].encode()) for key in sorted(texts, key=str.encode)]
    count, keys_at = len(pairs), 7 * 4
    values_at = keys_at + 8 * count
    place = values_at + 8 * count
    tables = []
    for side in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[side]), place))
            place += len(pair[side]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, count, keys_at, values_at, 0, place)
    bodies = [pair[side] + b"\0" for side in (0, 1) for pair in pairs]
    return head + b"".join(tables) + b"".join(bodies)


def po_of(language: str) -> Path:
    """The .po file of a language; its .mo file stands beside it."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def compile_all() -> None:
    """Write the .mo files from the .po files."""
    for language in _HEADERS:
        po = po_of(language)
        po.with_suffix(".mo").write_bytes(compiled(language, read(po)))


def merged(found: Iterable[Entry], known: Iterable[Entry]) -> list[Entry]:
    """What was found, with the translations that are known."""
    said = {entry.key: entry.said for entry in known}
    return [replace(entry, said=said.get(entry.key, ())) for entry in found]


def faults(found: Iterable[Entry], known: Iterable[Entry]) -> list[str]:
    """What lacks English, or has places in its English that the Vietnamese lacks, and the reverse."""
    wrong = []
    for entry in merged(found, known):
        if not entry.is_translated:
            wrong.append(f"{entry.places[0] if entry.places else ''}: no English for {entry.id!r}")
        elif any(set(_PLACE.findall(text)) - _places(entry) for text in entry.said) or (
            _places(entry) - set(_PLACE.findall(entry.said[-1]))
        ):
            wrong.append(f"{entry.id!r}: other places in {entry.said!r}")
    return wrong


def _places(entry: Entry) -> set[str]:
    return set(_PLACE.findall(entry.id + entry.plural))


def _name(entry: Entry) -> str:
    return f"{entry.context}{CONTEXT_END}{entry.id}" if entry.context else entry.id


def main(arguments: list[str]) -> int:
    """Collect, list, fill in, or compile. Returns the exit code."""
    english = po_of("en")
    known = read(english) if english.exists() else []
    match arguments:
        case ["collect"]:
            entries = merged(collect(), known)
            write(english, "en", entries)
            compile_all()
            lacking = sum(not entry.is_translated for entry in entries)
            sys.stdout.write(f"{len(entries)} messages, {lacking} without English\n")
        case ["missing"]:
            lacking_entries = [entry for entry in merged(collect(), known) if not entry.is_translated]
            blank = {_name(entry): ["", ""] if entry.plural else "" for entry in lacking_entries}
            sys.stdout.write(json.dumps(blank, ensure_ascii=False, indent=1) + "\n")
        case ["fill", file]:
            given: dict[str, str | list[str]] = json.loads(Path(file).read_text())
            entries = []
            for entry in merged(collect(), known):
                text = given.get(_name(entry), entry.said)
                entries.append(replace(entry, said=(text,) if isinstance(text, str) else tuple(text)))
            write(english, "en", entries)
            compile_all()
        case ["compile"]:
            compile_all()
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
