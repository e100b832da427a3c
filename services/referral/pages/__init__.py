"""HTML face: German, server-rendered, whole without JavaScript."""
