"""Installs what the functions' image needs into a folder: the locked requirements without what production never uses.

Run while the image is built, so it needs Python alone:  python packages.py requirements.txt /packages
"""

import compileall
import shutil
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

# Chalice's command line and what it needs; functions import `chalice.app` alone.
OF_COMMAND_LINE = ("pip", "setuptools", "wheel", "inquirer", "readchar", "blessed", "wcwidth", "runs", "xmod", "editor")
# Parts of Arrow that neither LanceDB nor Grail loads: file systems (LanceDB brings its own), RPC, file formats.
OF_ARROW = (
    *("include", "src", "tests", "*.pyx", "*.pxd", "*.pxi", "*flight*", "*s3*", "_azurefs*", "_gcsfs*", "_hdfs*"),
    *("*orc*", "_substrait*", "*_cpp_tests*"),
)
# Whose descriptions botocore needs; it carries those of every other service of AWS.
SERVICES = frozenset(
    (
        *("apigatewaymanagementapi", "bedrock-agent-runtime", "bedrock-runtime", "cognito-idp", "dynamodb"),
        *("lambda", "s3", "sqs", "sts"),
    )
)


def install(requirements: Path, target: Path) -> None:
    """Every package in exactly the locked version, by its hash, as a wheel: nothing is built or resolved."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--require-hashes", "--no-deps", "--only-binary=:all:", "--requirement", str(requirements)]
    subprocess.run([*command, "--target", str(target)], check=True)


def slim(target: Path) -> None:
    """Take out what production never uses."""
    for name in OF_COMMAND_LINE:
        for path in (target / name, target / f"{name}.py", *target.glob(f"{name}-*.dist-info")):
            _remove(path)
    for pattern in OF_ARROW:
        for path in (target / "pyarrow").glob(pattern):
            _remove(path)
    for service in (target / "botocore" / "data").iterdir():
        if service.is_dir() and service.name not in SERVICES:
            _remove(service)
    for package in target.iterdir():
        for folder in ("test", "tests"):
            for path in package.rglob(folder):
                _remove(path)
    _remove(target / "bin")


def compile_all(target: Path) -> None:
    """Compile beforehand: a function may not write beside its code, and would compile anew at every cold start."""
    compileall.compile_dir(target, quiet=2, workers=0, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    packages = Path(sys.argv[2])
    install(Path(sys.argv[1]), packages)
    slim(packages)
    compile_all(packages)
