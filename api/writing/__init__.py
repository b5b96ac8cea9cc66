"""Writing over HTTP, for whoever has the token: each write becomes the next generation, whole and valid, or nothing."""
