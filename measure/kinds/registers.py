"""Registers of the office library: tables and prose of records, made with a seed, with the records at hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

SEED = 2025
SHIP_NAMES = "Petrel Curlew Dunlin Avocet Whimbrel Godwit Plover Sanderling Turnstone Redshank Knot Ruff"
SHIPS = tuple(SHIP_NAMES.split())
PORTS = ("Brendal", "Skarholm", "Utvik")
LINES = tuple(f"Brendal – {port}" for port in ("Skarholm", "Utvik", "Lerhavn Cruises", "Round trip"))
FIRST = "Ada Bo Carl Dagny Eskil Frida Gorm Hedda Ivar Jorunn Kåre Lene Magne Nora Oskar Pia"
LAST = "Aas Berg Dahl Eide Foss Grande Holte Iversen Krog Lunde Moe Ness Prytz Rud Sand Thune"
PARTNERS = "Alder Bexley Corvin Drummel Estrup Fennick Garland Hobart Ilsley Jarvik"
TENANTS = "Nordsalt Kystbokhandel Fjellkaffe Havgull Isbua Seilmaker Tangloppen Vindrosen"
THINGS = "Bu lông|Dây cáp|Sơn chống gỉ|Dầu nhớt|Gioăng cao su|Que hàn|Đá mài|Van bi|Ống thép|Bình chữa cháy"


@dataclass(frozen=True)
class Register:
    """Records of one file; the first column names the record."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def table(self) -> tuple[tuple[str, ...], ...]:
        return (self.columns, *self.rows)

    def cell(self, row: tuple[str, ...], column: str) -> str:
        return row[self.columns.index(column)]

    def select(self, wanted: Mapping[str, str]) -> list[tuple[str, ...]]:
        """The records whose cells are those wanted; `>2019` and `<50` compare numbers."""
        return [row for row in self.rows if all(_fits(self.cell(row, name), value) for name, value in wanted.items())]


def _fits(cell: str, wanted: str) -> bool:
    if wanted[:1] in "<>":
        return float(cell) > float(wanted[1:]) if wanted[0] == ">" else float(cell) < float(wanted[1:])
    return wanted in (cell, cell[: len(wanted)] if wanted.endswith("-") else cell)


def _staff(random: Random) -> Register:
    names = random.sample([f"{first} {last}" for first in FIRST.split() for last in LAST.split()], 150)
    rows = [
        (
            name,
            random.choice(("Deck", "Engine", "Saloon", "Workshop", "Office")),
            random.choice(PORTS),
            str(random.randint(2004, 2024)),
            str(random.choice((20, 30, 37))),
            str(1101 + number),
        )
        for number, name in enumerate(names)
    ]
    return Register(("Name", "Department", "Town", "Since", "Hours a week", "Extension"), tuple(rows))


def _vessels(random: Random) -> Register:
    rows = [
        (
            name,
            random.choice(("car ferry", "passenger ferry", "fast ferry")),
            str(random.randint(1984, 2021)),
            str(length),
            str(random.randint(9, 60) * 10),
            random.choice(PORTS),
            str(random.randint(12, 62) * 50),
        )
        for name, length in zip(SHIPS, random.sample(range(24, 92), len(SHIPS)), strict=True)
    ]
    return Register(("Vessel", "Type", "Built", "Length m", "Passengers", "Home port", "Engine kW"), tuple(rows))


def _contracts(random: Random) -> Register:
    partners = PARTNERS.split()
    rows = [
        (
            f"C-{101 + number}",
            f"{random.choice(partners)} {random.choice(('Ltd', 'AS', 'GmbH'))}",
            random.choice(("cleaning", "catering", "IT", "paint", "security", "fuel")),
            str(random.randint(2019, 2024)),
            str(random.randint(2025, 2030)),
            str(random.randint(8, 190) * 500),
            random.choice(("yes", "no")),
        )
        for number in range(160)
    ]
    return Register(("Contract", "Partner", "Subject", "Begins", "Ends", "Value EUR", "Penalty clause"), tuple(rows))


def _incidents(random: Random) -> Register:
    days = sorted(random.sample(range(1, 337), 330))
    rows = [
        (
            f"I-{number:03}",
            f"2024-{1 + (day - 1) // 28:02}-{1 + (day - 1) % 28:02}",
            random.choice(SHIPS[:6]),
            random.choice(("fall", "fire alarm", "collision", "medical", "engine failure")),
            random.choice(PORTS),
            str(random.choice((0, 0, 0, 1, 1, 2))),
        )
        for number, day in enumerate(days, start=1)
    ]
    return Register(("Incident", "Date", "Vessel", "Kind", "Port", "Injured"), tuple(rows))


def _leases(random: Random) -> Register:
    tenants = TENANTS.split()
    rows = [
        (
            f"L-{number:02}",
            random.choice(("shop", "kiosk", "office", "boathouse")),
            random.choice(PORTS),
            str(random.randint(14, 120)),
            random.choice(tenants),
            str(random.randint(12, 98) * 10),
            str(random.randint(2025, 2031)),
            random.choice(("allowed", "forbidden")),
        )
        for number in range(1, 91)
    ]
    columns = ("Lease", "Room", "Town", "Square metres", "Tenant", "Rent", "Until", "Subletting")
    return Register(columns, tuple(rows))


def _materials(random: Random) -> Register:
    things = THINGS.split("|")
    rows = [
        (
            f"VT{number:03}",
            f"{random.choice(things)} loại {number}",
            f"Kho {random.randint(1, 4)}",
            str(random.randint(4, 240)),
            str(random.randint(3, 95) * 10),
            random.choice(("Sao Biển", "Thép Bắc Sơn", "Hải Long")),
        )
        for number in range(1, 121)
    ]
    columns = ("Mã", "Tên vật tư", "Kho", "Số lượng", "Đơn giá (nghìn đồng)", "Nhà cung cấp")
    return Register(columns, tuple(rows))


def _invoices(random: Random) -> Register:
    suppliers = ("Gripstad", "Brandt Motoren", "Seesicht Elektronik", "Nordsalt")
    rows = [
        (
            f"R-{5200 + 7 * number}",
            random.choice(suppliers),
            f"2025-{1 + number // 24:02}-{random.randint(1, 28):02}",
            str(random.randint(120, 9900)),
            random.choice(("yes", "yes", "no")),
        )
        for number in range(190)
    ]
    return Register(("Invoice", "Supplier", "Date", "Amount EUR", "Paid"), tuple(rows))


def _quarters(random: Random) -> Register:
    rows = [(line, *(str(random.randint(310, 4900)) for _ in range(4))) for line in LINES]
    return Register(("Line", "Q1", "Q2", "Q3", "Q4"), tuple(rows))


MAKERS: Mapping[str, Callable[[Random], Register]] = {
    "staff-directory.csv": _staff,
    "vessel-register.xlsx": _vessels,
    "contract-register.md": _contracts,
    "incident-log-2024.csv": _incidents,
    "lease-abstracts.txt": _leases,
    "so-vat-tu.xlsx": _materials,
    "invoices-2025.pdf": _invoices,
    "revenue-by-quarter-2023.xlsx": _quarters,
    "revenue-by-quarter-2024.xlsx": _quarters,
}


def registers() -> dict[str, Register]:
    """The registers by file name, always the same."""
    return {name: maker(Random(f"{SEED} {name}")) for name, maker in MAKERS.items()}
