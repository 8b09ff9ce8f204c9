"""report.html: what two files have in common, told to somebody in finance. One file, no network; figures made here, filters in the page."""
