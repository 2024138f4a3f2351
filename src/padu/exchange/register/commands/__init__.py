"""What can be done at the door, one verb per file."""
