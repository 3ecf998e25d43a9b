"""The seal of a bundle: the hash of each file, and the signature of what Whence ships.

`SHA256SUMS` is what `sha256sum` writes, so that anybody may seal a bundle after changing it. It
says that files are as they were left, not who left them. That is what `SHA256SUMS.sig` is for, an
Ed25519 signature (RFC 8032) of `SHA256SUMS` in hexadecimal. Only shipped bundles have a valid one
(docs/adr/0071). The hash of `SHA256SUMS` is the bundle's fingerprint: it stands for every byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ml.core import atomic_files
from ml.inference.release_key import PUBLIC_KEY

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
MOST_SUMS_BYTES, MOST_SIGNATURE_BYTES = 4096, 256


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums_of(digests: Mapping[str, str]) -> str:
    """What `SHA256SUMS` says.

    Args:
        digests: File name to hex digest.
    """
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def seal(folder: Path, files: tuple[str, ...]) -> None:
    """Write `SHA256SUMS`, and take away a signature of earlier sums.

    Args:
        folder: Of the bundle.
        files: Names of all its other files.

    Raises:
        WriteError: The disk is full or the folder may not be written to.
    """
    (folder / SIGNATURE).unlink(missing_ok=True)
    digests = {name: sha256(folder / name) for name in files}
    atomic_files.write_text(folder / SUMS, sums_of(digests))


def altered(sums: bytes, digests: Mapping[str, str]) -> str | None:
    """Name of a file that is not as it was sealed; `None` if all are.

    Args:
        sums: Contents of `SHA256SUMS`.
        digests: File name to hex digest, as the files are now.
    """
    if sums == sums_of(digests).encode():
        return None
    lines = [line.split(b"  ", 1) for line in sums.splitlines()]
    listed = {line[1]: line[0] for line in lines if len(line) == 2}
    changed = (n for n, digest in digests.items() if listed.get(n.encode()) != digest.encode())
    return next(changed, SUMS)


def fingerprint_of(sums: bytes) -> str:
    """Twelve hex digits that stand for all that a bundle does and says."""
    return hashlib.sha256(sums).hexdigest()[:12]


def is_signed(sums: bytes, signature: bytes, key: str = PUBLIC_KEY) -> bool:
    """Whether a signature is that of these sums, by the key of this version of Whence.

    Args:
        sums: Contents of `SHA256SUMS`.
        signature: Contents of `SHA256SUMS.sig`.
        key: Public key, 64 hex digits.
    """
    try:
        raw = bytes.fromhex(signature.decode("ascii"))
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(raw, sums)
    except (ValueError, InvalidSignature):
        return False
    return True
