"""Other services and the systems of channels act: by HTTP and by the bus."""
