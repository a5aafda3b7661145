//! Dumps of comments in, scored comments out.
