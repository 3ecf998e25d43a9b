"""The public key of the shipped bundles' signatures; `packaging/sign_bundles.py` writes this file.

Nobody has the private key: it was thrown away after signing (docs/adr/0071).
"""

PUBLIC_KEY = "549bb29316bf5588f6ebebb9f92e015eabea03cc33eea30bab4e3fba017b0653"
"""Ed25519, hexadecimal (RFC 8032)."""
