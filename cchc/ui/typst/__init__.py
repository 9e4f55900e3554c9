"""Paper: pages set by typst into PDF files that last (PDF/A-2a) and can be read aloud (PDF/UA-1)."""

from cchc.ui.typst.press import images, pdf

__all__ = ["images", "pdf"]
