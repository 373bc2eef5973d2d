//! Every test of the edge that goes through its HTTP surface.
