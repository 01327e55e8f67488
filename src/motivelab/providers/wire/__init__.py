"""What every provider that speaks HTTP is built from."""
