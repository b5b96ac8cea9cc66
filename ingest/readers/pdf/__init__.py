"""PDF as filed: characters to lines, lines to pages, notes, headings and addresses, all to one text version."""
