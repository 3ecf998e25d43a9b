"""Where the reader's files stand: paths, journal, saved session, backups, logs."""
