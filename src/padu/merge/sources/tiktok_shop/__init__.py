"""Reads TikTok Shop Partner API pages as an export folder keeps them."""
