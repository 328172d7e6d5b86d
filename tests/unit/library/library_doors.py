"""What the tests of the library share: one instant, and the other door."""

import sys
from datetime import UTC, datetime

AT = datetime(2026, 11, 25, tzinfo=UTC)
CLI = [sys.executable, "-c", "from mlgate.cli import main; main()"]
