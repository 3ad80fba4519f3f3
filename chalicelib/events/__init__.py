"""The event edge: one module is one Lambda function, imported without app.py, so without its middleware."""
