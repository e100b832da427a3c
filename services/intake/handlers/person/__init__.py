"""Process `face`: makes a request of what a person or a channel hands in, and keeps begun reports and file parts."""
