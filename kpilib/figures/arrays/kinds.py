"""What the arrays of figures hold."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = NDArray[np.float64]
Reasons: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.bool_]
