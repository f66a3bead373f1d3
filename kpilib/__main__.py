"""The command line: ``python -m kpilib`` and the console script ``kpilib``."""

import gc
import os
import sys

if sys.path and not getattr(sys.flags, "safe_path", False) and __name__ == "__main__":
    # -m puts the working folder first: its yaml.py or attr.py is not ours to run
    del sys.path[0]

# a run makes many values and few cycles: looking for them costs more than they do
gc.set_threshold(100_000, 20, 100)

from kpilib.commands import main  # noqa: E402


def run() -> None:
    """Run the command line and leave at once: taking the modules down one by one costs time."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
