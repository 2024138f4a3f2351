"""What can be done about consents, one verb per file."""
