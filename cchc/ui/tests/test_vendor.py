import re
from pathlib import Path

import pytest

import cchc
from cchc.ui import vendor

ROOT = Path(cchc.__file__).parent
UI = ROOT / "ui"
TEMPLATES = list(ROOT.rglob("templates/**/*.html"))

# Tabler's colours fail AA: the product's own classes are used instead.
COLOURS = re.compile(
    r"\b(?:bg|text|border|btn|badge|alert|link)-(?:outline-)?"
    r"(?:primary|secondary|success|warning|danger|info|light|dark|muted|"
    r"blue|azure|indigo|purple|pink|red|orange|yellow|lime|green|teal|cyan|gray)(?:-lt|-fg)?\b"
)
CLASS = re.compile(r'class="([^"]*)"')
ICON = re.compile(r'{% icon "([a-z0-9-]+)"|\bicon="([a-z0-9-]+)"')


def test_files_of_others_are_what_the_list_says():
    assert vendor.faults() == []


def test_each_vendored_file_has_a_licence_and_a_version():
    for row in vendor.vendored():
        assert row["licence"] in ("MIT", "OFL-1.1")
        assert row["version"]


def test_a_changed_file_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(vendor, "FOLDER", tmp_path)
    (tmp_path / "new.css").write_text("a{}")
    assert "new.css: not listed" in vendor.faults()
    assert "tabler/tabler.min.css: missing" in vendor.faults()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_template_uses_the_colours_of_tabler(file):
    assert [found for classes in CLASS.findall(file.read_text()) for found in COLOURS.findall(classes)] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_template_has_style_or_script_of_its_own(file):
    text = file.read_text()
    if file.name == "letter.html":  # mail programs know styles in the element alone
        text = re.sub(r"\sstyle=\"[^\"]*\"", "", text)
    assert not re.search(
        r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)|\son[a-z]+=\"", text
    )


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_icon_that_a_template_names_exists(file):
    named = {one or other for one, other in ICON.findall(file.read_text())}
    assert named <= vendor.icon_names()


def test_a_colour_of_tabler_would_be_seen():
    assert COLOURS.search("badge bg-green-lt")
    assert COLOURS.search("btn-success")
    assert not COLOURS.search("btn btn--primary tone-red")


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-Fa-f]{6})", (UI / "static/ui/tokens.css").read_text()))


@pytest.mark.parametrize("tone", ["neutral", "blue", "violet", "amber", "red", "green", "teal"])
def test_words_and_icons_of_each_tone_can_be_read(tone):
    assert _contrast(TOKENS[f"{tone}-ink"], TOKENS[f"{tone}-bg"]) >= 4.5
    assert _contrast(TOKENS[f"{tone}-icon"], TOKENS[f"{tone}-bg"]) >= 3


@pytest.mark.parametrize("ink", ["ink", "ink-2", "primary", "danger", "ok"])
@pytest.mark.parametrize("ground", ["page", "surface", "surface-2"])
def test_text_can_be_read_on_every_ground(ink, ground):
    assert _contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


def test_borders_of_inputs_and_the_focus_can_be_seen():
    assert _contrast(TOKENS["field"], TOKENS["surface"]) >= 3
    assert _contrast(TOKENS["focus"], TOKENS["page"]) >= 3
    assert _contrast(TOKENS["focus-dark"], TOKENS["header"]) >= 3
