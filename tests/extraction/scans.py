"""Scans for the tests: rendered pages of a few sentences, written for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image

from chalicelib.adapters.extraction.ocr.languages import DEFAULT
from chalicelib.adapters.extraction.ocr.recogniser import use_languages
from measure.ocr.pages import ScannedPage, jpeg_pdf, scanned_page
from tests.extraction.sample_model import Sample, words

ENGLISH = (
    "The harbour office opens at seven in the morning and closes at four in the afternoon. Boats of more than twelve "
    "metres pay a berth fee of 48 crowns for each night, and the fee is due before noon. Who moors without a ticket is "
    "asked to leave by the next tide. The crane lifts up to nine tons; its keeper, Ines Holt, must be told two days "
    "before. Water and power are free at the northern quay, while the southern quay has neither."
)
VIETNAMESE = (
    "Văn phòng bến cảng mở cửa lúc bảy giờ sáng và đóng cửa lúc bốn giờ chiều. Thuyền dài hơn mười hai mét phải trả "
    "phí neo đậu 48 đồng cho mỗi đêm, và phí phải được nộp trước buổi trưa. Người neo đậu không có vé sẽ được yêu cầu "
    "rời đi trước đợt thủy triều tiếp theo. Nước và điện được cung cấp miễn phí ở cầu tàu phía bắc."
)


def scan(path: Path, *pages: ScannedPage) -> Path:
    path.write_bytes(jpeg_pdf(pages))
    return path


def page_of(text: str, *, columns: int = 1, turn: int = 0, seed: int = 1) -> ScannedPage:
    page, taken = scanned_page(text, columns=columns, turn=turn, seed=seed)
    assert taken == len(text)
    return page


def make_picture(sample: Sample, path: Path) -> None:
    """A picture of the sample's last words."""
    text = " ".join(list(words(sample))[-60:])
    Image.open(BytesIO(page_of(text).jpeg)).crop((100, 100, 1600, 900)).save(path)


@contextmanager
def recognising(*languages: str, pictures: int = 0) -> Iterator[None]:
    """Text is recognised in these languages only, or `none`; so many pictures beside text are read."""
    use_languages(languages, pictures)
    try:
        yield
    finally:
        use_languages(DEFAULT)
