"""The reader's own files: paths, journal, saved session, backups, log, crash reports."""
