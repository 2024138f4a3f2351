"""Padu lets a social app sell again, lawfully, through a licensed marketplace."""
