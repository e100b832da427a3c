"""Process `desk`: takes over what the face accepted; each kind of request is one use case."""
