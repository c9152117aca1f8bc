//! Things of JavaScript that run until they are stopped. They cannot be sent between threads, so a page holds their
//! number and the browser's one thread holds them.

use std::cell::RefCell;

/// Running things by their number.
pub struct Registry<T> {
    slots: RefCell<Vec<Option<T>>>,
}

impl<T> Registry<T> {
    pub const fn new() -> Self {
        Self { slots: RefCell::new(Vec::new()) }
    }

    /// Keeps `thing` and names it.
    pub fn insert(&self, thing: T) -> u32 {
        let mut slots = self.slots.borrow_mut();
        slots.push(Some(thing));
        u32::try_from(slots.len() - 1).unwrap_or(u32::MAX)
    }

    /// The thing of this number, once.
    pub fn remove(&self, number: u32) -> Option<T> {
        self.slots.borrow_mut().get_mut(number as usize).and_then(Option::take)
    }
}

impl<T: Clone> Registry<T> {
    /// The thing of this number while it runs.
    pub fn get(&self, number: u32) -> Option<T> {
        self.slots.borrow().get(number as usize).cloned().flatten()
    }
}
