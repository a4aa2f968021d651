"""The libraries that questions are asked of: documents by file name, as people would upload them."""

from functools import cache
from pathlib import Path

from cloud import PROJECT
from measure.kinds import months, writers
from measure.kinds.registers import PORTS, SHIPS, Register, registers

OFFICE = Path(__file__).with_name("office")
SAMPLES = PROJECT / "cloud" / "laptop" / "samples"
STATIONS = range(7, 30)  # Sections of the crew handbook that fill it up to more than a prompt holds.


@cache
def library(name: str) -> dict[str, bytes]:
    """`samples`: the four files that Grail ships; `office`: 66 files of a ferry company. Raises KeyError."""
    return {"samples": _samples, "office": _office}[name]()


def _samples() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir())}


def _office() -> dict[str, bytes]:
    """The written files, those named `.docx.md` and `.pdf.md` as Word and PDF files, and the registers."""
    written = {path.name.removesuffix(".md") if path.name.count(".") == 2 else path.name: path for path in _sources()}
    made = {name: _file(name, path.read_text("utf-8")) for name, path in written.items()}
    made |= months.documents()
    made |= {name: _register(name, register) for name, register in registers().items()}
    return dict(sorted(made.items()))


def _sources() -> list[Path]:
    return sorted(OFFICE.iterdir())


def _file(name: str, text: str) -> bytes:
    for half in (0, 1):
        text = text.replace(f"{{vessels {half}}}", _vessel_notes(name, half))
    text = text.replace("{stations}", _stations())
    if not name.endswith((".docx", ".pdf")):
        return text.encode()
    head, _, body = text.partition("\n\n")
    stated = dict(line.split(": ", 1) for line in head.splitlines())
    return writers.docx(body, stated) if name.endswith(".docx") else writers.pdf(body, stated)


def _register(name: str, register: Register) -> bytes:
    if name.endswith(".csv"):
        return writers.table_csv(register.table)
    if name.endswith(".xlsx"):
        return writers.xlsx({name.removesuffix(".xlsx")[:31]: register.table})
    if name.endswith(".pdf"):
        text = f"# Invoices 2025\n\nAmounts in euros.\n\n{writers.table_markdown(register.table)}"
        return writers.pdf(text, {"title": "Invoices 2025", "author": "Ines Calloway", "created": "2025-09-01"})
    if name.endswith(".md"):
        return f"# Contract register\n\nState of June 2025.\n\n{writers.table_markdown(register.table)}\n".encode()
    return "\n\n".join(map(_lease, register.rows)).encode()


def _lease(row: tuple[str, ...]) -> str:
    number, room, town, size, tenant, rent, until, subletting = row
    return (
        f"Lease {number}. The {room} in {town}, {size} square metres, is let to {tenant}. The rent is {rent} euros a "
        f"month. The lease ends on 31 December {until}. Subletting is {subletting}."
    )


def _vessel_notes(name: str, half: int) -> str:
    """Chapters of a report on each ship, the technical ones or the others: what makes it longer than a prompt."""
    year = int(name[-8:-4]) if name[-8:-4].isdigit() else 0
    chapter = (_service, _upkeep)[half]
    return "\n\n".join(chapter(ship, at, year) for at, ship in enumerate(SHIPS))


def _service(ship: str, at: int, year: int) -> str:
    return (
        f"## The {ship} in service\n\nThe {ship} made {1400 + 37 * at + year % 7} crossings and lay in the dock for "
        f"{5 + (3 * at + year) % 11} days. Her captain reported {(at * year) % 9} complaints, mostly of the "
        f"heating, the doors of the car deck and the coffee in the saloon. On {3 + (at + year) % 8} days she stayed in "
        f"port because of the wind. In the high season she sailed with {7 + at % 5} hands, in winter with two fewer. "
        f"The new timetable of {PORTS[at % 3]} was kept on most days; where it was not, late cars were the "
        f"reason more often than the weather. Passengers praised the announcements and asked for more sockets."
    )


def _upkeep(ship: str, at: int, year: int) -> str:
    return (
        f"## Upkeep of the {ship}\n\nThe engine ran for {3100 + 53 * at} hours. The paint of the hull was renewed on "
        f"{40 + 3 * ((at + year) % 14)} square metres, the rubber of the fenders was replaced, and the crew trained "
        f"in handling the new gangways and the machines for tickets. The cleaning of the saloon, the renewal of the "
        f"carpets and the repair of the seats were put off to the next winter. The life rafts were sent to be tested "
        f"in lots of {2 + at % 3}, so that the ship could stay in service. A survey of the steel found nothing to "
        f"mend before the next docking, which is planned for week {10 + at} of the following year."
    )


def _stations() -> str:
    return "\n\n".join(
        f"## {number} Stations on the {SHIPS[number % 12]}, part {number // 12 + 1}\n\nAt the signal the mate goes to "
        f"raft {number % 6 + 1}, the steward counts the passengers on deck {number % 3 + 1}, and the engineer shuts "
        f"valve {40 + number}. In {PORTS[number % 3]} the gangway on the {('port', 'starboard')[number % 2]} side is "
        f"used. The lines are made fast in the order bow, spring, stern, and are doubled from wind force "
        f"{5 + number % 3} on. The mate reports to the bridge on the telephone and writes the time into the log. "
        f"Nobody opens the gates before the lamp is green. The engineer waits for the order to stop the engines. The "
        f"cook closes the gas, locks the galley and joins the steward; the youngest of the deck carries the list of "
        f"passengers to raft {number % 5 + 1}. Blankets lie in chest {60 + number}, torches beside the stairs."
        for number in STATIONS
    )
