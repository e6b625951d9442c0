"""How large the faults are: small and quick in `make test`, as large as promised with FAULTS=full
(`make faults`).
"""

from __future__ import annotations

import os
import sys

FULL = os.environ.get("FAULTS") == "full"


def told(fault: str, figure: object) -> None:
    """Prints a fault's figure (pytest shows it with -s, `make faults` does)."""
    sys.stdout.write(f"\n{fault}: {figure}\n")
