"""Reports and result files: content, HTML, PDF, batch results, the table of marks."""
