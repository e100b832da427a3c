"""Process `face`: what a person or a channel hands in becomes a request; the face writes nothing else."""
