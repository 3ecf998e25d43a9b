"""Kill a scripted reading at random moments, fifty times, and check what is left.

python -m tests.e2e.killed [--kills 50] [--seed 0]
"""

import argparse

from tests.e2e.killed.rounds import main

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--kills", type=int, default=50)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
main(options.kills, options.seed)
