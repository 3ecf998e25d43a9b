"""The public key of the shipped bundles' signatures; `packaging/sign_bundles.py` writes this file.

Nobody has the private key: it was thrown away after signing (docs/adr/0071).
"""

PUBLIC_KEY = "e78a98e4ac2a37146dd21a5fb2514696037a4d1436ee52670ea980ce4fe91ee1"
"""Ed25519, hexadecimal (RFC 8032)."""
