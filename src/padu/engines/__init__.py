"""Pure libraries; each could be published alone."""
