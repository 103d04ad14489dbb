"""The command line of the package is the one in Rust."""

import shutil
import subprocess
import sys
from pathlib import Path


def command() -> str:
    found = shutil.which("phiward", path=str(Path(sys.executable).parent))
    assert found, "the package brings no command"
    return found


def test_it_is_installed_and_redacts() -> None:
    shown = subprocess.run(
        [command(), "redact"], input=b"MRN: 00625079\n", capture_output=True, check=True
    )
    assert shown.stdout == b"MRN: [MRN]\n"
    version = subprocess.run([command(), "--version"], capture_output=True, check=True)
    assert version.stdout.startswith(b"phiward ")
