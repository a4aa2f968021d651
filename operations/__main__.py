"""`python -m operations check [--mend] [--owner ID]`, `backup FOLDER`, `restore FOLDER`, `forget SUB`, `receipt SUB`,
`verify FILE`, `export SUB FILE` or `import FILE --owner SUB`; `--stage dev` before it."""

import argparse
import json
from pathlib import Path

from chalicelib.adapters.cognito import SUB
from chalicelib.wiring import Services
from operations import acts
from operations.archive import export
from operations.backup import back_up, restore
from operations.checking import Checker, Report
from operations.importing import ArchiveError, import_archive
from operations.inventory import Inventory
from operations.receipts import ReceiptError, forget, receipt, verify
from operations.stage import LAPTOP, open_stage


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m operations", description=__doc__)
    parser.add_argument("--stage", default=LAPTOP, help="the stage (default: the one running on this machine)")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="compare all stores with each other")
    check.add_argument("--mend", action="store_true", help="mend what can be mended")
    check.add_argument("--owner", help="look at this owner alone")
    for name, purpose in (("backup", "tables and documents into a folder"), ("restore", "back from that folder")):
        commands.add_parser(name, help=purpose).add_argument("folder", type=Path)
    for name, purpose in (("forget", "delete an account with all it has"), ("receipt", "of an account's deletion")):
        commands.add_parser(name, help=purpose).add_argument("owner", metavar="SUB", type=_sub)
    take = commands.add_parser("export", help="all that an owner has into one archive")
    take.add_argument("owner", metavar="SUB", type=_sub)
    take.add_argument("file", type=Path)
    give = commands.add_parser("import", help="an archive to an owner of this stage; nothing is embedded again")
    give.add_argument("file", type=Path)
    give.add_argument("--owner", metavar="SUB", required=True, type=_sub)
    commands.add_parser("verify", help="whether a receipt holds").add_argument("file", type=Path)
    options = parser.parse_args()
    services = open_stage(options.stage)
    inventory = Inventory(services.settings)
    if act := _act(options):
        acts.record(options.stage, services.settings.region, act, getattr(options, "owner", None))
    if options.command == "check":
        return _show(Checker(services, inventory).run(mend=options.mend, owner=options.owner))
    if options.command in ("forget", "receipt", "verify"):
        return _of_deletion(services, inventory, options)
    if options.command in ("export", "import"):
        return _of_archive(services, inventory, options)
    done = back_up if options.command == "backup" else restore
    print(", ".join(f"{count} {name}" for name, count in done(inventory, options.folder).items()))
    return 0


def _act(options: argparse.Namespace) -> str | None:
    """What the command does that belongs into the security log."""
    if options.command == "check":
        return "mend" if options.mend else None
    return None if options.command in acts.READS else str(options.command)


def _of_archive(services: Services, inventory: Inventory, options: argparse.Namespace) -> int:
    """1 where the archive cannot be taken."""
    try:
        if options.command == "export":
            counts = export(services, options.owner, options.file)
        else:
            counts = import_archive(services, inventory, options.file, options.owner)
    except ArchiveError as error:
        print(error)
        return 1
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0


def _of_deletion(services: Services, inventory: Inventory, options: argparse.Namespace) -> int:
    """1 where there is no receipt, or it does not hold."""
    try:
        if options.command == "forget":
            forget(services, options.owner)
            print(
                "The account is refused, and its data is purged. Upkeep ends the deletion in a quarter of an hour; then"
            )
            print(f"there is a receipt: python -m operations --stage {services.settings.stage} receipt {options.owner}")
        elif options.command == "receipt":
            print(json.dumps(receipt(services, inventory, options.owner), indent=2))
        else:
            print(verify(services, inventory, options.file))
    except ReceiptError as error:
        print(error)
        return 1
    return 0


def _sub(text: str) -> str:
    """All below this name is deleted or taken along: it is an account's whole id, or nothing."""
    if not SUB.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no account's id (the sub of its token).")
    return text


def _show(report: Report) -> int:
    """Prints a report; 1 if something is left that has drifted apart."""
    for drift in report.drifts:
        print(f"{drift.owner_id}  {drift.kind}: {drift.thing}{'' if drift.mend else '  (cannot be mended from here)'}")
    print(f"Looked at {report.owners} owners, {report.documents} documents, {report.passages} passages and", end=" ")
    print(f"{report.messages} messages: {len(report.drifts)} disagreements, {report.mended} mended.")
    return 1 if len(report.drifts) > report.mended else 0


if __name__ == "__main__":
    raise SystemExit(main())
