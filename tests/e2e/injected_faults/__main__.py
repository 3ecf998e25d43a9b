"""Inject faults of each kind into readings and batches, and say in a table what they cost.

python -m tests.e2e.injected_faults [--faults 200] [--seed 0]
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.e2e.injected_faults.table import cost_of, inject, room_for, table_of

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--faults", type=int, default=200)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
with tempfile.TemporaryDirectory(dir=room_for(tempfile.gettempdir())) as folder:
    counted = inject(Path(folder), options.faults, options.seed)
sys.stdout.write(table_of(counted))
sys.exit(1 if cost_of(counted) else 0)
