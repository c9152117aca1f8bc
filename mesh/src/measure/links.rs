//! Which of very many pieces hang together, noted from many threads at once.

use std::sync::atomic::{AtomicU32, Ordering};

/// Disjoint sets of numbers. The smallest of a set stands for it, so that the outcome does not depend on the order.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Each points to itself or to a smaller one of its set.
    parents: Vec<AtomicU32>,
}

impl Links {
    /// `count` numbers, each by itself.
    pub(super) fn new(count: usize) -> Self {
        Self { parents: (0..count as u32).map(AtomicU32::new).collect() }
    }

    /// The number that stands for the set of `item`, once no thread joins any more.
    pub(super) fn root(&self, mut item: u32) -> u32 {
        loop {
            let parent = self.parent(item);
            if parent == item {
                return item;
            }
            // Halves the way for those who come later. Another thread may have done better: then nothing is lost.
            let grandparent = self.parent(parent);
            let _ = self.swing(item, parent, grandparent);
            item = grandparent;
        }
    }

    /// Makes one set of the two that hold `a` and `b`.
    pub(super) fn join(&self, a: u32, b: u32) {
        loop {
            let (a, b) = (self.root(a), self.root(b));
            if a == b || self.swing(a.max(b), a.max(b), a.min(b)).is_ok() {
                return;
            }
        }
    }

    fn parent(&self, item: u32) -> u32 {
        self.parents[item as usize].load(Ordering::Relaxed)
    }

    fn swing(&self, item: u32, from: u32, to: u32) -> Result<u32, u32> {
        self.parents[item as usize].compare_exchange(from, to, Ordering::Relaxed, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn sets_grow_over_joins_whichever_thread_notes_them() {
        let links = Links::new(10);
        for [a, b] in [[5, 9], [3, 4], [9, 4]] {
            links.join(a, b);
        }
        assert_eq!([3, 4, 5, 9, 7].map(|item| links.root(item)), [3, 3, 3, 3, 7]);
        let links = Links::new(30_000);
        (0..29_997u32).into_par_iter().for_each(|item| links.join(item, item + 3));
        assert!((0..30_000).all(|item| links.root(item) == item % 3));
    }
}
