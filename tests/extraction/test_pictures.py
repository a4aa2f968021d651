"""Files that are pictures, good and hostile ones."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.adapters.extraction import Extractor, sniff
from chalicelib.errors import DocumentError
from chalicelib.models import SliceRequest
from measure.ocr.score import character_errors
from tests.extraction.reading import read
from tests.extraction.scans import ENGLISH, VIETNAMESE, page_of, recognising


def picture(text: str = ENGLISH, seed: int = 1) -> Image.Image:
    return Image.open(BytesIO(page_of(text, seed=seed).jpeg))


def bytes_of(kind: str, image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def code_of(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        Extractor().extract(path, path.name)
    return caught.value.code


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.jpeg", "a.webp", "a.tif", "a.tiff"])
def test_picture_of_text_is_read(tmp_path: Path, name: str) -> None:
    picture().crop((100, 100, 1600, 900)).save(tmp_path / name)
    found = read(tmp_path / name)
    assert character_errors(ENGLISH, found.text) <= 0.01 * len(ENGLISH)
    assert [found.text[word.start : word.end] for word in found.words] == found.text.split()
    assert [page.number for page in found.pages] == [1]


def test_each_page_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    picture().save(path, save_all=True, append_images=[Image.new("L", (800, 1000), 255), picture(VIETNAMESE)])
    whole = Extractor().extract(path, path.name)
    assert [page.number for page in whole.pages] == [1, 3]
    assert "The harbour office" in whole.text
    assert "Văn phòng bến cảng" in whole.text
    first = Extractor().extract(path, path.name, SliceRequest(max_characters=len(ENGLISH)))
    rest = Extractor().extract(path, path.name, SliceRequest(first.cursor, len(first.text)))
    assert first.text + rest.text == whole.text


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_photograph_is_read_as_it_is_shown(tmp_path: Path, orientation: int) -> None:
    """Boxes count from the upper left corner of what a browser shows, which turns a picture as that says itself."""
    shown = picture().crop((100, 100, 1600, 900))
    turns = {3: 180, 6: 90, 8: 270}
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown.rotate(turns[orientation], expand=True).save(tmp_path / "a.jpg", exif=exif, quality=90)
    words = read(tmp_path / "a.jpg").words
    assert words[0].top < 2_000 < words[-1].top


def test_small_picture_of_a_screen_is_read(tmp_path: Path) -> None:
    small = picture().crop((100, 100, 1600, 900))
    small.resize((small.width // 2, small.height // 2), Image.Resampling.LANCZOS).save(tmp_path / "a.png")
    assert character_errors(ENGLISH, read(tmp_path / "a.png").text) <= 0.02 * len(ENGLISH)


def test_light_letters_on_a_dark_ground_are_read(tmp_path: Path) -> None:
    picture().crop((100, 100, 1600, 900)).point(lambda level: 255 - level).save(tmp_path / "a.png")
    assert "The harbour office opens at seven" in read(tmp_path / "a.png").text


def test_see_through_picture_lies_on_white(tmp_path: Path) -> None:
    letters = picture().crop((100, 100, 1600, 900)).point(lambda level: 255 - level)
    black = Image.new("RGBA", letters.size, (0, 0, 0, 0))
    black.putalpha(letters.point(lambda level: level if level > 60 else 0))
    black.save(tmp_path / "a.png")
    assert "The harbour office opens at seven" in read(tmp_path / "a.png").text


def test_content_and_not_the_ending_says_which_picture_it_is(tmp_path: Path) -> None:
    for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("TIFF", "tif"), ("WEBP", "webp")):
        (tmp_path / "scan").write_bytes(bytes_of(kind, Image.new("L", (40, 40))))
        assert sniff(tmp_path / "scan", "scan") == ending
        assert sniff(tmp_path / "scan", "a.png") == "png"
    (tmp_path / "scan").write_bytes(b"%PDF-1.7 and more")
    with pytest.raises(DocumentError, match=r"ends in \.png, but its content is a PDF"):
        sniff(tmp_path / "scan", "a.png")


def test_moving_picture_is_its_first_one(tmp_path: Path) -> None:
    first = picture().crop((100, 100, 1600, 500))
    first.save(tmp_path / "a.webp", save_all=True, append_images=[Image.new("L", first.size)] * 3)
    found = read(tmp_path / "a.webp")
    assert found.total == 1
    assert "The harbour office opens at seven" in found.text


def test_picture_without_text_says_so(tmp_path: Path) -> None:
    assert code_of(tmp_path / "a.png", bytes_of("PNG", Image.new("L", (900, 900), 255))) == "scanned"
    assert code_of(tmp_path / "a.png", bytes_of("PNG", Image.radial_gradient("L"))) == "scanned"
    with recognising("none"):
        assert read(tmp_path / "a.png").unread == (1,)


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that says it is of this size, whatever `data` holds."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(60_000, 60_000), "too_complex"),
        (png(2**31 - 1, 2**31 - 1), "too_complex"),
        (png(0, 100), "unreadable"),
        (png(4_000, 4_000, bytes(1000)), "unreadable"),
        (b"\x89PNG\r\n\x1a\n", "unreadable"),
        (b"\xff\xd8\xff" + bytes(500), "unreadable"),
        (b"II*\x00" + struct.pack("<I", 8) + b"\x01\x00" + bytes(20), "unreadable"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(50), "unreadable"),
    ],
    ids=["huge", "larger still", "no width", "too few rows", "magic alone", "no jpeg", "no tiff", "no webp"],
)
def test_hostile_picture_ends_as_a_reason(tmp_path: Path, data: bytes, code: str) -> None:
    assert code_of(tmp_path / "a.png", data) in {code, "unreadable"}


def test_torn_picture_ends_as_a_reason(tmp_path: Path) -> None:
    whole = bytes_of("JPEG", picture())
    assert code_of(tmp_path / "a.jpg", whole[: len(whole) // 3]) == "unreadable"


def test_tiff_whose_pages_lead_in_a_circle_ends(tmp_path: Path) -> None:
    data = bytearray(bytes_of("TIFF", Image.new("L", (60, 60), 255)))
    (first,) = struct.unpack("<I", data[4:8])
    (entries,) = struct.unpack("<H", data[first : first + 2])
    data[first + 2 + 12 * entries : first + 6 + 12 * entries] = struct.pack("<I", first)
    assert code_of(tmp_path / "a.tif", bytes(data)) in {"scanned", "unreadable"}
