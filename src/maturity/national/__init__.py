"""Many forces: their returns are taken in, counted, shown and given back."""
