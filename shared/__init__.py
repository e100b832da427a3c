"""What the services share: contracts, bus manners, the store's seam, sealing and the manners of the web."""
