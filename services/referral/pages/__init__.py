"""Pages in German, rendered by the server; all of them work without JavaScript."""
