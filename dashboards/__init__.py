"""What finance reads: queries over the published marts, pure figures, pages and a pack. Imports nothing from ingestion or orchestration."""
