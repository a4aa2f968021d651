"""The results as one picture: median time of a warm query by the number of passages, both in powers of ten."""

import math
from typing import Any

WIDTH, HEIGHT, LEFT, TOP = 640, 360, 70, 30
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - 130, HEIGHT - TOP - 60
COLOURS = {"Grail": "#1f6feb", "LangChain": "#d1570a", "LlamaIndex": "#8250df"}


def plot(results: dict[str, dict[str, Any]]) -> str:
    """An SVG. `results` are runs by number of passages and system."""
    points = {
        name: [(int(size), runs[name]["warm_ms"]["p50"]) for size, runs in results.items() if name in runs]
        for name in COLOURS
    }
    sizes = [size for line in points.values() for size, _ in line]
    times = [time for line in points.values() for _, time in line]
    across = _scale(min(sizes), max(sizes), LEFT, LEFT + PLOT_WIDTH)
    up = _scale(min(*times, 10), max(times), TOP + PLOT_HEIGHT, TOP)
    parts = [*_axes(sorted(set(sizes)), times, across, up)]
    for name, line in points.items():
        if line:
            parts += _line(name, [(across(size), up(time)) for size, time in line])
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12">'
        f'\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def _scale(low: float, high: float, start: float, end: float) -> Any:
    first, last = math.log10(low), math.log10(max(high, low * 1.01))
    return lambda value: start + (math.log10(value) - first) / (last - first) * (end - start)


def _axes(sizes: list[int], times: list[float], across: Any, up: Any) -> list[str]:
    parts = [_text(LEFT, 18, "Warm query, median, ms (S3 at 20 ms a request)")]
    parts += [_text(across(size), TOP + PLOT_HEIGHT + 20, f"{size:,}", "middle") for size in sizes]
    parts += [_text(LEFT + PLOT_WIDTH / 2, TOP + PLOT_HEIGHT + 42, "passages of the owner", "middle")]
    for power in range(1, math.ceil(math.log10(max(times))) + 1):
        value = 10**power
        if value <= max(times) * 1.01:
            height = up(value)
            parts.append(
                f'<line x1="{LEFT}" x2="{LEFT + PLOT_WIDTH}" y1="{height:.1f}" y2="{height:.1f}" stroke="#ddd"/>'
            )
            parts.append(_text(LEFT - 8, height + 4, f"{value:,}", "end"))
    return parts


def _line(name: str, places: list[tuple[float, float]]) -> list[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLOURS[name]}"/>' for x, y in places]
    x, y = places[-1]
    line = f'<polyline points="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>'
    return [line, *dots, _text(x + 8, y + 4, name)]


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#333">{text}</text>'
