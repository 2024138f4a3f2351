"""What can be done about findings, one verb per file."""
