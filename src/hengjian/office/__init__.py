"""The office: where people work on findings until they are closed. The only part that knows Django."""
