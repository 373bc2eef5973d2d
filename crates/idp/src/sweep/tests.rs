//! Housekeeping leaves what is still needed. (Driven by the running role, whose first round is at
//! its start.)
