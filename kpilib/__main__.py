"""The command line: ``python -m kpilib`` and the console script ``kpilib``."""

import sys

if sys.path and not getattr(sys.flags, "safe_path", False) and __name__ == "__main__":
    # -m puts the working folder first: its yaml.py or attr.py is not ours to run
    del sys.path[0]

from kpilib.commands import main

if __name__ == "__main__":
    sys.exit(main())
