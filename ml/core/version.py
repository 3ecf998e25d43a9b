"""Names the version of Whence, in the only place: everything that shows it reads it here."""

VERSION = "0.1.0"
