"""The engine beside hand-written peers of the same work, up to the geographies of a nation."""
