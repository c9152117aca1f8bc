//! The protocol over real HTTP: a worker with a generator of the test's own, a tiny storage, a caller.

mod bench;
mod faults;
mod limits;
mod queue;
mod results;
