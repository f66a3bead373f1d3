"""Pages: the report and the data dictionary as HTML, from templates (jinja2)."""
