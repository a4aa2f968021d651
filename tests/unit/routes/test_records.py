"""Records that the search does not find: small tables are read where nothing fits."""

from chalicelib.models import Profile
from tests.unit.routes.making import Shelf, document

VANS = "Van | Bought | Litres\nAda | 2011 | 80\nBea | 2004 | 75\nCor | 2019 | 90\n"
CREW = "Name | Joined | Town\nIda | 2001 | Ulm\nJan | 2005 | Bonn\nKim | 2011 | Ulm\n"
SHEET = Profile(kind="spreadsheet")


def shelf_of(**sheets: str) -> Shelf:
    texts = {
        "notes.md": ["Our lorries are washed on Mondays."],
        **{f"{name}.csv": [text] for name, text in sheets.items()},
    }
    return Shelf([document(name, SHEET if name.endswith("csv") else None) for name in texts], texts)


def test_tables_are_given_where_the_search_finds_nothing_that_fits() -> None:
    shelf = shelf_of(vans=VANS, crew=CREW)
    gathered = shelf.ask("which vehicle is the oldest", wide_tokens=20_000)
    assert gathered.route == "aggregate"
    assert [one.document_id for one in gathered.passages] == ["crew.csv", "vans.csv"]
    assert "all 2 passages of crew.csv, vans.csv" in gathered.note


def test_a_model_that_quotes_is_not_given_tables() -> None:
    assert shelf_of(vans=VANS).ask("which vehicle is the oldest", only_quotes=True).route == "plain"


def test_tables_that_are_too_long_are_not_given_in_part() -> None:
    shelf = shelf_of(vans=VANS + "Dot | 2001 | 70\n" * 9_000)
    assert shelf.ask("which vehicle is the oldest", wide_tokens=60_000).route == "plain"


def test_questions_without_many_leave_the_tables() -> None:
    shelf = shelf_of(vans=VANS, crew=CREW)
    assert shelf.ask("when does the vehicle leave", wide_tokens=20_000).route == "plain"
    assert shelf.listed == 0
