//! All tests of the crate that go through HTTP and a real database.
