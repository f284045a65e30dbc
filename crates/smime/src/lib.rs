//! Open and seal mail; the report and its verdict
