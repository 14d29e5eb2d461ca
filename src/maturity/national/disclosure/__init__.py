"""Which national figures may be published, and which would give a force away."""
