"""What a person of the office may do at the desk: lists of the inbox, acts on a dossier, its record."""
