"""The description of the service for programs: one OpenAPI document, made of the tables that the service runs by."""
