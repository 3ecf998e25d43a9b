"""`make sign`: seals and signs the bundles that ship, after any of their files changed.

    python packaging/sign_bundles.py

Each run makes a new key pair, signs every shipped bundle with it, writes the public key into
`ml/inference/release_key.py`, and forgets the private key, which is never written anywhere
(docs/adr/0071). Commit bundles and key together.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

from ml.core import atomic_files  # noqa: E402
from ml.inference.bundle import FILES, TASKS, open_bundle  # noqa: E402
from ml.inference.bundle_seal import SIGNATURE, SUMS, seal  # noqa: E402

BUNDLES = ROOT / "resources" / "bundles"
KEY_FILE = ROOT / "ml" / "inference" / "release_key.py"


def sign(bundles: Path, key_file: Path) -> str:
    """Seal and sign the bundle of each task.

    Args:
        bundles: Holds a folder per task.
        key_file: Python source whose `PUBLIC_KEY` is replaced.

    Returns:
        The public key, hexadecimal.

    Raises:
        BundleError: A bundle cannot be opened; nothing is signed then.
        WriteError: A file cannot be written.
    """
    for task in TASKS:
        seal(bundles / task, FILES)
        open_bundle(bundles / task, torch.device("cpu"))
    private_key = Ed25519PrivateKey.generate()
    for task in TASKS:
        signature = private_key.sign((bundles / task / SUMS).read_bytes())
        atomic_files.write_text(bundles / task / SIGNATURE, signature.hex() + "\n")
    public_key = private_key.public_key().public_bytes_raw().hex()
    source = key_file.read_text(encoding="utf-8")
    text, count = re.subn(
        r'^PUBLIC_KEY = "[0-9a-f]{64}"$', f'PUBLIC_KEY = "{public_key}"', source, flags=re.MULTILINE
    )
    if count != 1:
        raise SystemExit(f"{key_file} has no line PUBLIC_KEY")
    atomic_files.write_text(key_file, text)
    return public_key


if __name__ == "__main__":
    sys.stdout.write(f"Signed; public key {sign(BUNDLES, KEY_FILE)}\n")
