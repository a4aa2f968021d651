"""Rendered A4 pages that look like scans, with the true text and the true box of each word."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import font_source_serif_pro
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

DPI = 200
A4 = (8.27, 11.69)
"""Inches."""

MARGIN = 0.9
"""Inches."""

POINTS = 12
LEADING = 1.45
GUTTER = 0.35
"""Inches between two columns."""

BLUR = 0.6
NOISE = 12.0
"""Radius in pixels, and the standard deviation of grey levels."""

QUALITY = 55
ASKEW = 0.8
"""Degrees."""

FONT = Path(font_source_serif_pro.__file__).parent / "files" / "SourceSerifPro-Regular.ttf"
"""It has the letters of Vietnamese."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in shares of the page as it is shown."""


@dataclass(frozen=True)
class ScannedPage:
    """A page as JPEG bytes, its text as it is read, and its words with their boxes."""

    jpeg: bytes
    text: str
    words: tuple[tuple[str, Box], ...]


def scanned_page(text: str, *, columns: int = 1, turn: int = 0, seed: int = 0) -> tuple[ScannedPage, int]:
    """A page with as much of `text` as fits, turned clockwise by `turn` degrees, and how many characters it took."""
    width, height = (round(side * DPI) for side in A4)
    letters = ImageFont.truetype(str(FONT), round(POINTS * DPI / 72))
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    words, lines, taken = _set(draw, text, letters, width, height, columns)
    generator = random.Random(seed)
    angle = generator.uniform(-ASKEW, ASKEW)
    noisy = _noisy(page, angle, turn, seed)
    boxes = tuple((word, _shown(box, angle, turn, width, height)) for word, box in words)
    return ScannedPage(noisy, "\n".join(lines), boxes), taken


def _set(
    draw: ImageDraw.ImageDraw,
    text: str,
    letters: ImageFont.FreeTypeFont,
    width: int,
    height: int,
    columns: int,
) -> tuple[list[tuple[str, Box]], list[str], int]:
    """Lines of `text` column by column; the words with their boxes in pixels, the lines, the characters taken."""
    margin, gutter, step = MARGIN * DPI, GUTTER * DPI, POINTS * LEADING * DPI / 72
    column_width = (width - 2 * margin - (columns - 1) * gutter) / columns
    blank = letters.getlength(" ")
    words: list[tuple[str, Box]] = []
    lines: list[str] = []
    tokens = text.split()
    at = taken = 0
    for column in range(columns):
        left, y = margin + column * (column_width + gutter), margin
        while at < len(tokens) and y + step < height - margin:
            x, line = left, []
            while at < len(tokens) and x + letters.getlength(tokens[at]) <= left + column_width:
                draw.text((x, y), tokens[at], font=letters, fill=20)
                words.append((tokens[at], draw.textbbox((x, y), tokens[at], font=letters)))
                x += letters.getlength(tokens[at]) + blank
                line.append(tokens[at])
                at += 1
            if not line:
                at += 1  # Longer than a line.
                continue
            lines.append(" ".join(line))
            y += step
    taken = len(" ".join(tokens[:at]))
    return words, lines, taken


def _noisy(page: Image.Image, angle: float, turn: int, seed: int) -> bytes:
    page = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(BLUR))
    noise = np.random.default_rng(seed).normal(0.0, NOISE, (page.height, page.width))
    page = Image.fromarray(np.clip(np.asarray(page, dtype=np.float32) + noise, 0, 255).astype(np.uint8))
    if turn:
        page = page.rotate(-turn, expand=True)
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=QUALITY, dpi=(DPI, DPI))
    return stream.getvalue()


def _shown(box: Box, angle: float, turn: int, width: int, height: int) -> Box:
    """The box in shares of the page after it was set askew and turned."""
    radians = np.deg2rad(angle)
    cosine, sine = float(np.cos(radians)), float(np.sin(radians))
    left, top, right, bottom = box
    corners = []
    for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
        dx, dy = x - width / 2, y - height / 2
        u = (dx * cosine + dy * sine + width / 2) / width
        v = (-dx * sine + dy * cosine + height / 2) / height
        corners.append({0: (u, v), 90: (1 - v, u), 180: (1 - u, 1 - v), 270: (v, 1 - u)}[turn])
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def jpeg_pdf(pages: Sequence[ScannedPage]) -> bytes:
    """A PDF whose pages are nothing but these pictures."""
    images = [Image.open(io.BytesIO(page.jpeg)) for page in pages]
    stream = io.BytesIO()
    images[0].save(stream, "PDF", resolution=DPI, save_all=True, append_images=images[1:])
    return stream.getvalue()
