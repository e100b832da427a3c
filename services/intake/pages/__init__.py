"""HTML faces: the same handlers as the API, in German."""
