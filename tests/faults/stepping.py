"""
The server of the project, with a clock that a file moves.

`STEP_FILE` names the file; it holds by how many seconds the clock is off.
"""

from __future__ import annotations

import os
from pathlib import Path

from vinculum.cli.main import main
from vinculum.server import sources


class Stepping(sources.SystemClock):
    """The machine's clocks; the one that tells the time may be off."""

    def now(self) -> int:
        """Milliseconds since the Unix epoch, and the step."""
        return super().now() + int(float(Path(os.environ["STEP_FILE"]).read_text()) * 1000)


if __name__ == "__main__":
    vars(sources).update(SystemClock=Stepping)
    main()
