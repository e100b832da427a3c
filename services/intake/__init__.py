"""Listens: takes in what people tell, keeps it sealed, and asks them before anything is passed on."""
