"""Hengjian: records, rules, findings, figures of a district."""
