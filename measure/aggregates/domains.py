"""What registers are about: their nouns, columns and values, in English and Vietnamese, made up from a seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

type Value = str | Decimal | date | bool


@dataclass(frozen=True)
class Domain:
    """A kind of register. Columns: `key`, two of words, a date, an amount, yes or no.

    `dated` and `flagged` are what questions say of the date and of yes: as a clause and behind a noun.
    `prose` are sentences with the columns' places, a clause for yes and one for no at `{flag}`.
    """

    name: str
    language: str
    singular: str
    plural: str
    key: str
    first: str
    second: str
    day: str
    amount: str
    unit: str
    flag: str
    dated: str
    has_flag: tuple[str, str]
    lacks_flag: tuple[str, str]
    at_second: tuple[str, str]
    ids: Callable[[int], str]
    firsts: Sequence[str]
    seconds: Sequence[str]
    amounts: tuple[int, int, int]
    prose: tuple[str, ...]
    yes_clause: tuple[str, ...]
    no_clause: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    key: str
    first: str
    second: str
    day: date
    amount: Decimal
    flag: bool


@dataclass(frozen=True)
class Register:
    domain: Domain
    records: tuple[Record, ...]


def make_register(domain: Domain, size: int, random: Random) -> Register:
    """`size` records with keys of their own; values repeat, unevenly."""
    firsts = random.sample(domain.firsts, min(len(domain.firsts), 5 + random.randrange(3)))
    seconds = random.sample(domain.seconds, min(len(domain.seconds), 4 + random.randrange(3)))
    low, high, step = domain.amounts
    share = random.uniform(0.2, 0.7)
    start = random.randrange(1, 400)
    records = tuple(
        Record(
            domain.ids(start + number),
            random.choices(firsts, range(1, len(firsts) + 1))[0],
            random.choices(seconds, range(1, len(seconds) + 1))[0],
            date(2019, 1, 1) + timedelta(days=random.randrange(2500)),
            Decimal(random.randrange(low, high) * step),
            random.random() < share,
        )
        for number in range(size)
    )
    return Register(domain, records)


COMPANIES = (
    "Müller GmbH", "Van Dijk BV", "Nordlicht AG", "Harrow & Sons", "Kestrel Ltd", "Bellamy Partners", "Ostrava Steel",
    "Lindqvist AB", "Green Valley Foods", "Arden Logistics",
)  # fmt: skip
FIRMS = (
    "Công ty An Phát", "Công ty Bình Minh", "Công ty Hoàng Gia", "Công ty Sao Mai", "Công ty Thiên Long",
    "Công ty Đại Dương", "Công ty Tân Tiến", "Công ty Phú Mỹ",
)  # fmt: skip
CITIES = ("Utrecht", "Ghent", "Freiburg", "Da Nang", "Lyon", "Porto", "Graz", "Aarhus")
PROVINCES = ("Đà Nẵng", "Hà Nội", "Cần Thơ", "Hải Phòng", "Huế", "Nha Trang", "Vinh", "Đà Lạt")

CONTRACTS = Domain(
    "contracts", "en", "contract", "contracts", "Contract", "Partner", "City", "Signed", "Value (EUR)", "euros",
    "Penalty clause", "were signed", ("contain a penalty clause", "with a penalty clause"),
    ("contain no penalty clause", "without a penalty clause"), ("are for {}", "for {}"), lambda n: f"C-{n:04d}",
    COMPANIES, CITIES, (10, 900, 125),
    (
        "Contract {key} with {first} was signed on {day}. It is for our site in {second}, has a value of {amount} euros"
        " and {flag}.",
        "Contract {key}, which we signed with {first} on {day} for {second}, is worth {amount} euros; it {flag}.",
        "On {day} contract {key} was signed with {first}. The value is {amount} euros, the place is {second}, and the"
        " contract {flag}.",
    ),
    ("contains a penalty clause", "has a penalty clause"),
    ("contains no penalty clause", "does not contain a penalty clause"),
)  # fmt: skip
MACHINES = Domain(
    "machines", "en", "machine", "machines", "Machine", "Maker", "Hall", "Bought", "Price (EUR)", "euros",
    "Warranty", "were bought", ("have a warranty", "with a warranty"), ("have no warranty", "without a warranty"),
    ("stand in {}", "in {}"), lambda n: f"M{n:05d}", ("Bosch", "Trumpf", "Okuma", "Mazak", "Haas", "DMG Mori", "Fanuc"),
    ("North Hall", "South Hall", "Hall 7", "Paint Shop", "Foundry", "Tool Room"), (20, 1500, 95),
    (
        "Machine {key} by {first} was bought on {day} at a price of {amount} euros. It stands in {second} and {flag}.",
        "In {second} stands machine {key}, made by {first}; it was bought on {day}, the price was {amount} euros,"
        " and it {flag}.",
    ),
    ("has a warranty", "still has a warranty"), ("has no warranty", "is without a warranty"),
)  # fmt: skip
EMPLOYEES = Domain(
    "employees", "en", "employee", "employees", "Employee", "Department", "Office", "Hired", "Salary (EUR)", "euros",
    "Driving licence", "were hired", ("hold a driving licence", "with a driving licence"),
    ("hold no driving licence", "without a driving licence"), ("work in {}", "in {}"), lambda n: f"EMP{n:05d}",
    ("Sales", "Purchasing", "Research", "Quality", "Human Resources", "Legal", "Logistics"), CITIES, (240, 900, 100),
    (
        "Employee {key} works in {second} for the department {first}. Hired on {day}, salary {amount} euros a year;"
        " {flag}.",
        "Employee {key} ({first}, {second}) was hired on {day}, earns a salary of {amount} euros and {flag}.",
    ),
    ("holds a driving licence", "has a driving licence"), ("holds no driving licence", "has no driving licence"),
)  # fmt: skip
ORDERS = Domain(
    "orders", "en", "order", "orders", "Order", "Customer", "Warehouse", "Ordered on", "Amount (EUR)", "euros",
    "Express delivery", "were ordered", ("have express delivery", "with express delivery"),
    ("have no express delivery", "without express delivery"), ("are from the warehouse {}", "from {}"),
    lambda n: f"{40000 + n}", COMPANIES, CITIES, (3, 700, 7),
    (
        "Order {key} by the customer {first} was placed on {day} from the warehouse {second}. The amount is {amount}"
        " euros; it {flag}.",
        "Order {key}, ordered on {day} by {first}, warehouse {second}, has an amount of {amount} euros and {flag}.",
    ),
    ("has express delivery", "comes with express delivery"),
    ("has no express delivery", "goes without express delivery"),
)  # fmt: skip
CONTRACTS_VI = Domain(
    "hop-dong", "vi", "hợp đồng", "hợp đồng", "Hợp đồng", "Đối tác", "Thành phố", "Ngày ký", "Giá trị (đồng)", "đồng",
    "Điều khoản phạt", "được ký", ("có điều khoản phạt", "có điều khoản phạt"),
    ("không có điều khoản phạt", "không có điều khoản phạt"), ("ở {}", "ở {}"), lambda n: f"HD-{n:04d}", FIRMS,
    PROVINCES, (20, 900, 250000),
    (
        "Hợp đồng {key} với {first} được ký ngày {day} tại {second}, có giá trị {amount} đồng và {flag}.",
        "Ngày {day}, hợp đồng {key} được ký với {first} ở {second}. Giá trị là {amount} đồng; hợp đồng {flag}.",
    ),
    ("có điều khoản phạt", "kèm điều khoản phạt"), ("không có điều khoản phạt", "chưa có điều khoản phạt"),
)  # fmt: skip
STAFF_VI = Domain(
    "nhan-vien", "vi", "nhân viên", "nhân viên", "Nhân viên", "Phòng ban", "Văn phòng", "Ngày vào làm", "Lương (đồng)",
    "đồng", "Bằng lái xe", "vào làm", ("có bằng lái xe", "có bằng lái xe"),
    ("không có bằng lái xe", "không có bằng lái xe"),
    ("làm việc ở {}", "ở {}"), lambda n: f"NV{n:05d}",
    ("Kinh doanh", "Kế toán", "Kỹ thuật", "Nhân sự", "Pháp chế", "Kho vận"), PROVINCES, (70, 600, 100000),
    (
        "Nhân viên {key} thuộc phòng ban {first}, làm việc ở {second}, vào làm ngày {day}, lương {amount} đồng và"
        " {flag}.",
        "Nhân viên {key} vào làm ngày {day} tại {second}, phòng ban {first}. Mức lương là {amount} đồng; người này"
        " {flag}.",
    ),
    ("có bằng lái xe", "đã có bằng lái xe"), ("không có bằng lái xe", "chưa có bằng lái xe"),
)  # fmt: skip
MACHINES_VI = Domain(
    "may-moc", "vi", "máy", "máy", "Máy", "Hãng", "Nhà xưởng", "Ngày mua", "Giá (đồng)", "đồng", "Bảo hành",
    "được mua", ("còn bảo hành", "còn bảo hành"), ("không còn bảo hành", "không còn bảo hành"), ("đặt ở {}", "ở {}"),
    lambda n: f"M-{n:04d}", ("Bosch", "Trumpf", "Okuma", "Mazak", "Haas", "Fanuc"),
    ("Xưởng Bắc", "Xưởng Nam", "Xưởng Sơn", "Xưởng Đúc", "Kho Trung Tâm"), (20, 1500, 95000),
    (
        "Máy {key} của hãng {first} được mua ngày {day} với giá {amount} đồng, đặt ở {second} và {flag}.",
        "Ở {second} có máy {key}, hãng {first}, được mua ngày {day}, giá {amount} đồng; máy {flag}.",
    ),
    ("còn bảo hành", "vẫn còn bảo hành"), ("không còn bảo hành", "đã hết bảo hành, không còn bảo hành"),
)  # fmt: skip
DOMAINS = {
    "en": (CONTRACTS, MACHINES, EMPLOYEES, ORDERS),
    "vi": (CONTRACTS_VI, STAFF_VI, MACHINES_VI),
}
