"""Templates: our colours, no code in attributes, nothing undefined."""

import re

import pytest
from django.template import Context, Template

from tests.house.sources import files, name

_TONES = (
    "primary|secondary|success|danger|warning|info|blue|azure|indigo|purple|pink|red|orange|yellow|lime|green|teal|"
    "cyan"
)
TABLER_COLOURS = re.compile(
    rf"\b(bg-[a-z]+-lt|bg-({_TONES})|text-({_TONES})|btn-(outline-|ghost-)?({_TONES})|"
    rf"alert-({_TONES})|status-({_TONES})|badge-({_TONES})|border-({_TONES}))\b"
)
CLASSES = re.compile(r"""class=(?:"([^"]*)"|'([^']*)')""")
CODE = re.compile(
    r"""\son[a-z]+\s*=\s*["']|\sstyle\s*=\s*["']|<script(?![^>]*\bsrc=)[^>]*>|javascript:""", re.IGNORECASE
)


def colours_in(source: str) -> list[str]:
    """Tabler's colour classes, whose contrast falls short: the tokens of `ui` stand in their place."""
    return [
        found[0]
        for classes in CLASSES.finditer(source)
        for found in TABLER_COLOURS.finditer(classes[1] or classes[2] or "")
    ]


def code_in(source: str, *, is_letter: bool = False) -> list[str]:
    """What the content security policy would refuse: code and styles inside the page.

    A letter goes to mail programs, which know styles in the element alone.
    """
    without_json = re.sub(r"""<script[^>]*type=["']application/json["'][^>]*>""", "", source)
    found = [one[0].strip() for one in CODE.finditer(without_json)]
    return [one for one in found if not (is_letter and one.lower().startswith("style"))]


def test_no_template_uses_the_colours_of_tabler():
    assert [(name(path), found) for path in files("*.html") for found in colours_in(path.read_text())] == []


@pytest.mark.parametrize("source", ['<b class="badge bg-green-lt">', "<a class='btn btn-success'>"])
def test_a_colour_of_tabler_is_seen(source):
    assert colours_in(source)


def test_no_template_has_code_or_styles_in_it():
    assert [
        (name(path), found)
        for path in files("*.html")
        for found in code_in(path.read_text(), is_letter=path.name == "letter.html")
    ] == []


@pytest.mark.parametrize(
    "source", ['<a onclick="x()">', "<p style='color:red'>", "<script>x()</script>", '<a href="javascript:x()">']
)
def test_code_in_a_page_is_seen(source):
    assert code_in(source)
    assert code_in('<script src="a.js"></script><script type="application/json">{}</script>') == []


def test_a_letter_may_have_styles_and_no_code():
    assert code_in("<p style='margin: 0'>", is_letter=True) == []
    assert code_in('<p style="margin: 0" onclick="x()">', is_letter=True)


def test_an_undefined_variable_is_fatal():
    with pytest.raises(pytest.fail.Exception, match="nothing_of_the_kind"):
        Template("{{ nothing_of_the_kind }}").render(Context())
