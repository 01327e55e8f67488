"""When a report was asked, in words."""

MOMENTS = {"pre": "before the task", "post": "after the task", "similar": "for a similar task"}
