"""What can be done about people and their sessions, one verb per file."""
