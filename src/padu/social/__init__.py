"""The social side: accounts, creators, videos and the feed. It never takes money."""
