"""What can be done with a basket, one verb per file."""
