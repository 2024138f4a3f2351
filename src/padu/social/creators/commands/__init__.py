"""What can be done about creators, one verb per file."""
