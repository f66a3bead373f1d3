"""What people read: pages, workbooks, charts, words."""
