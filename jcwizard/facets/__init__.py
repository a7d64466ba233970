"""What a Facets control plane says in public about its own sign-in."""
