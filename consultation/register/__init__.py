"""The register of organisations and contacts, from which tags choose whom a round asks."""
