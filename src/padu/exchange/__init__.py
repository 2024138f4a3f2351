"""The only door between the two sides: named flows, signed messages, records on both sides."""
