"""Long work, put together from the contexts and committed here."""
