"""The public key of the shipped bundles' signatures; `packaging/sign_bundles.py` writes this file.

Nobody has the private key: it was thrown away after signing (docs/adr/0071).
"""

PUBLIC_KEY = "9b020639cb3452abb06d265dcc3c0d57503106ac7b6e9dc32ca78ce28f71c68a"
"""Ed25519, hexadecimal (RFC 8032)."""
