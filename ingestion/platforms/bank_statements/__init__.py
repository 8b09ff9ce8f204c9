"""Bank files: BAI2, camt.053, MT940, OFX and CSV from a folder, an object store, SFTP or a download page."""
