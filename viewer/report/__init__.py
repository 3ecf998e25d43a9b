"""The report of one series: its content, its HTML and its PDF."""
