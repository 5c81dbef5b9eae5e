"""How a command ended, and how to run one in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHOP = Path(__file__).parents[1] / "data" / "cli" / "shop.csv"
RUN = "from vocmine.cli.main import main; main()"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def summary(self) -> dict[str, Any]:
        """The JSON object of the last line of stdout."""
        return json.loads(self.out.splitlines()[-1])

    @property
    def sentence(self) -> str:
        """What stderr says, on one line."""
        return " ".join(self.err.split())

    @property
    def lines(self) -> list[str]:
        """What stdout shows to a person."""
        return [line for line in self.out.splitlines() if not line.startswith("{")]


def run_apart(*arguments: object, **env: str) -> Ended:
    """Run the command line in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, arguments)],
        env={**os.environ, "COLUMNS": "80", **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ended(ran.returncode, ran.stdout, ran.stderr)
