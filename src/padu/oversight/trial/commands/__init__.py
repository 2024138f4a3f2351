"""What can be done about a trial, one verb per file."""
