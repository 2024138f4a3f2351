"""What can be done about videos, one verb per file."""
