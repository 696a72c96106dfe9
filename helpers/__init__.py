"""What several notebooks of the collection share; the mathematics knows no screen."""
