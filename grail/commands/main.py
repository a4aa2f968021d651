"""The command `grail`, and what its exit codes say."""

import io
import sys
from collections.abc import Sequence

import click
from click.shell_completion import get_completion_class

from grail import __version__
from grail.commands import account, adding, asking, bridge, collections, documents, exporting, signing, sources, syncing
from grail.commands.output import note, shown
from grail.commands.session import Session
from grail.connection import Transport
from grail.errors import LIMITS, AnswerError, GrailError, LimitError, NotSignedInError

FAILED, WRONG_USE, NOT_SIGNED_IN, LIMITED, STOPPED = 1, 2, 3, 4, 130
VARIABLE = "_GRAIL_COMPLETE"
EPILOG = (
    "Exit codes: 0 done, 1 failed, 2 wrong use, 3 not signed in, 4 refused by a limit, 130 stopped. "
    "GRAIL_URL and GRAIL_TOKEN go before what `grail login` kept."
)


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grail")
@click.option("--url", metavar="ADDRESS", help="The Grail to use, in place of the one of `grail login`.")
@click.pass_obj
def cli(session: Session, url: str | None) -> None:
    """Ask your own documents, and keep them in step with your folders."""
    session.url = url


for _command in (
    signing.login,
    signing.logout,
    account.usage,
    asking.ask,
    asking.search,
    asking.verify,
    adding.add,
    documents.list_all,
    documents.get,
    documents.delete,
    documents.tag,
    collections.collections,
    sources.sources,
    syncing.sync,
    exporting.export,
    bridge.mcp,
):
    cli.add_command(_command)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete grail's commands.

    bash, in ~/.bashrc: eval "$(grail completion bash)"
    """
    made = get_completion_class(shell)
    if made is not None:
        click.echo(made(cli, {}, "grail", VARIABLE).source())


def run(arguments: Sequence[str] | None = None, transport: Transport | None = None) -> int:
    """The exit code of a command. The person reads sentences, never where in the code something happened."""
    try:
        code = cli.main(arguments, "grail", VARIABLE, standalone_mode=False, obj=Session(transport))
    except click.Abort:
        note("Stopped.")
        return STOPPED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except GrailError as error:
        click.echo(f"grail: {shown(str(error))}", err=True)
        return code_of(error)
    except OSError as error:  # A disk that is full, a pipe that is closed.
        click.echo(f"grail: {shown(error.strerror or 'the system refused')}.", err=True)
        return FAILED
    except UnicodeError:
        click.echo("grail: What was typed is no text.", err=True)
        return WRONG_USE
    return code if isinstance(code, int) else 0


def code_of(error: GrailError) -> int:
    """The exit code that says of which kind an error is."""
    if isinstance(error, NotSignedInError):
        return NOT_SIGNED_IN
    is_limit = isinstance(error, LimitError) or (isinstance(error, AnswerError) and error.code in LIMITS)
    return LIMITED if is_limit else FAILED


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # A terminal that lacks a letter still gets the others.
    sys.exit(run())
